package dev.waybill.security;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM (Google Tink) and opens them again. Of several master keys the first one seals and all of
 * them open, so a key can be replaced while everything runs. Thread-safe.
 */
public final class Sealing {

    /** What a sealed row of {@code integration_credentials} is bound to beside its ids. */
    public static final String CREDENTIALS = "credentials";
    /** What a sealed row of {@code inbound_webhook_secret} is bound to beside its ids. */
    public static final String WEBHOOK_SECRET = "webhook-secret";

    private final Map<String, Keys> keysById = new LinkedHashMap<>();
    private final String sealingKeyId;

    public Sealing(List<MasterKey> masterKeys) {
        if (masterKeys.isEmpty()) {
            throw new IllegalArgumentException("sealing needs at least one master key");
        }
        for (MasterKey masterKey : masterKeys) {
            keysById.put(masterKey.id(), Keys.of(masterKey));
        }
        this.sealingKeyId = masterKeys.get(0).id();
    }

    /** The associated data of a row's secret: sealed for one organization, row and purpose, it opens for nothing else. */
    public static String bind(UUID organizationId, UUID rowId, String purpose) {
        return organizationId + "/" + rowId + "/" + purpose;
    }

    /** Seals with the first master key; {@code associatedData} must be given again to open it. */
    public Sealed seal(byte[] plain, String associatedData) {
        try {
            byte[] ciphertext = keys(sealingKeyId).aead().encrypt(plain, associatedData.getBytes(StandardCharsets.UTF_8));
            return new Sealed(sealingKeyId, ciphertext);
        } catch (GeneralSecurityException e) {
            throw new SealingException(sealingKeyId, "a secret could not be sealed with the master key " + sealingKeyId, e);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws SealingException when the key is not there, or the ciphertext was changed or belongs to another row
     */
    public byte[] open(Sealed sealed, String associatedData) {
        try {
            return keys(sealed.keyId()).aead().decrypt(sealed.ciphertext(), associatedData.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealingException(sealed.keyId(), "A secret sealed for " + associatedData + " with the master key "
                    + sealed.keyId() + " does not open: it was changed, or copied from another row. Have a new secret issued"
                    + " and apply the configuration folder with it.", e);
        }
    }

    /** A keyed hash (HMAC-SHA256, hexadecimal) under the sealing key: equal for equal content, useless without the key. */
    public String fingerprint(byte[] content) {
        return HexFormat.of().formatHex(keys(sealingKeyId).hash(content));
    }

    /**
     * Whether this content has the fingerprint that was once made under the key {@code keyId}; answered without opening
     * anything.
     *
     * @throws SealingException when that key is not there
     */
    public boolean hasFingerprint(byte[] content, String keyId, String fingerprint) {
        byte[] expected = fingerprint.getBytes(StandardCharsets.US_ASCII);
        byte[] actual = HexFormat.of().formatHex(keys(keyId).hash(content)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(actual, expected);
    }

    /** The id of the key that seals; what is stored with another one waits for rotation. */
    public String sealingKeyId() {
        return sealingKeyId;
    }

    @Override
    public String toString() {
        return "Sealing with " + sealingKeyId + ", opening with " + keysById.keySet();
    }

    private Keys keys(String keyId) {
        Keys keys = keysById.get(keyId);
        if (keys == null) {
            throw new SealingException(keyId, "A secret was sealed with the master key " + keyId + ", and this gateway holds "
                    + keysById.keySet() + ". Give it the key " + keyId
                    + " (secrets.key, or the file secrets.key in the data folder).", null);
        }
        return keys;
    }

    private record Keys(Aead aead, SecretKeySpec hashKey) {

        @AccessesPartialKey
        static Keys of(MasterKey masterKey) {
            try {
                AesGcmKey key = AesGcmKey.builder()
                        .setParameters(AesGcmParameters.builder().setKeySizeBytes(32).setIvSizeBytes(12).setTagSizeBytes(16)
                                .setVariant(AesGcmParameters.Variant.NO_PREFIX).build())
                        .setKeyBytes(SecretBytes.copyFrom(masterKey.derive("waybill sealing"), InsecureSecretKeyAccess.get()))
                        .build();
                return new Keys(AesGcmJce.create(key), new SecretKeySpec(masterKey.derive("waybill fingerprint"), "HmacSHA256"));
            } catch (GeneralSecurityException e) {
                throw new SealingException(masterKey.id(), "this Java cannot work with AES-256-GCM", e);
            }
        }

        byte[] hash(byte[] content) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(hashKey);
                return mac.doFinal(content);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no HmacSHA256", e);
            }
        }
    }
}
