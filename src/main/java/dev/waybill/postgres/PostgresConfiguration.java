package dev.waybill.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItemType;
import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.ConfigData;
import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.ConfigurationSource;
import dev.waybill.configuration.Setup;
import dev.waybill.configuration.SetupPlan;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.security.Sealed;
import dev.waybill.security.Sealing;
import dev.waybill.security.Secret;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The configuration in PostgreSQL. Whoever writes configuration first locks the one row of {@code configuration_revision}, so
 * changes come one after the other, and raises its number in the same transaction, so every gateway learns of them.
 */
public final class PostgresConfiguration implements ConfigurationSource {

    private static final int TRIES = 3;
    private static final String DEADLOCK = "40P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DataSource database;
    private final Sealing sealing;

    public PostgresConfiguration(DataSource database, Sealing sealing) {
        this.database = database;
        this.sealing = sealing;
    }

    /**
     * What {@link #apply} would do now. Nothing is written and nothing sealed is opened.
     *
     * @param prune whether what is stored and not in the setup is to go
     * @throws dev.waybill.configuration.SetupRefusedException when the setup contradicts what is stored
     */
    public SetupPlan plan(Setup setup, boolean prune) {
        return inTransaction("read the configuration", Connection.TRANSACTION_REPEATABLE_READ, sql ->
                SetupPlan.between(setup, new PostgresConfigurationState(sql).read(setup), prune, sealing::hasFingerprint));
    }

    /**
     * Makes the stored configuration what the setup asks for, in one transaction, all or nothing. A second apply at the same
     * time waits, and then finds what the first one left. Applying the same setup again changes nothing.
     *
     * <p>Deliveries that were held back for a reason that is mended by it become due: those refused for their credentials when
     * these changed, those held back by an integration that changed, those that missed an external mapping that is there now.
     *
     * @throws dev.waybill.configuration.SetupRefusedException when the setup contradicts what is stored; nothing is written
     */
    public AppliedSetup apply(Setup setup, boolean prune) {
        return inTransaction("change the configuration", Connection.TRANSACTION_READ_COMMITTED, sql -> {
            sql.update("set local lock_timeout = '30s'");
            long revision = sql.list("select number from configuration_revision for update", row -> row.getLong(1)).get(0);
            // A plan depends on whether an integration has deliveries: until it is written none may begin.
            sql.list("select 1 from integration order by id for update", row -> true);
            SetupPlan plan = SetupPlan.between(setup, new PostgresConfigurationState(sql).read(setup), prune,
                    sealing::hasFingerprint);
            if (plan.isEmpty()) {
                return new AppliedSetup(plan, revision, 0);
            }
            int released = new PostgresConfigurationChanges(sql, sealing, plan).write();
            sql.update("update configuration_revision set number = number + 1");
            return new AppliedSetup(plan, revision + 1, released);
        });
    }

    /** One small read. */
    @Override
    public long revision() {
        return read(sql -> sql.list("select number from configuration_revision", row -> row.getLong(1)).get(0));
    }

    /**
     * The whole configuration as of one moment, webhook secrets opened, credentials not.
     *
     * @throws dev.waybill.security.SealingException when a webhook secret cannot be opened; it names the key that is missing
     */
    @Override
    public ConfigurationSnapshot load() {
        return inTransaction("read the configuration", Connection.TRANSACTION_REPEATABLE_READ, sql -> {
            long revision = sql.list("select number from configuration_revision", row -> row.getLong(1)).get(0);
            Map<UUID, String> organizations = new HashMap<>();
            sql.list("select id, name from organization", row -> organizations.put(uuid(row, "id"), row.getString("name")));
            Map<UUID, Instant> authFailedAt = new HashMap<>();
            List<IntegrationConfiguration> integrations = sql.list("""
                    select i.id, i.organization_id, i.name, i.destination, i.config_data::text as config_data, i.credentials_id,
                           i.enabled, i.version,
                           case when i.auth_failed_at > greatest(i.changed_at, c.changed_at) then i.auth_failed_at end as auth_failed_at
                    from integration i left join integration_credentials c on c.id = i.credentials_id
                    where i.entity_type = 'Bill' order by i.name""", row -> {
                IntegrationConfiguration integration = integration(row);
                Timestamp failedAt = row.getTimestamp("auth_failed_at");
                if (failedAt != null) {
                    authFailedAt.put(integration.id(), failedAt.toInstant());
                }
                return integration;
            });
            Map<UUID, ConfigurationSnapshot.Credentials> credentials = new HashMap<>();
            sql.list("select id, organization_id, name, type, version from integration_credentials", row ->
                    credentials.put(uuid(row, "id"), new ConfigurationSnapshot.Credentials(uuid(row, "id"),
                            uuid(row, "organization_id"), row.getString("name"), row.getString("type"), row.getInt("version"))));
            return new ConfigurationSnapshot(revision, organizations,
                    integrations.stream().collect(Collectors.groupingBy(IntegrationConfiguration::organizationId)),
                    authFailedAt, webhooks(sql), credentials);
        });
    }

    /**
     * The customer's id at a provider, looked up anew at each call: a mapping for this integration wins over a general one.
     *
     * @param externalSystem {@code Stripe}
     * @param externalTable  {@code Customer}
     * @param m3terId        the platform's account id
     */
    @Override
    public Optional<String> customer(UUID organizationId, UUID integrationId, String externalSystem, String externalTable,
                                     String m3terId) {
        return read(sql -> sql.list("""
                select external_id from external_mapping
                where organization_id = ? and m3ter_entity = 'Account' and m3ter_id = ?
                  and external_system = ? and external_table = ? and (integration_id is null or integration_id = ?)
                order by integration_id nulls last limit 1""",
                row -> row.getString(1), organizationId, m3terId, externalSystem, externalTable, integrationId))
                .stream().findFirst();
    }

