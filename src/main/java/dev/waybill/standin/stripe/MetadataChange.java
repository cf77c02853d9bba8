package dev.waybill.standin.stripe;

import java.util.LinkedHashMap;
import java.util.Map;

/** Stripe's way with metadata: key by key; an empty value drops a key, an empty whole drops all. */
final class MetadataChange {

    private MetadataChange() {
    }

    /** @param given the parameter, or null when it was not sent */
    static Map<String, String> merged(Map<String, String> before, Parameters given) {
        if (given == null) {
            return before;
        }
        if (given.text() != null) {
            return new LinkedHashMap<>();
        }
        Map<String, String> after = new LinkedHashMap<>(before);
        given.fields().forEach((key, value) -> {
            if (value.text().isEmpty()) {
                after.remove(key);
            } else {
                after.put(key, value.text());
            }
        });
        if (after.size() > Shape.METADATA_KEYS) {
            throw Refusal.invalid(given.name(), "Metadata can have at most " + Shape.METADATA_KEYS + " keys, this would make "
                    + after.size() + ".");
        }
        return after;
    }
}
