package dev.waybill.configuration;

import dev.waybill.bill.Json;
import dev.waybill.security.Secret;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Credentials as a folder asks for them.
 *
 * @param type   {@code STATIC_API_KEY}, {@code M3TER_SERVICE_USER}
 * @param fields in clear, in the order of their keys
 */
public record CredentialsSetup(Place place, UUID id, String name, String type, Map<String, String> fields) implements Named {

    public CredentialsSetup {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        SortedMap<String, String> ordered = new TreeMap<>(fields);
        fields = Collections.unmodifiableSortedMap(ordered);
    }

    /** What is sealed: all fields as one JSON object, always in the same order. */
    public Secret content() {
        return Secret.of(Json.write(fields));
    }

    @Override
    public String toString() {
        return "CredentialsSetup[" + place.fileAndLine() + ", " + name + ", " + type + ", " + fields.keySet() + "]";
    }
}
