package dev.waybill.postgres;

import dev.waybill.bill.Json;
import dev.waybill.configuration.CredentialsSetup;
import dev.waybill.configuration.ExternalMappingSetup;
import dev.waybill.configuration.InboundWebhookSetup;
import dev.waybill.configuration.IntegrationSetup;
import dev.waybill.configuration.Named;
import dev.waybill.configuration.OrganizationSetup;
import dev.waybill.configuration.SetupChange;
import dev.waybill.configuration.SetupChange.Action;
import dev.waybill.configuration.SetupPlan;
import dev.waybill.configuration.WebhookSecretSetup;
import dev.waybill.security.Sealed;
import dev.waybill.security.Sealing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes a plan, inside the transaction that found it. */
final class PostgresConfigurationChanges {
    private static final String DUE_AGAIN = """
            update delivery d set status = 'WAITING', reason_code = null, attempts = 0, first_failed_at = null,
                                  due_at = now(), lease_owner = null, changed_at = now()
            """;

    private final PostgresConfigurationSql sql;
    private final Sealing sealing;
    private final SetupPlan plan;
    private final Map<String, UUID> credentialsIds = new HashMap<>();
    private final Map<String, UUID> integrationIds = new HashMap<>();

    PostgresConfigurationChanges(PostgresConfigurationSql sql, Sealing sealing, SetupPlan plan) {
        this.sql = sql;
        this.sealing = sealing;
        this.plan = plan;
        plan.credentials().forEach(change -> remember(change, credentialsIds));
        plan.integrations().forEach(change -> remember(change, integrationIds));
    }

    /** Writes everything and says how many deliveries are due again because of it. */
    int write() throws SQLException {
        freeNames("organization", plan.organizations());
        freeNames("integration_credentials", plan.credentials());
        freeNames("inbound_webhook", plan.inboundWebhooks());
        freeNames("integration", plan.integrations());
        delete("external_mapping", plan.externalMappings());
        writeOrganizations();
        writeCredentials();
        writeWebhooks();
        writeIntegrations();
        writeMappings();
        delete("integration", plan.integrations());
        delete("integration_credentials", plan.credentials());
        return release();
    }

    /** Two things may exchange their names; so each name that goes is given up before the first one is taken. */
    private <T> void freeNames(String table, List<SetupChange<T>> changes) throws SQLException {
        sql.update("update " + table + " set name = 'was ' || id where id = any(?)", (Object) changes.stream()
                .filter(change -> change.action() == Action.DELETE || change.action() == Action.CHANGE && change.changes("name"))
                .map(SetupChange::id).toArray(UUID[]::new));
    }

    private void writeOrganizations() throws SQLException {
        for (SetupChange<OrganizationSetup> change : plan.organizations()) {
            switch (change.action()) {
                case CREATE -> sql.update("insert into organization (id, name) values (?, ?)",
                        change.id(), change.wanted().name());
                case CHANGE -> sql.update("update organization set name = ?, version = version + 1 where id = ?",
                        change.wanted().name(), change.id());
                default -> { }
            }
        }
    }

    private void writeCredentials() throws SQLException {
        for (SetupChange<CredentialsSetup> change : plan.credentials()) {
            CredentialsSetup wanted = change.wanted();
            if (change.action() != Action.CREATE && change.action() != Action.CHANGE) {
                continue;
            }
            byte[] content = wanted.content().bytes();
            Sealed sealed = sealing.seal(content, Sealing.bind(change.organizationId(), change.id(), Sealing.CREDENTIALS));
            if (change.action() == Action.CREATE) {
                sql.update("""
                        insert into integration_credentials (id, organization_id, name, type, key_id, sealed, fingerprint)
                        values (?, ?, ?, ?, ?, ?, ?)""",
                        change.id(), change.organizationId(), wanted.name(), wanted.type(), sealed.keyId(), sealed.ciphertext(),
                        sealing.fingerprint(content));
            } else {
                sql.update("""
                        update integration_credentials set name = ?, type = ?, key_id = ?, sealed = ?, fingerprint = ?,
                               changed_at = now(), version = version + 1 where id = ?""",
                        wanted.name(), wanted.type(), sealed.keyId(), sealed.ciphertext(), sealing.fingerprint(content),
                        change.id());
            }
        }
    }

    private void writeWebhooks() throws SQLException {
        for (SetupChange<InboundWebhookSetup> change : plan.inboundWebhooks()) {
            InboundWebhookSetup wanted = change.wanted();
            switch (change.action()) {
                case CREATE -> {
                    sql.update("""
                            insert into inbound_webhook (id, organization_id, name, source, enabled, signature,
                                                         platform_credentials_id)
                            values (?, ?, ?, ?, ?, ?::jsonb, ?)""",
                            change.id(), change.organizationId(), wanted.name(), wanted.source(), wanted.enabled(),
                            Json.write(wanted.signature()), credentialsId(change.organizationId(), wanted.credentials()));
                    writeSecrets(change);
                }
                case CHANGE -> {
                    sql.update("""
                            update inbound_webhook set name = ?, source = ?, enabled = ?, signature = ?::jsonb,
                                   platform_credentials_id = ?, changed_at = now(), version = version + 1 where id = ?""",
                            wanted.name(), wanted.source(), wanted.enabled(), Json.write(wanted.signature()),
                            credentialsId(change.organizationId(), wanted.credentials()), change.id());
                    writeSecrets(change);
                }
                case DISABLE -> {
                    disable("inbound_webhook", change.id());
                    sql.update("delete from inbound_webhook_secret where inbound_webhook_id = ?", change.id());
                }
                default -> { }
            }
        }
    }

