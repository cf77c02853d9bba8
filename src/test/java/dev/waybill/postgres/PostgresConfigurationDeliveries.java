package dev.waybill.postgres;

import java.util.UUID;

/** Bills and deliveries as the flow would leave them, for the only integration of a test's only organization. */
final class PostgresConfigurationDeliveries {
    private final PostgresConfigurationDatabase database;

    private PostgresConfigurationDeliveries(PostgresConfigurationDatabase database) {
        this.database = database;
    }

    static PostgresConfigurationDeliveries in(PostgresConfigurationDatabase database) {
        return new PostgresConfigurationDeliveries(database);
    }

    /** A bill with a delivery in this state, tried seven times. */
    void add(String bill, String account, String status, String reasonCode) {
        addFor("Invoices", bill, account, status, reasonCode);
    }

    void addFor(String integration, String bill, String account, String status, String reasonCode) {
        UUID billId = UUID.randomUUID();
        database.run("""
                insert into bill (id, organization_id, source, external_id, version, changed_at, revision, content_hash,
                                  account_id, currency, total, status, document)
                select ?, id, 'm3ter', ?, 1, now(), 1, 'hash', ?, 'USD', 10, 'APPROVED', '{}' from organization""",
                billId, bill, account);
        database.run("""
                insert into delivery (id, organization_id, integration_id, bill_id, wanted_revision, status, reason_code, attempts,
                                      first_failed_at)
                select ?, organization_id, id, ?, 1, ?, ?, 7, now() from integration where name = ?""",
                UUID.randomUUID(), billId, status, reasonCode, integration);
    }

    /** {@code WAITING 0 due}: status, attempts, and whether a worker may take it now. */
    String state(String bill) {
        return database.text("""
                select d.status || ' ' || d.attempts || case when d.due_at <= now() then ' due' else '' end
                from delivery d join bill b on b.id = d.bill_id where b.external_id = ?""", bill);
    }
}
