package dev.waybill.configuration;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * One organization as a folder asks for it.
 *
 * @param id null when the folder gives none: then the name decides which stored organization is meant
 */
public record OrganizationSetup(Place place, UUID id, String name, List<CredentialsSetup> credentials,
                                List<InboundWebhookSetup> inboundWebhooks, List<IntegrationSetup> integrations,
                                List<ExternalMappingSetup> externalMappings)
        implements Named {

    public OrganizationSetup {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        credentials = List.copyOf(credentials);
        inboundWebhooks = List.copyOf(inboundWebhooks);
        integrations = List.copyOf(integrations);
        externalMappings = List.copyOf(externalMappings);
    }
}
