package dev.waybill.standin.m3ter;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks with one secret: the hex HMAC-SHA256 of {@code {timestamp}.{body}}. Not thread-safe. */
public final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    /** @throws IllegalArgumentException when the secret is empty */
    public WebhookSignature(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The webhook's secret is empty; give the one its inbound webhook was made with.");
        }
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** @param timestamp epoch seconds */
    public String of(String timestamp, byte[] body) {
        mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
