package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * An address of ours that a platform posts to, as a folder asks for it.
 *
 * @param id          the endpoint id in the address
 * @param source      the platform: {@code m3ter}
 * @param signature   how the sender proves itself, with the keys as written; an absent key has its default
 * @param secrets     in the order as written
 * @param credentials the name of the credentials with which bills are read again from the platform, or null
 */
public record InboundWebhookSetup(Place place, UUID id, String name, String source, boolean enabled, ObjectNode signature,
                                  List<WebhookSecretSetup> secrets, String credentials) implements Named {

    public InboundWebhookSetup {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(signature, "signature");
        secrets = List.copyOf(secrets);
    }
}
