package dev.waybill.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One secret that a sender may sign with. Several hold at once while one is being replaced. White space at the ends, as a
 * copied secret often has, is dropped.
 *
 * @param apiKey the key that the sender names beside its signature, or null: then the secret serves whatever key is named
 * @param secret the shared secret; handed out as a copy
 */
public record WebhookSecret(String apiKey, byte[] secret) {

    public WebhookSecret {
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        secret = stripped(secret);
        if (secret.length == 0) {
            throw new IllegalArgumentException("a webhook secret is empty; set the text that was also given to the sender");
        }
    }

    /** A secret as people write it, in UTF-8. */
    public static WebhookSecret of(String apiKey, String secret) {
        return new WebhookSecret(apiKey, secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret that && Objects.equals(apiKey, that.apiKey) && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(apiKey) + Arrays.hashCode(secret);
    }

    /** Tells neither the secret nor the key. */
    @Override
    public String toString() {
        return "WebhookSecret[" + (apiKey == null ? "without" : "with") + " key]";
    }

    private static byte[] stripped(byte[] bytes) {
        int from = 0;
        int to = bytes.length;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }
}
