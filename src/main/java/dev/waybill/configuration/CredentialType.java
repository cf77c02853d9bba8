package dev.waybill.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of credentials, in m3ter's words, and the fields of each. All fields are needed, and sealed together. */
enum CredentialType {
    STATIC_API_KEY(secret("apiKey")),
    M3TER_SERVICE_USER(plain("organizationId"), plain("accessKeyId"), secret("apiSecret")),
    PADDLE_AUTH(plain("vendorId"), secret("vendorAuthCode"));

    private final List<Field> fields;

    CredentialType(Field... fields) {
        this.fields = List.of(fields);
    }

    /** A field; a secret one must not be written out in a file. */
    record Field(String key, boolean secret) {
    }

    List<Field> fields() {
        return fields;
    }

    static Optional<CredentialType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.name().equals(word)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    private static Field secret(String key) {
        return new Field(key, true);
    }

    private static Field plain(String key) {
        return new Field(key, false);
    }
}
