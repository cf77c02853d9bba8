package dev.waybill.postgres;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Acceptance;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.DecidedBill;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.delivery.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The ledger in PostgreSQL: each change of state is one statement in a transaction of its own. Every part of a statement that
 * belongs to a lease hangs on the row that the fence matched, so that a worker whose lease has passed on writes nothing at all.
 */
public final class PostgresLedger implements Ledger {

    /** PostgreSQL: a row with this key exists already. */
    private static final String UNIQUE_VIOLATION = "23505";

    /** As a caller waits for a connection of the pool. */
    private static final Duration ACCEPT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Writes accepts;
    private final Writes workers;
    private final UUID node;
    private final Duration lease;
    private final Clock clock;

    private PostgresLedger(Writes accepts, Writes workers, UUID node, Duration lease, Clock clock) {
        this.accepts = accepts;
        this.workers = workers;
        this.node = node;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Each change of state in a commit of its own.
     *
     * @param accepts connections that only the accept path uses, so that slow work can never starve it
     * @param workers connections of everything else
     * @param node    who holds the leases
     */
    public static PostgresLedger each(DataSource accepts, DataSource workers, UUID node, Duration lease, Clock clock) {
        return new PostgresLedger(Writes.each(accepts), Writes.each(workers), node, lease, clock);
    }

    /**
     * As {@link #each}, but changes that come at the same time share a commit: one writer for the accept path, {@code writers} for
     * the rest.
     */
    public static PostgresLedger grouped(DataSource accepts, DataSource workers, int writers, UUID node, Duration lease, Clock clock) {
        return new PostgresLedger(new GroupedWrites("accept-writer", 1, accepts, ACCEPT_PATIENCE),
                new GroupedWrites("writer", writers, workers, PATIENCE), node, lease, clock);
    }

    @Override
    public void close() {
        accepts.close();
        workers.close();
    }

    @Override
    public Acceptance accept(InboundEvent event, boolean atOnce) {
        boolean open = event.status() == InboundEvent.Status.NEW;
        boolean leased = open && atOnce;
        SqlText sql = SqlText.of("""
                with first as (
                    insert into inbound_event_key (inbound_webhook_id, event_key, event_id, received_at) values (?, ?, ?, ?)
                    on conflict (inbound_webhook_id, event_key) do nothing returning event_id)
                insert into inbound_event (id, received_at, organization_id, inbound_webhook_id, event_key, event_name, entity_id,
                                           body, status, reason, due_at, lease_owner)
                """, event.webhookId(), event.key(), event.id(), event.receivedAt())
                .add("select event_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, case when ? then now() + ? * interval '1 ms' end, ? from first",
                        event.receivedAt(), event.organizationId(), event.webhookId(), event.key(), event.name(), event.entityId(),
                        event.body(), event.status().name(), event.reason(), open, leased ? lease.toMillis() : 0,
                        leased ? node : null);
        try {
            return accepts.write(connection -> {
                try (PreparedStatement statement = sql.prepare(connection)) {
                    return statement.executeUpdate() == 1 ? new Acceptance(event.id(), false)
                            : new Acceptance(firstOf(connection, event), true);
                }
            });
        } catch (SQLException e) {
            throw new DatabaseException("keep event " + event.key(), e);
        }
    }

    private static UUID firstOf(Connection connection, InboundEvent event) throws SQLException {
        SqlText sql = SqlText.of("select event_id from inbound_event_key where inbound_webhook_id = ? and event_key = ?",
                event.webhookId(), event.key());
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getObject(1, UUID.class) : event.id();
        }
    }

