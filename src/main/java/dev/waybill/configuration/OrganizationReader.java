package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.integration.Destination;
import dev.waybill.security.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads one organization from all the blocks that speak of it. */
final class OrganizationReader {
    static final List<String> KEYS = List.of("name", "id", "credentials", "inboundWebhooks", "integrations", "externalMappings");

    private static final List<String> WEBHOOK_KEYS = List.of("name", "id", "source", "enabled", "credentials", "signature",
            "secrets");
    private static final List<String> MAPPING_KEYS = List.of("m3terEntity", "m3terId", "externalSystem", "externalTable",
            "externalId", "integration");
    private static final List<String> ENTITIES = List.of("Account");
    /** Those of the destinations, and what bills go onto in mode subscription. */
    private static final List<String> TABLES = Stream.concat(Arrays.stream(Destination.values()).map(Destination::externalTable),
            Stream.of(Destination.SUBSCRIPTION_TABLE)).distinct().toList();
    private static final List<String> SYSTEMS = Arrays.stream(Destination.values()).map(Destination::externalSystem).distinct()
            .toList();

    /** The platforms that post to us, and the type of credentials with which each lets us read a bill again. */
    private static final Map<String, CredentialType> SOURCES = Map.of("m3ter", CredentialType.M3TER_SERVICE_USER);

    private final SecretReferences references;
    private final Findings findings;
    private final CredentialsReader credentials;
    private final IntegrationReader integrations;
    private final Map<String, Place> webhookNames = new HashMap<>();
    private final List<InboundWebhookSetup> webhooks = new ArrayList<>();
    private final Map<List<String>, Place> mappingKeys = new HashMap<>();
    private final List<ExternalMappingSetup> mappings = new ArrayList<>();

    OrganizationReader(SecretReferences references, CredentialsReader credentials, IntegrationReader integrations,
                       Findings findings) {
        this.references = references;
        this.credentials = credentials;
        this.integrations = integrations;
        this.findings = findings;
    }

    OrganizationSetup read(String name, UUID id, List<YamlMapping> blocks, FolderIds ids) {
        blocks.forEach(block -> block.allowOnly(KEYS));
        each(blocks, "credentials", "credentials").forEach(block -> credentials.read(block, ids.credentials()));
        each(blocks, "inboundWebhooks", "inbound webhook").forEach(block -> readWebhook(block, ids.inboundWebhooks()));
        each(blocks, "integrations", "integration").forEach(block -> integrations.read(block, ids.integrations()));
        integrations.warnOfDoubles();
        each(blocks, "externalMappings", "external mapping").forEach(this::readMapping);
        return new OrganizationSetup(blocks.get(0).place(), id, name, credentials.all(), webhooks, integrations.all(), mappings);
    }

    /** The ids of the whole folder, by kind. */
    record FolderIds(Ids credentials, Ids inboundWebhooks, Ids integrations) {
    }

    private void readWebhook(YamlMapping block, Ids ids) {
        int before = findings.refusedSoFar();
        block.allowOnly(WEBHOOK_KEYS);
        Optional<String> name = block.requiredText("name");
        UUID id = ids.read(block);
        Optional<String> source = block.requiredText("source").flatMap(word -> block.oneOf("source", SOURCES.keySet()));
        boolean enabled = block.flag("enabled").orElse(true);
        ObjectNode signature = SignatureReader.read(block);
        List<WebhookSecretSetup> secrets = readSecrets(block, signature);
        Optional<String> credentialsName = credentials.named(block);
        source.ifPresent(known -> credentialsName.flatMap(credentials::find)
                .ifPresent(used -> checkType(block, known, used)));
        name.ifPresent(found -> {
            Place first = webhookNames.putIfAbsent(found, block.place("name"));
            if (first != null) {
                findings.refuse(block.place("name"), CredentialsReader.twice("inbound webhook", found, first));
            } else if (findings.refusedSoFar() == before) {
                webhooks.add(new InboundWebhookSetup(block.place(), id, found, source.orElseThrow(), enabled, signature, secrets,
                        credentialsName.orElse(null)));
            }
        });
    }