    /** A changed list is written anew as a whole, so that nothing of a secret that was taken out stays behind. */
    private void writeSecrets(SetupChange<InboundWebhookSetup> change) throws SQLException {
        sql.update("delete from inbound_webhook_secret where inbound_webhook_id = ?", change.id());
        int position = 0;
        for (WebhookSecretSetup wanted : change.wanted().secrets()) {
            UUID id = UUID.randomUUID();
            byte[] secret = wanted.secret().bytes();
            Sealed sealed = sealing.seal(secret, Sealing.bind(change.organizationId(), id, Sealing.WEBHOOK_SECRET));
            sql.update("""
                    insert into inbound_webhook_secret (id, inbound_webhook_id, position, api_key, key_id, sealed, fingerprint)
                    values (?, ?, ?, ?, ?, ?, ?)""",
                    id, change.id(), position++, wanted.apiKey(), sealed.keyId(), sealed.ciphertext(),
                    sealing.fingerprint(secret));
        }
    }

    private void writeIntegrations() throws SQLException {
        for (SetupChange<IntegrationSetup> change : plan.integrations()) {
            IntegrationSetup wanted = change.wanted();
            switch (change.action()) {
                case CREATE -> sql.update("""
                        insert into integration (id, organization_id, name, destination, config_data, credentials_id, enabled)
                        values (?, ?, ?, ?, ?::jsonb, ?, ?)""",
                        change.id(), change.organizationId(), wanted.name(), wanted.destinationAsWritten(),
                        Json.write(wanted.configData()), credentialsId(change.organizationId(), wanted.credentials()),
                        wanted.enabled());
                case CHANGE -> sql.update("""
                        update integration set name = ?, destination = ?, config_data = ?::jsonb, credentials_id = ?, enabled = ?,
                               changed_at = now(), version = version + 1 where id = ?""",
                        wanted.name(), wanted.destinationAsWritten(), Json.write(wanted.configData()),
                        credentialsId(change.organizationId(), wanted.credentials()), wanted.enabled(), change.id());
                case DISABLE -> disable("integration", change.id());
                default -> { }
            }
        }
    }

    private void writeMappings() throws SQLException {
        List<Object[]> created = new ArrayList<>();
        List<Object[]> changed = new ArrayList<>();
        for (SetupChange<ExternalMappingSetup> change : plan.externalMappings()) {
            ExternalMappingSetup wanted = change.wanted();
            if (change.action() == Action.CREATE) {
                created.add(new Object[] {change.id(), change.organizationId(), wanted.m3terEntity(), wanted.m3terId(),
                        wanted.externalSystem(), wanted.externalTable(), wanted.externalId(),
                        integrationId(change.organizationId(), wanted.integration())});
            } else if (change.action() == Action.CHANGE) {
                changed.add(new Object[] {wanted.externalId(), change.id()});
            }
        }
        sql.updateEach("""
                insert into external_mapping (id, organization_id, m3ter_entity, m3ter_id, external_system, external_table,
                                              external_id, integration_id)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", created);
        sql.updateEach("""
                update external_mapping set external_id = ?, changed_at = now(), version = version + 1 where id = ?""", changed);
    }

    private void disable(String table, UUID id) throws SQLException {
        sql.update("update " + table + " set enabled = false, changed_at = now(), version = version + 1 where id = ?", id);
    }

    private <T> void delete(String table, List<SetupChange<T>> changes) throws SQLException {
        sql.update("delete from " + table + " where id = any(?)", (Object) changes.stream()
                .filter(change -> change.action() == Action.DELETE).map(SetupChange::id).toArray(UUID[]::new));
    }

    private int release() throws SQLException {
        UUID[] newCredentials = plan.newCredentials().toArray(UUID[]::new);
        sql.update("update integration set auth_failed_at = null where id = any(?)", (Object) newCredentials);
        return sql.update(DUE_AGAIN + "where integration_id = any(?) and status = 'AUTH_FAILED'", (Object) newCredentials)
                + sql.update(DUE_AGAIN + "where integration_id = any(?) and status = 'DISABLED'",
                        (Object) plan.reopened().toArray(UUID[]::new))
                + sql.update(DUE_AGAIN + "where integration_id = any(?) and status = 'ERROR'"
                        + " and reason_code = 'missing-account-mapping'", (Object) plan.otherCustomers().toArray(UUID[]::new))
                + releaseMapped();
    }

    /** A mapping of one integration lets only that integration's deliveries go on, any other those of the whole organization. */
    private int releaseMapped() throws SQLException {
        UUID[] mappings = plan.externalMappings().stream()
                .filter(change -> change.action() == Action.CREATE || change.action() == Action.CHANGE)
                .map(SetupChange::id).toArray(UUID[]::new);
        return sql.update(DUE_AGAIN + """
                from bill b join external_mapping m on m.organization_id = b.organization_id and m.m3ter_id = b.account_id
                where b.id = d.bill_id and m.id = any(?) and m.m3ter_entity = 'Account'
                  and d.status = 'ERROR' and d.reason_code = 'missing-account-mapping'
                  and (m.integration_id is null or m.integration_id = d.integration_id)""", (Object) mappings);
    }

    private UUID credentialsId(UUID organizationId, String name) {
        return name == null ? null : credentialsIds.get(organizationId + "/" + name);
    }

    private UUID integrationId(UUID organizationId, String name) {
        return name == null ? null : integrationIds.get(organizationId + "/" + name);
    }

    /** What the folder names is referred to by its name there. */
    private static void remember(SetupChange<? extends Named> change, Map<String, UUID> ids) {
        if (change.wanted() != null) {
            ids.put(change.organizationId() + "/" + change.wanted().name(), change.id());
        }
    }
}
