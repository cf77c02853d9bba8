package dev.waybill.configuration;

import dev.waybill.integration.Destination;
import java.util.Map;
import java.util.Optional;

/** What a destination has to say about the credentials an integration wants to use with it. */
@FunctionalInterface
public interface CredentialRule {

    /**
     * Looks at the credentials without sending anything.
     *
     * @param type   {@code STATIC_API_KEY} ...
     * @param fields in clear; the complaint must not repeat them
     * @return what is wrong and what to use instead, or empty when the destination can work with them
     */
    Optional<String> complaint(Destination destination, String type, Map<String, String> fields);
}
