package dev.waybill.flow;

import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.ConfigurationSource;
import dev.waybill.delivery.BillArchive;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.DatabaseException;
import dev.waybill.source.InboundWebhook;
import dev.waybill.source.SignatureSettings;
import dev.waybill.source.WebhookSecret;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as the running gateway uses it: held in memory and taken over again within a moment of a change, whoever
 * made it. Reading it costs a bill nothing; mappings and credentials, of which there may be many, are asked for one by one, once.
 */
public final class Configurations {

    private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);

    /** Of each kind, before all are forgotten. */
    private static final int MOST_LOOKED = 20_000;

    private final ConfigurationSource stored;
    private final BillArchive archive;
    private volatile boolean changed;
    private volatile Held held = new Held(-1, null, Map.of(), Map.of(), System.nanoTime(), new Looked());

    public Configurations(ConfigurationSource stored, BillArchive archive) {
        this.stored = stored;
        this.archive = archive;
    }

    private record Held(long revision, ConfigurationSnapshot snapshot, Map<UUID, InboundWebhook> webhooks,
                        Map<UUID, IntegrationConfiguration> integrations, long since, Looked looked) {
    }

    /** What was asked for one by one under this configuration; with the next one it is asked again, and old credentials are gone. */
    private record Looked(Map<UUID, Map<String, String>> credentials, Map<Named, String> names) {

        Looked() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        <K, V> Optional<V> of(Map<K, V> known, K key, Supplier<Optional<V>> ask) {
            V value = known.get(key);
            if (value != null) {
                return Optional.of(value);
            }
            Optional<V> asked = ask.get();
            if (known.size() >= MOST_LOOKED) {
                known.clear();
            }
            asked.ifPresent(found -> known.put(key, found));      // what is missing is asked again: it may come at any moment
            return asked;
        }
    }

    /** One account in one table of an integration's destination. */
    private record Named(UUID integrationId, String table, String accountId) {
    }

    /**
     * Takes over the stored configuration when it is another than the one held. Events that wait for a later try, perhaps because
     * of what was mended by it, are then tried at once.
     */
    public void refresh() {
        if (stored.revision() != held.revision()) {
            boolean first = held.snapshot() == null;
            read();
            tell(first);
            changed = true;
        }
        if (changed) {
            hasten();
        }
    }

    private void tell(boolean first) {
        ConfigurationSnapshot snapshot = held.snapshot();
        LOG.info("{} configuration {}: {} organization(s), {} inbound webhook(s), {} integration(s)", first ? "Using" : "Changed to",
                snapshot.revision(), snapshot.organizations().size(), held.webhooks().size(), held.integrations().size());
        if (first && snapshot.organizations().isEmpty()) {
            LOG.warn("Nothing is configured yet. `./waybill apply DIR` sets up organizations, webhooks and integrations from a folder;"
                    + " demo/ is an example.");
        }
    }

    private void hasten() {
        try {
            archive.hasten();
            changed = false;
        } catch (DatabaseException e) {
            LOG.warn("Events that wait for a later try are hastened a moment later: {}", e.getMessage());
        }
    }

    /** Takes over the stored configuration and touches nothing else: for who only looks. */
    public void read() {
        ConfigurationSnapshot snapshot = stored.load();
        Map<UUID, InboundWebhook> webhooks = new HashMap<>();
        snapshot.inboundWebhooks().forEach((id, webhook) -> webhooks.put(id, webhook(webhook)));
        Map<UUID, IntegrationConfiguration> integrations = new HashMap<>();
        snapshot.integrations().values().forEach(some -> some.forEach(one -> integrations.put(one.id(), one)));
        held = new Held(snapshot.revision(), snapshot, Map.copyOf(webhooks), Map.copyOf(integrations),
                System.nanoTime(), new Looked());
    }

    /** The number of the configuration that is used now. */
    long revision() {
        return held.revision();
    }

    /** Whether it was in use at that {@link System#nanoTime()} already. */
    boolean isOlderThan(long moment) {
        return held.since() - moment < 0;
    }

    /** Whether the provider refused the integration's credentials, as of the moment this configuration was read. */
    boolean isRefused(UUID integrationId) {
        return held.snapshot().authFailedAt().containsKey(integrationId);
    }

    /** Of all organizations, enabled and disabled ones. */
    Collection<IntegrationConfiguration> integrations() {
        return held.integrations().values();
    }

    public Optional<InboundWebhook> webhook(UUID id) {
        return Optional.ofNullable(held.webhooks().get(id));
    }

    /** Enabled and disabled ones. */
    public List<IntegrationConfiguration> integrations(UUID organizationId) {
        return held.snapshot().integrationsOf(organizationId);
    }

    public Optional<IntegrationConfiguration> integration(UUID id) {
        return Optional.ofNullable(held.integrations().get(id));
    }

    /** What the integration's destination calls the account, by its ExternalMapping. */
    public Optional<String> customer(IntegrationConfiguration integration, String accountId) {
        return name(integration, integration.destination().externalTable(), accountId);
    }

    /** The account's subscription at the integration's destination, by its ExternalMapping. */
    public Optional<String> subscription(IntegrationConfiguration integration, String accountId) {
        return name(integration, Destination.SUBSCRIPTION_TABLE, accountId);
    }

    private Optional<String> name(IntegrationConfiguration integration, String table, String accountId) {
        Looked looked = held.looked();           // taken before it is asked: an answer never outlives its configuration
        return looked.of(looked.names(), new Named(integration.id(), table, accountId), () -> stored.customer(integration.organizationId(),
                integration.id(), integration.destination().externalSystem(), table, accountId));
    }

    /** The fields of sealed credentials; opened once under each configuration. */
    public Map<String, String> credentials(UUID id) {
        Looked looked = held.looked();
        return looked.of(looked.credentials(), id, () -> Optional.of(stored.openCredentials(id))).orElseThrow();
    }

    private static InboundWebhook webhook(ConfigurationSnapshot.InboundWebhook stored) {
        List<WebhookSecret> secrets = stored.secrets().stream()
                .map(secret -> new WebhookSecret(secret.apiKey(), secret.secret().bytes())).toList();
        return new InboundWebhook(stored.id(), stored.organizationId(), stored.name(), stored.source(), stored.enabled(),
                SignatureSettings.fromJson(stored.signature()), secrets, stored.platformCredentialsId(), stored.version());
    }
}
