package dev.waybill.postgres;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.delivery.ErasureReport;
import dev.waybill.delivery.TimeOrderedId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Erases what is personal in everything kept about one account: the webhooks' bodies, the words on the bills, the requests and
 * answers, the messages. Amounts, dates, ids and states stay, since books are kept by them. One transaction: all of it or nothing.
 */
public final class PostgresErasure {

    /** The content hash of an erased bill: no content has it, so that its next notice from the platform is taken as a new one. */
    private static final String NO_HASH = "erased";

    private final DataSource database;
    private final Clock clock;

    public PostgresErasure(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An organization's id by its name; by no name, when there is only one. */
    public Optional<UUID> organization(String name) {
        SqlText sql = name == null ? SqlText.of("select id from organization limit 2")
                : SqlText.of("select id from organization where name = ?", name);
        try (Connection connection = database.getConnection()) {
            List<UUID> ids = ids(connection, sql);
            return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
        } catch (SQLException e) {
            throw new DatabaseException("read the organizations", e);
        }
    }

    /** What {@link #erase} would erase now. */
    public ErasureReport count(UUID organizationId, String accountId) {
        return inOne(organizationId, accountId, false);
    }

    /**
     * Erases, unless something of the account is still on its way: see {@link ErasureReport#underWay()}. Deliveries that were
     * parked stay parked for good, with the reason {@code erased}; a later version of the bill from the platform is delivered again.
     */
    public ErasureReport erase(UUID organizationId, String accountId) {
        return inOne(organizationId, accountId, true);
    }

    private ErasureReport inOne(UUID organizationId, String accountId, boolean erases) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ErasureReport report = count(connection, organizationId, accountId, erases);
                if (erases && report.underWay() == 0) {
                    erase(connection, organizationId, accountId, report);
                }
                connection.commit();
                return report;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new DatabaseException("erase the personal data of account " + accountId, e);
        }
    }

    private static ErasureReport count(Connection connection, UUID organizationId, String accountId, boolean locks)
            throws SQLException {
        if (locks) {                             // no version of these bills, and no worker, comes in between
            ids(connection, SqlText.of("select id from bill where organization_id = ? and account_id = ? order by id for update",
                    organizationId, accountId));
            ids(connection, SqlText.of("""
                    select d.id from delivery d join bill b on b.id = d.bill_id
                    where b.organization_id = ? and b.account_id = ? order by d.id for update of d""", organizationId, accountId));
        }
        SqlText sql = bills(organizationId, accountId).add("""
                , events as (
                    select e.* from bills join inbound_event e on e.organization_id = ? and e.entity_id = bills.external_id),
                runs as (select r.* from bills join run r on r.bill_id = bills.id)
                select (select count(*) from bills), (select count(*) from events), (select count(*) from runs),
                       (select count(*) from runs join call c on c.run_id = runs.id and c.run_created_at = runs.created_at),
                       (select count(*) from integration_event where organization_id = ?
                            and (account_id = ? or bill_external_id in (select external_id from bills))),
                       (select count(*) from bills join delivery d on d.bill_id = bills.id where d.due_at is not null)
                     + (select count(*) from events where due_at is not null)""", organizationId, organizationId, accountId);
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new ErasureReport(rows.getInt(1), rows.getInt(2), rows.getInt(3), rows.getInt(4), rows.getInt(5), rows.getInt(6));
        }
    }

    private void erase(Connection connection, UUID organizationId, String accountId, ErasureReport report) throws SQLException {
        execute(connection, bills(organizationId, accountId).add("""
                update inbound_event e set body = '' from bills
                where e.organization_id = ? and e.entity_id = bills.external_id""", organizationId));
        execute(connection, bills(organizationId, accountId).add("""
                , runs as (select r.id, r.created_at from bills join run r on r.bill_id = bills.id)
                update call c set body = '', query = '', answer = null, headers = '{}' from runs
                where c.run_id = runs.id and c.run_created_at = runs.created_at"""));
        execute(connection, bills(organizationId, accountId).add("""
                update run r set error = case when r.error is not null then 'Erased on request.' end, remedy = null,
                       note = case when r.note is not null then 'Erased on request.' end
                from bills where r.bill_id = bills.id"""));
        execute(connection, bills(organizationId, accountId).add("""
                update decision d set reason = 'Erased on request.', seen = '{}' from bills where d.bill_id = bills.id"""));
        execute(connection, bills(organizationId, accountId).add("""
                update integration_event e set message = 'Erased on request.', remedy = ''
                where e.organization_id = ? and (e.account_id = ? or e.bill_external_id in (select external_id from bills))""",
                organizationId, accountId));
        execute(connection, bills(organizationId, accountId).add("""
                update delivery d set status = 'ERROR', reason_code = 'erased', unsettled = null, unsettled_at = null
                from bills where d.bill_id = bills.id and d.status <> 'COMPLETE'"""));
        for (UUID bill : ids(connection, SqlText.of("select id from bill where organization_id = ? and account_id = ?", organizationId,
                accountId))) {
            erase(connection, bill);
        }
        execute(connection, SqlText.of("""
                insert into erasure (id, organization_id, account_id, erased_at, bills, inbound_events, runs, calls, messages)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", TimeOrderedId.at(clock.instant()), organizationId, accountId, clock.instant(),
                report.bills(), report.inboundEvents(), report.runs(), report.calls(), report.messages()));
    }

    private static void erase(Connection connection, UUID bill) throws SQLException {
        SqlText read = SqlText.of("select document::text from bill where id = ?", bill);
        Bill document;
        try (PreparedStatement statement = read.prepare(connection); ResultSet rows = statement.executeQuery()) {
            rows.next();
            document = Json.read(rows.getString(1), Bill.class);
        }
        execute(connection, SqlText.of("update bill set document = cast(? as jsonb), content_hash = ? where id = ?",
                Json.write(document.withoutWords()), NO_HASH, bill));
    }

    private static SqlText bills(UUID organizationId, String accountId) {
        return SqlText.of("with bills as (select id, external_id from bill where organization_id = ? and account_id = ?)\n",
                organizationId, accountId);
    }

    private static List<UUID> ids(Connection connection, SqlText sql) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static void execute(Connection connection, SqlText sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection)) {
            statement.executeUpdate();
        }
    }
}
