package dev.waybill.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.security.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The whole configuration as one revision of it stands, for the gateway to work with. Credentials are not in it, only what may
 * be known about them.
 *
 * @param revision        the number it was read under; a higher one in the database means that something changed since
 * @param organizations   names by id
 * @param integrations    by organization, enabled and disabled, in the order of their names
 * @param authFailedAt    by integration, since when the provider refuses its credentials; none where these or the integration changed since
 * @param inboundWebhooks by id
 * @param credentials     by id
 */
public record ConfigurationSnapshot(long revision, Map<UUID, String> organizations,
                                    Map<UUID, List<IntegrationConfiguration>> integrations, Map<UUID, Instant> authFailedAt,
                                    Map<UUID, InboundWebhook> inboundWebhooks, Map<UUID, Credentials> credentials) {

    public ConfigurationSnapshot {
        organizations = Map.copyOf(organizations);
        integrations = Map.copyOf(integrations);
        authFailedAt = Map.copyOf(authFailedAt);
        inboundWebhooks = Map.copyOf(inboundWebhooks);
        credentials = Map.copyOf(credentials);
    }

    /** Those of one organization, in the order of their names. */
    public List<IntegrationConfiguration> integrationsOf(UUID organizationId) {
        return integrations.getOrDefault(organizationId, List.of());
    }

    public Optional<IntegrationConfiguration> integration(UUID id) {
        return integrations.values().stream().flatMap(List::stream).filter(integration -> integration.id().equals(id))
                .findFirst();
    }

    public Optional<InboundWebhook> inboundWebhook(UUID id) {
        return Optional.ofNullable(inboundWebhooks.get(id));
    }

    /**
     * An address of ours that a platform posts to.
     *
     * @param signature             the keys as written; an absent key has its default
     * @param secrets               in the order in which they are to be tried
     * @param platformCredentialsId set when bills are read again from the platform, else null
     */
    public record InboundWebhook(UUID id, UUID organizationId, String name, String source, boolean enabled, JsonNode signature,
                                 List<WebhookSecret> secrets, UUID platformCredentialsId, int version) {
        public InboundWebhook {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(organizationId, "organizationId");
            secrets = List.copyOf(secrets);
        }
    }

    /** @param apiKey what the sender sends beside its signature to say which secret it used, or null */
    public record WebhookSecret(String apiKey, Secret secret) {
    }

    /** What may be known about credentials; {@code PostgresConfiguration.openCredentials} opens them. */
    public record Credentials(UUID id, UUID organizationId, String name, String type, int version) {
    }
}