    @Override
    public boolean decided(DecidedBill decided) {
        SqlText sql = new SqlText();
        stored(sql, decided);
        sql.add("""
                , closed as (
                    update inbound_event set status = ?, reason = ?, due_at = null, lease_owner = null
                    from stored where inbound_event.id = ? and inbound_event.received_at = ?)
                """, decided.eventStatus().name(), decided.eventReason(), decided.event().id(), decided.event().receivedAt());
        Instant now = clock.instant();
        int part = 0;
        for (DecidedBill.Reason reason : decided.reasons()) {
            reason(sql.add(", reason_" + ++part + " as ("), decided, reason, now).add(")\n");
        }
        for (Work work : decided.works()) {
            String job = "job_" + ++part;
            delivery(sql.add(", " + job + " as ("), work).add(" returning id, due_at)\n, run_" + part + " as (");
            RunRow.of(work).insertInto(sql, work, job).add(")\n");
            if (work.hasCall()) {
                CallRow.insertInto(sql.add(", call_" + part + " as ("), work.run(), work.calls(), work.call(), job).add(")\n");
            }
        }
        for (UUID again : decided.again()) {
            again(sql.add(", again_" + ++part + " as ("), again, decided.revision()).add(")\n");
        }
        sql.add("select id from stored");
        try {
            return workers.write(connection -> {
                try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
                    return rows.next();
                }
            });
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;                    // another event of the same bill was quicker
            }
            throw new DatabaseException("keep the decisions on bill " + decided.event().entityId(), e);
        }
    }

    /** The bill's row, new, advanced or only locked; no row when the event is closed or the bill is not what was read. */
    private static void stored(SqlText sql, DecidedBill decided) {
        InboundEvent event = decided.event();
        Bill bill = decided.bill();
        String eventIsOpen = " exists (select 1 from inbound_event where id = ? and received_at = ? and status = 'NEW')";
        if (bill == null) {
            // both rows are locked: whoever waited for another worker on the same event looks at the event again, and stops
            sql.add("""
                    with stored as (
                        select b.id from bill b join inbound_event e on e.id = ? and e.received_at = ? and e.status = 'NEW'
                        where b.id = ? and b.revision = ? for update)
                    """, event.id(), event.receivedAt(), decided.billId(), decided.knownRevision());
        } else if (decided.knownRevision() == 0) {
            sql.add("""
                    with stored as (
                        insert into bill (id, organization_id, source, external_id, version, changed_at, revision, content_hash,
                                          account_id, currency, total, status, document)
                        select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb) where""", decided.billId(), event.organizationId(),
                    bill.source(), bill.id(), bill.version(), bill.changedAt(), decided.revision(), decided.contentHash(),
                    bill.accountId(), bill.currency(), bill.total(), bill.status().name(), Json.write(bill))
                    .add(eventIsOpen, event.id(), event.receivedAt())
                    .add(" on conflict (organization_id, source, external_id) do nothing returning id)\n");
        } else {
            sql.add("""
                    with stored as (
                        update bill set version = ?, changed_at = ?, revision = ?, content_hash = ?, account_id = ?, currency = ?,
                               total = ?, status = ?, document = cast(? as jsonb)
                        where id = ? and revision = ? and""", bill.version(), bill.changedAt(), decided.revision(),
                    decided.contentHash(), bill.accountId(), bill.currency(), bill.total(), bill.status().name(), Json.write(bill),
                    decided.billId(), decided.knownRevision())
                    .add(eventIsOpen + " returning id)\n", event.id(), event.receivedAt());
        }
    }

    private static SqlText reason(SqlText sql, DecidedBill decided, DecidedBill.Reason reason, Instant now) {
        return sql.add("""
                insert into decision (id, decided_at, organization_id, bill_id, revision, integration_id, integration_version,
                                      outcome, rule, reason, seen)
                select ?, ?, ?, stored.id, ?, ?, ?, ?, ?, ?, cast(? as jsonb) from stored""", TimeOrderedId.at(now), now,
                decided.event().organizationId(), decided.revision(), reason.integrationId(), reason.integrationVersion(),
                reason.outcome().name(), reason.rule(), reason.reason(), Json.write(reason.seen()));
    }

    private SqlText delivery(SqlText sql, Work work) {
        Delivery delivery = work.delivery();
        RunRow row = RunRow.of(work);
        boolean leased = work.hasCall();
        return sql.add("""
                insert into delivery (id, organization_id, integration_id, bill_id, wanted_revision, held_revision, held, status,
                                      reason_code, attempts, first_failed_at, fence, run_id, run_created_at, run_open, calls,
                                      lane, lease_owner, due_at)
                select ?, ?, ?, stored.id, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                       case when ? then now() + ? * interval '1 ms' end from stored""", delivery.id(), work.run().organizationId(),
                delivery.integrationId(), delivery.revision(), row.status() == RunStatus.COMPLETE ? delivery.revision() : null,
                delivery.held().toString(), row.status().name(), row.code(), work.failures(), work.firstFailed(), work.fence(),
                work.run().id(), work.run().createdAt(), !row.status().hasEnded(), work.calls(), work.lane().key(),
                leased ? node : null,
                !row.status().hasEnded(), leased ? lease.toMillis() : pauseMillis(work));
    }

    /** A delivery that a worker has keeps its lease; the worker's last write sees the new revision and makes it due again. */
    private static SqlText again(SqlText sql, UUID delivery, int revision) {
        return sql.add("""
                update delivery set wanted_revision = greatest(wanted_revision, ?), attempts = 0, first_failed_at = null,
                       status = case when status = 'STARTED' then status else 'WAITING' end,
                       due_at = case when status = 'STARTED' then due_at else now() end, changed_at = now()
                from stored where delivery.id = ?""", revision, delivery);
    }

    @Override
    public boolean answered(Call answered, int number, Answer answer, String log, Work after) {
        SqlText sql = held(after).add("""
                status = 'STARTED', reason_code = null, run_open = true, due_at = now() + ? * interval '1 ms', lease_owner = ?
                where id = ? and fence = ? returning id, due_at)
                """, lease.toMillis(), node, after.delivery().id(), after.fence());
        answer(sql, answered, number, answer, log, after);
        if (after.runIsNew()) {
            RunRow.of(after).insertInto(sql.add(", begun as ("), after, "held").add(")\n");
        }
        CallRow.insertInto(sql, after.run(), after.calls(), after.call(), "held");
        try {
            return workers.write(updated(sql));
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return true;                     // the same statement had reached the disk before its connection broke
            }
            throw new DatabaseException("keep an answer of run " + after.run().id(), e);
        }
    }

    @Override
    public boolean finished(Call answered, int number, Answer answer, String log, Work after) {
        RunRow row = RunRow.of(after);
        int revision = after.delivery().revision();
        boolean ended = row.status().hasEnded();
        SqlText sql = held(after).add("""
                status = case when ? and wanted_revision > ? then 'WAITING' else ? end, reason_code = ?, run_open = ?,
                held_revision = coalesce(?, held_revision), lease_owner = null,
                due_at = case when wanted_revision > ? and not ? then now() when ? then now() + ? * interval '1 ms' end
                where id = ? and fence = ? returning id, due_at, lane)
                """, ended, revision, row.status().name(), row.code(), !ended, row.status() == RunStatus.COMPLETE ? revision : null,
                revision, after.pausesLane(), !ended, pauseMillis(after), after.delivery().id(), after.fence());
        if (after.pausesLane()) {                // a newer version, other bills of the customer, other nodes: all wait
            sql.add("""
                    , paused as (
                        insert into lane_pause (lane, paused_until) select lane, due_at from held
                        on conflict (lane) do update set paused_until = greatest(lane_pause.paused_until, excluded.paused_until))
                    """);
        }
        answer(sql, answered, number, answer, log, after);
        if (after.runIsNew()) {
            row.insertInto(sql, after, "held");
        } else {
            row.update(sql, after, "held");
        }
        try {
            return workers.write(updated(sql));
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return true;
            }
            throw new DatabaseException("close run " + after.run().id(), e);
        }
    }

    /** Whether the row that everything hangs on was there. */
    private static Writes.Change<Boolean> updated(SqlText sql) {
        return connection -> {
            try (PreparedStatement statement = sql.prepare(connection)) {
                return statement.executeUpdate() == 1;
            }
        };
    }

    /**
     * The begin of every write under a lease; the caller adds what differs and the fence. A version that came meanwhile begins
     * with all its tries: the failures were those of the one before it.
     */
    private static SqlText held(Work after) {
        Delivery delivery = after.delivery();
        boolean unsettled = delivery.unsettled() != null;
        return SqlText.of("""
                with held as (update delivery set held = cast(? as jsonb), unsettled = cast(? as jsonb),
                unsettled_at = case when ? then coalesce(unsettled_at, now()) end, run_id = ?, run_created_at = ?, calls = ?,
                lane = ?,
                attempts = case when wanted_revision > ? then 0 else ? end,
                first_failed_at = case when wanted_revision > ? then null else cast(? as timestamptz) end, changed_at = now(),\s""",
                delivery.held().toString(),
                unsettled ? Json.write(delivery.unsettled()) : null, unsettled, after.run().id(), after.run().createdAt(),
                after.calls(), after.lane().key(), delivery.revision(), after.status() == RunStatus.COMPLETE ? 0 : after.failures(),
                delivery.revision(), after.status() == RunStatus.COMPLETE ? null : after.firstFailed());
    }

    private static void answer(SqlText sql, Call answered, int number, Answer answer, String log, Work after) {
        if (answered != null) {
            sql.add("""
                    , answer as (
                        update call set outcome = ?, status = ?, request_id = ?, answer = ?, answered_at = now()
                        from held where run_id = ? and number = ? and run_created_at = ?)
                    """, answer.outcome().name(), answer.status() == 0 ? null : answer.status(), answer.header("request-id"), log,
                    after.run().id(), number, after.run().createdAt());
        }
    }

    private static long pauseMillis(Work work) {
        return work.pause() == null ? 0 : work.pause().toMillis();
    }
}
