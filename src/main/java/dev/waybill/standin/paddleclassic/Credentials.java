package dev.waybill.standin.paddleclassic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** The one pair of credentials that opens the account. */
record Credentials(long vendorId, String vendorAuthCode) {

    /**
     * Takes the credentials out of a form.
     *
     * @throws Refusal 107 when they are missing or wrong
     */
    void require(Map<String, String> fields) {
        String id = fields.remove("vendor_id");
        String code = fields.remove("vendor_auth_code");
        if (!String.valueOf(vendorId).equals(id) || code == null || !MessageDigest.isEqual(
                vendorAuthCode.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8))) {
            throw new Refusal(PaddleError.NO_PERMISSION);
        }
    }
}
