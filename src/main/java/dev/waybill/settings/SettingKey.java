package dev.waybill.settings;

import java.util.Locale;
import java.util.Objects;

/**
 * One setting that exists.
 *
 * @param name     as written in application.properties: {@code stripe.base-url}
 * @param kind     what its value may be
 * @param standard what holds when nobody sets it; empty = nothing
 * @param meaning  one sentence for the person who sets it
 */
record SettingKey(String name, ValueKind kind, String standard, String meaning) {

    SettingKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(meaning, "meaning");
        if (!standard.isEmpty()) {
            kind.plain(standard);
        }
    }

    /** The environment variable that overrides it: {@code STRIPE_BASE_URL}. */
    String environmentName() {
        return environmentName(name);
    }

    static String environmentName(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
