package dev.waybill.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/** The configuration as the database holds it, as far as a plan needs it; secrets only as fingerprints. */
public record StoredSetup(List<Organization> organizations) {

    public StoredSetup {
        organizations = List.copyOf(organizations);
    }

    /** @param externalMappings left empty for an organization that the folder does not name */
    public record Organization(UUID id, String name, List<Credentials> credentials, List<InboundWebhook> inboundWebhooks,
                               List<Integration> integrations, List<ExternalMapping> externalMappings) implements Row {
        public Organization {
            credentials = List.copyOf(credentials);
            inboundWebhooks = List.copyOf(inboundWebhooks);
            integrations = List.copyOf(integrations);
            externalMappings = List.copyOf(externalMappings);
        }
    }

    /** Something stored that has a name of its own. */
    public sealed interface Row permits Organization, Credentials, InboundWebhook, Integration {
        UUID id();

        String name();
    }

    /** @param keyId the master key under which sealed content and fingerprint were made */
    public record Credentials(UUID id, String name, String type, String keyId, String fingerprint) implements Row {
    }

    public record InboundWebhook(UUID id, String name, String source, boolean enabled, JsonNode signature,
                                 List<WebhookSecret> secrets, UUID credentialsId) implements Row {
        public InboundWebhook {
            secrets = List.copyOf(secrets);
        }
    }

    public record WebhookSecret(String apiKey, String keyId, String fingerprint) {
    }

    /**
     * @param destination as the person spelled it
     * @param used        true when it has deliveries
     */
    public record Integration(UUID id, String name, String destination, boolean enabled, ObjectNode configData,
                              UUID credentialsId, boolean used) implements Row {
    }

    public record ExternalMapping(UUID id, String m3terEntity, String m3terId, String externalSystem, String externalTable,
                                  String externalId, UUID integrationId) {
    }
}
