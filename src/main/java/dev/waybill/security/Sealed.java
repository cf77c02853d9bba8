package dev.waybill.security;

import java.util.Objects;

/**
 * Something that only the holder of a master key can open.
 *
 * @param keyId      names the master key that sealed it
 * @param ciphertext nonce, ciphertext and tag in one
 */
public record Sealed(String keyId, byte[] ciphertext) {

    public Sealed {
        Objects.requireNonNull(keyId, "keyId");
        ciphertext = ciphertext.clone();
    }

    @Override
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    @Override
    public String toString() {
        return "Sealed[key " + keyId + ", " + ciphertext.length + " bytes]";
    }
}