    private List<WebhookSecretSetup> readSecrets(YamlMapping block, ObjectNode signature) {
        int before = findings.refusedSoFar();
        List<WebhookSecretSetup> secrets = new ArrayList<>();
        List<YamlMapping> entries = block.mappings("secrets", "entry in the secrets of " + block.description());
        for (YamlMapping entry : entries) {
            entry.allowOnly(List.of("secret", "apiKey"));
            if (!entry.has("secret")) {
                findings.refuse(entry.place(), entry.description() + " needs `secret`");
            }
            String apiKey = references.value(entry, "apiKey").orElse(null);
            references.secret(entry, "secret").map(Secret::of)
                    .ifPresent(secret -> secrets.add(new WebhookSecretSetup(apiKey, secret)));
        }
        if (!SignatureReader.needsSecrets(signature)) {
            findings.warn(block.place("signature"), block.description()
                    + " has `verify: none`: whoever knows its address can post bills to it");
        } else if (entries.isEmpty() && findings.refusedSoFar() == before) {
            findings.refuse(block.place("secrets"), block.description()
                    + " needs `secrets`: without one no sender can prove itself");
        }
        return secrets;
    }

    private void checkType(YamlMapping block, String source, CredentialsSetup used) {
        CredentialType wanted = SOURCES.get(source);
        if (!wanted.name().equals(used.type())) {
            findings.refuse(block.place("credentials"), block.description() + " reads bills again from " + source
                    + ", which takes credentials of type " + wanted + "; \"" + used.name() + "\" (" + used.place().fileAndLine()
                    + ") is of type " + used.type());
        }
    }

    private void readMapping(YamlMapping block) {
        int before = findings.refusedSoFar();
        block.allowOnly(MAPPING_KEYS);
        Optional<String> entity = knownOrNew(block, "m3terEntity", ENTITIES);
        Optional<String> m3terId = block.requiredText("m3terId");
        Optional<String> system = knownOrNew(block, "externalSystem", SYSTEMS);
        Optional<String> table = knownOrNew(block, "externalTable", TABLES);
        Optional<String> externalId = block.requiredText("externalId");
        String integration = integrations.named(block).orElse(null);
        if (findings.refusedSoFar() > before) {
            return;
        }
        ExternalMappingSetup mapping = new ExternalMappingSetup(block.place(), entity.orElseThrow(), m3terId.orElseThrow(),
                system.orElseThrow(), table.orElseThrow(), externalId.orElseThrow(), integration);
        Place first = mappingKeys.putIfAbsent(Arrays.asList(mapping.m3terEntity(), mapping.m3terId(), mapping.externalSystem(),
                mapping.externalTable(), integration), block.place());
        if (first != null) {
            findings.refuse(block.place(), mapping.m3terEntity() + " `" + YamlMapping.shown(mapping.m3terId())
                    + "` is already mapped to a " + mapping.externalSystem() + " " + mapping.externalTable() + " at "
                    + first.fileAndLine() + "; keep one of them");
        }
        mappings.add(mapping);
    }

    private Optional<String> knownOrNew(YamlMapping block, String key, Collection<String> known) {
        Optional<String> word = block.requiredText(key);
        word.filter(found -> !known.contains(found)).ifPresent(found -> {
            String intro = "`" + key + "` of " + block.description() + " is `" + YamlMapping.shown(found) + "`";
            NearestWord.misspelt(found, known).ifPresentOrElse(
                    near -> findings.refuse(block.place(key), intro + "; did you mean `" + near + "`?"),
                    () -> findings.warn(block.place(key), intro + ", which no destination of this release looks up ("
                            + String.join(", ", known) + "); the mapping is stored and not used"));
        });
        return word;
    }

    private static List<YamlMapping> each(List<YamlMapping> blocks, String key, String kind) {
        return blocks.stream().flatMap(block -> block.mappings(key, kind).stream()).toList();
    }
}
