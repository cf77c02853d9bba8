package dev.waybill.source;

/** A setting of an inbound webhook's signature cannot hold. The message names the key, the value seen and what is accepted. */
public final class SignatureSettingsException extends IllegalArgumentException {

    private final String key;

    SignatureSettingsException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key at fault, as written in JSON and YAML: {@code signedTemplate}. */
    public String key() {
        return key;
    }
}