    /**
     * The fields of credentials in clear, read and opened at each call; keep them no longer than the call they are for.
     *
     * @throws IllegalStateException                 when they do not exist any more
     * @throws dev.waybill.security.SealingException when they cannot be opened
     */
    @Override
    public Map<String, String> openCredentials(UUID credentialsId) {
        byte[] content = read(sql -> sql.list("""
                select organization_id, key_id, sealed from integration_credentials where id = ?""",
                row -> sealing.open(new Sealed(row.getString("key_id"), row.getBytes("sealed")),
                        Sealing.bind(uuid(row, "organization_id"), credentialsId, Sealing.CREDENTIALS)), credentialsId))
                .stream().findFirst().orElseThrow(() -> new IllegalStateException("Credentials " + credentialsId
                        + " do not exist any more. Name others in the integration and apply the configuration."));
        try {
            return Map.copyOf(Json.MAPPER.readValue(content, new TypeReference<Map<String, String>>() { }));
        } catch (IOException e) {
            // The parser's message may quote what it read: it is not passed on.
            throw new IllegalStateException("Credentials " + credentialsId + " do not hold a JSON object of texts."
                    + " Apply the configuration folder with new ones.");
        }
    }

    private Map<UUID, ConfigurationSnapshot.InboundWebhook> webhooks(PostgresConfigurationSql sql) throws SQLException {
        Map<UUID, List<ConfigurationSnapshot.WebhookSecret>> secrets = new HashMap<>();
        sql.list("""
                select s.id, s.inbound_webhook_id, w.organization_id, s.api_key, s.key_id, s.sealed
                from inbound_webhook_secret s join inbound_webhook w on w.id = s.inbound_webhook_id
                order by s.inbound_webhook_id, s.position""", row -> {
            byte[] secret = sealing.open(new Sealed(row.getString("key_id"), row.getBytes("sealed")),
                    Sealing.bind(uuid(row, "organization_id"), uuid(row, "id"), Sealing.WEBHOOK_SECRET));
            return secrets.computeIfAbsent(uuid(row, "inbound_webhook_id"), id -> new ArrayList<>())
                    .add(new ConfigurationSnapshot.WebhookSecret(row.getString("api_key"), Secret.of(secret)));
        });
        Map<UUID, ConfigurationSnapshot.InboundWebhook> webhooks = new LinkedHashMap<>();
        sql.list("""
                select id, organization_id, name, source, enabled, signature::text as signature, platform_credentials_id, version
                from inbound_webhook""", row -> {
            UUID id = uuid(row, "id");
            return webhooks.put(id, new ConfigurationSnapshot.InboundWebhook(id, uuid(row, "organization_id"),
                    row.getString("name"), row.getString("source"), row.getBoolean("enabled"),
                    PostgresConfigurationState.tree(row.getString("signature")),
                    secrets.getOrDefault(id, List.of()), uuid(row, "platform_credentials_id"), row.getInt("version")));
        });
        return webhooks;
    }

    private static IntegrationConfiguration integration(ResultSet row) throws SQLException {
        UUID id = uuid(row, "id");
        ObjectNode configData = PostgresConfigurationState.object(row.getString("config_data"));
        Set<LineItemType> excluded = ConfigData.texts(configData, ConfigData.EXCLUDED_LINE_ITEM_TYPES).stream()
                .map(LineItemType::new).collect(Collectors.toSet());
        return new IntegrationConfiguration(id, uuid(row, "organization_id"), row.getString("name"),
                destination(id, row.getString("destination")),
                row.getBoolean("enabled"), ConfigData.texts(configData, ConfigData.ACCOUNT_IDS),
                ConfigData.texts(configData, ConfigData.RESTRICTED_ACCOUNT_IDS),
                ConfigData.flag(configData, ConfigData.ONLY_SEND_BILLS_ON_APPROVAL),
                ConfigData.flag(configData, ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE), excluded,
                ConfigData.settings(configData), uuid(row, "credentials_id"), row.getInt("version"));
    }

    /** An integration that is left out would not be missed by anybody, and its bills would go nowhere: better not to start. */
    private static Destination destination(UUID integrationId, String spelling) {
        return Destination.named(spelling).orElseThrow(() -> new IllegalStateException("Integration " + integrationId + " goes to "
                + spelling + ", which this release does not know; it knows " + Destination.names() + ". Run the release that it"
                + " was made with, or change its destination."));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(PostgresConfigurationSql sql) throws SQLException;
    }

    /** One statement needs no transaction of its own. */
    private <T> T read(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.run(new PostgresConfigurationSql(connection));
        } catch (SQLException e) {
            throw new DatabaseException("read the configuration", e);
        }
    }

    private <T> T inTransaction(String asked, int isolation, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                return committed(connection, isolation, work);
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || attempt == TRIES) {
                    boolean waited = LOCK_NOT_AVAILABLE.equals(e.getSQLState());
                    throw new DatabaseException(waited ? asked + ", which something else has been changing for 30 s; look for"
                            + " another apply that hangs, and try again" : asked, e);
                }
            }
        }
    }

    /** The pool gives the connection its usual manners back when it is returned. */
    private static <T> T committed(Connection connection, int isolation, Work<T> work) throws SQLException {
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        try {
            T result = work.run(new PostgresConfigurationSql(connection));
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return PostgresConfigurationSql.uuid(row, column);
    }
}
