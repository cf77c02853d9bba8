package dev.waybill.security;

/** A master key is missing or unusable, or something sealed does not open. Trying again helps only after a person mended it. */
public final class SealingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String keyId;

    SealingException(String keyId, String message, Throwable cause) {
        super(message, cause);
        this.keyId = keyId;
    }

    SealingException(String message) {
        this(null, message, null);
    }

    /** The master key in question, or null when there is none yet. */
    public String keyId() {
        return keyId;
    }
}
