package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.integration.Destination;
import java.util.Optional;

/** What a destination has to say about settings that are fit one by one, and do not go together. */
@FunctionalInterface
public interface SettingsRule {

    /**
     * Looks at an integration's settings for this destination.
     *
     * @param settings the destination's own keys, as written
     * @return what cannot hold and what to write instead, or empty
     */
    Optional<String> contradiction(Destination destination, ObjectNode settings);
}
