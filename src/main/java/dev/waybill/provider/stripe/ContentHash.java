package dev.waybill.provider.stripe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for long texts. */
final class ContentHash {

    private ContentHash() {
    }

    /** The first 16 hex digits of the text's SHA-256: enough to tell the versions of one bill apart. */
    static String brief(String text) {
        return full(text).substring(0, 16);
    }

    /** The text's SHA-256 in hex. */
    static String full(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
