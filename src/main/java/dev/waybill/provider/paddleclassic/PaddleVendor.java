package dev.waybill.provider.paddleclassic;

import java.util.Optional;

/** Which credentials Paddle Classic takes. Paddle: {@code vendor_id} is a whole number; live and sandbox sellers look alike. */
public final class PaddleVendor {

    private PaddleVendor() {
    }

    /** What is wrong with the credentials, never quoting them; empty when they fit. */
    public static Optional<String> complaint(String type, String vendorId) {
        if (!"PADDLE_AUTH".equals(type)) {
            return Optional.of("Paddle Classic takes credentials of type PADDLE_AUTH, with vendorId and vendorAuthCode");
        }
        return vendorId != null && vendorId.matches("[1-9][0-9]{0,17}") ? Optional.empty()
                : Optional.of("vendorId is not the whole number that Paddle shows under Developer tools, Authentication");
    }
}
