package dev.waybill.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.configuration.OrganizationSetup;
import dev.waybill.configuration.Setup;
import dev.waybill.configuration.StoredSetup;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what is stored, as far as a plan needs it. Nothing is opened. */
final class PostgresConfigurationState {
    private final PostgresConfigurationSql sql;

    PostgresConfigurationState(PostgresConfigurationSql sql) {
        this.sql = sql;
    }

    /** All organizations; the external mappings only of those that the setup names. */
    StoredSetup read(Setup setup) throws SQLException {
        record Name(UUID id, String name) {
        }
        List<Name> names = sql.list("select id, name from organization order by name",
                row -> new Name(PostgresConfigurationSql.uuid(row, "id"), row.getString("name")));
        UUID[] named = names.stream().filter(name -> setup.organizations().stream()
                .anyMatch(wanted -> means(wanted, name.id(), name.name())))
                .map(Name::id).toArray(UUID[]::new);
        Map<UUID, List<StoredSetup.Credentials>> credentials = credentials();
        Map<UUID, List<StoredSetup.InboundWebhook>> webhooks = webhooks();
        Map<UUID, List<StoredSetup.Integration>> integrations = integrations();
        Map<UUID, List<StoredSetup.ExternalMapping>> mappings = mappings(named);
        return new StoredSetup(names.stream().map(name -> new StoredSetup.Organization(name.id(), name.name(),
                credentials.getOrDefault(name.id(), List.of()), webhooks.getOrDefault(name.id(), List.of()),
                integrations.getOrDefault(name.id(), List.of()), mappings.getOrDefault(name.id(), List.of()))).toList());
    }

    private Map<UUID, List<StoredSetup.Credentials>> credentials() throws SQLException {
        return byOrganization("""
                select organization_id, id, name, type, key_id, fingerprint from integration_credentials order by name""",
                row -> new StoredSetup.Credentials(PostgresConfigurationSql.uuid(row, "id"), row.getString("name"),
                        row.getString("type"), row.getString("key_id"), row.getString("fingerprint")));
    }

    private Map<UUID, List<StoredSetup.InboundWebhook>> webhooks() throws SQLException {
        Map<UUID, List<StoredSetup.WebhookSecret>> secrets = grouped("inbound_webhook_id", """
                select inbound_webhook_id, api_key, key_id, fingerprint from inbound_webhook_secret
                order by inbound_webhook_id, position""",
                row -> new StoredSetup.WebhookSecret(row.getString("api_key"), row.getString("key_id"),
                        row.getString("fingerprint")));
        return byOrganization("""
                select organization_id, id, name, source, enabled, signature::text as signature, platform_credentials_id
                from inbound_webhook order by name""",
                row -> {
                    UUID id = PostgresConfigurationSql.uuid(row, "id");
                    return new StoredSetup.InboundWebhook(id, row.getString("name"), row.getString("source"),
                            row.getBoolean("enabled"), tree(row.getString("signature")), secrets.getOrDefault(id, List.of()),
                            PostgresConfigurationSql.uuid(row, "platform_credentials_id"));
                });
    }

    private Map<UUID, List<StoredSetup.Integration>> integrations() throws SQLException {
        return byOrganization("""
                select organization_id, id, name, destination, enabled, config_data::text as config_data, credentials_id,
                       exists (select 1 from delivery d where d.integration_id = i.id) as used
                from integration i order by name""",
                row -> new StoredSetup.Integration(PostgresConfigurationSql.uuid(row, "id"), row.getString("name"),
                        row.getString("destination"), row.getBoolean("enabled"), object(row.getString("config_data")),
                        PostgresConfigurationSql.uuid(row, "credentials_id"), row.getBoolean("used")));
    }

    private Map<UUID, List<StoredSetup.ExternalMapping>> mappings(UUID[] organizations) throws SQLException {
        return byOrganization("""
                select organization_id, id, m3ter_entity, m3ter_id, external_system, external_table, external_id, integration_id
                from external_mapping where organization_id = any(?) order by m3ter_id, id""",
                row -> new StoredSetup.ExternalMapping(PostgresConfigurationSql.uuid(row, "id"), row.getString("m3ter_entity"),
                        row.getString("m3ter_id"), row.getString("external_system"), row.getString("external_table"),
                        row.getString("external_id"), PostgresConfigurationSql.uuid(row, "integration_id")),
                (Object) organizations);
    }

    private <T> Map<UUID, List<T>> byOrganization(String query, PostgresConfigurationSql.Row<T> row, Object... parameters)
            throws SQLException {
        return grouped("organization_id", query, row, parameters);
    }

    private <T> Map<UUID, List<T>> grouped(String column, String query, PostgresConfigurationSql.Row<T> row, Object... parameters)
            throws SQLException {
        return sql.list(query, found -> Map.entry(PostgresConfigurationSql.uuid(found, column), row.read(found)), parameters)
                .stream().collect(Collectors.groupingBy(Map.Entry::getKey, LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode object(String json) {
        if (tree(json) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("a stored config_data is not a JSON object");
    }

    private static boolean means(OrganizationSetup wanted, UUID id, String name) {
        return wanted.id() == null ? wanted.name().equals(name) : wanted.id().equals(id);
    }
}
