package dev.waybill.postgres;

import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.delivery.TimeOrderedId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the run log. */
public final class PostgresRuns {

    private static final String COLUMNS = """
            select r.id, r.created_at, o.name as organization, i.name as integration, r.destination, r.bill_external_id, r.account_id,
                   r.revision, r.currency, r.total, r.status, r.reason_code, r.error, r.remedy, r.note, r.external_id, r.url, r.ended_at,
                   r.next_attempt_at, (select count(*) from call c where c.run_id = r.id and c.run_created_at = r.created_at) as calls
            from run r join integration i on i.id = r.integration_id join organization o on o.id = r.organization_id
            where true""";

    /** How a delivery is tried again, whoever asks for it; the caller adds which. Never one that a worker has. */
    static final String DUE_AGAIN = "update delivery set status = 'WAITING', due_at = now(), attempts = 0, first_failed_at = null,"
            + " changed_at = now()";

    private final DataSource readers;

    public PostgresRuns(DataSource readers) {
        this.readers = readers;
    }

    /**
     * Which runs to list; null means any.
     *
     * @param integration its name or id
     * @param account     the platform's account id
     * @param bill        the platform's bill id
     * @param changedFrom only runs that began or ended at or after this time
     */
    public record Filter(RunStatus status, String integration, String account, String bill, Instant changedFrom) {
        public static Filter any() {
            return new Filter(null, null, null, null, null);
        }
    }

    /** The newest runs that match, newest first. */
    public List<RunSummary> newest(Filter filter, int most) {
        SqlText sql = SqlText.of(COLUMNS);
        if (filter.status() != null) {
            sql.add(" and r.status = ?", filter.status().name());
        }
        if (filter.integration() != null) {
            sql.add(" and (i.name = ? or i.id::text = ?)", filter.integration(), filter.integration());
        }
        if (filter.account() != null) {
            sql.add(" and r.account_id = ?", filter.account());
        }
        if (filter.bill() != null) {
            sql.add(" and r.bill_external_id = ?", filter.bill());
        }
        if (filter.changedFrom() != null) {
            sql.add(" and greatest(r.created_at, r.ended_at) >= ?", filter.changedFrom());
        }
        return list(sql.add(" order by r.created_at desc, r.id desc limit ?", most));
    }

    public Optional<RunSummary> run(UUID id) {
        return list(SqlText.of(COLUMNS).add(" and r.id = ?", id)).stream().findFirst();
    }

    /**
     * Makes the delivery of this run due again, when it ended otherwise than COMPLETE and nobody is at it. A gateway takes it up
     * within a moment, asks the rules again and looks at what the provider holds.
     *
     * @return false when there is nothing to try again
     */
    public boolean retry(RunSummary run) {
        SqlText sql = SqlText.of(DUE_AGAIN + """
                \swhere id = (select delivery_id from run where id = ? and created_at = ?) and run_id = ?
                  and status not in ('COMPLETE', 'STARTED') and reason_code is distinct from 'erased'""", run.id(), run.createdAt(),
                run.id());
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection)) {
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new DatabaseException("make run " + run.id() + " due again", e);
        }
    }

    /** The calls of a run, in their order. */
    public List<CallSummary> calls(RunSummary run) {
        SqlText sql = SqlText.of("select * from call where run_id = ? and run_created_at = ? order by number", run.id(), run.createdAt());
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<CallSummary> calls = new ArrayList<>();
            while (rows.next()) {
                calls.add(new CallSummary(rows.getInt("number"), rows.getString("name"), rows.getString("method"),
                        rows.getString("path"), rows.getString("query"), rows.getString("idempotency_key"),
                        new String(rows.getBytes("body"), StandardCharsets.UTF_8), instant(rows, "prepared_at"),
                        rows.getString("outcome"), rows.getObject("status", Integer.class), rows.getString("request_id"),
                        rows.getString("answer"), instant(rows, "answered_at")));
            }
            return calls;
        } catch (SQLException e) {
            throw new DatabaseException("read the calls of run " + run.id(), e);
        }
    }

    /** Of each bill the newest decision that held it back, where no run exists for that integration. */
    public record Held(String billId, String accountId, String currency, BigDecimal total, String integration, String rule,
                       String reason) {
    }

    /** The newest decisions that kept a bill from leaving through an integration it never left through, newest first. */
    public List<Held> heldBack(int most) {
        SqlText sql = SqlText.of("""
                select b.external_id, b.account_id, b.currency, b.total, i.name, d.rule, d.reason
                from bill b join integration i on i.organization_id = b.organization_id
                join lateral (select * from decision d where d.bill_id = b.id and d.integration_id = i.id
                              order by d.decided_at desc limit 1) d on true
                where d.outcome = 'HOLD' and not exists (select 1 from delivery x where x.bill_id = b.id and x.integration_id = i.id)
                order by d.decided_at desc limit ?""", most);
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<Held> held = new ArrayList<>();
            while (rows.next()) {
                held.add(new Held(rows.getString(1), rows.getString(2), rows.getString(3), rows.getBigDecimal(4), rows.getString(5),
                        rows.getString(6), rows.getString(7)));
            }
            return held;
        } catch (SQLException e) {
            throw new DatabaseException("read the decisions", e);
        }
    }

    /**
     * What came of an acknowledged event.
     *
     * @param status how it was closed, or NEW
     * @param reason in one sentence, or null
     */
    public record EventOutcome(InboundEvent.Status status, String reason) {
    }

    public Optional<EventOutcome> event(UUID id) {
        SqlText sql = SqlText.of("select status, reason from inbound_event where id = ? and received_at = ?", id,
                TimeOrderedId.timeOf(id));
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(new EventOutcome(InboundEvent.Status.valueOf(rows.getString(1)), rows.getString(2)))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new DatabaseException("read event " + id, e);
        }
    }

    /** How many acknowledged events and started deliveries still have something to do by themselves. */
    public int unsettled() {
        SqlText sql = SqlText.of("""
                select (select count(*) from inbound_event where due_at is not null)
                     + (select count(*) from delivery where due_at is not null)
                     + (select count(*) from run where event_due)""");
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new DatabaseException("count what is under way", e);
        }
    }

    private List<RunSummary> list(SqlText sql) {
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<RunSummary> runs = new ArrayList<>();
            while (rows.next()) {
                runs.add(new RunSummary(rows.getObject("id", UUID.class), instant(rows, "created_at"), rows.getString("organization"),
                        rows.getString("integration"), rows.getString("destination"), rows.getString("bill_external_id"),
                        rows.getString("account_id"), rows.getInt("revision"), rows.getString("currency"), rows.getBigDecimal("total"),
                        RunStatus.valueOf(rows.getString("status")), rows.getString("reason_code"), rows.getString("error"),
                        rows.getString("remedy"), rows.getString("note"), rows.getString("external_id"), rows.getString("url"),
                        instant(rows, "ended_at"), instant(rows, "next_attempt_at"), rows.getInt("calls")));
            }
            return runs;
        } catch (SQLException e) {
            throw new DatabaseException("read the run log", e);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
