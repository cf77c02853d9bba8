package dev.waybill.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Bytes that must not be seen: no way of printing it, not even by accident, shows them. Two of them compare in constant time. */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public static Secret of(byte[] bytes) {
        return new Secret(bytes);
    }

    /** The UTF-8 bytes of this text. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** The same for all: a hash of the bytes would tell something about them. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
