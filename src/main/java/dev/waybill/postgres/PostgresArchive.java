package dev.waybill.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.Run;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.StoredBill;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.integration.Destination;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads bills and deliveries, and leases what is due, in PostgreSQL. */
public final class PostgresArchive implements BillArchive {

    /** They go one after the other: more at once would only keep others from their turn. */
    private static final int MOST_OF_A_LANE = 16;

    private final DataSource workers;
    private final UUID node;
    private final Duration lease;
    private final Clock clock;

    /** @param node who holds the leases */
    public PostgresArchive(DataSource workers, UUID node, Duration lease, Clock clock) {
        this.workers = workers;
        this.node = node;
        this.lease = lease;
        this.clock = clock;
    }

    @Override
    public Optional<StoredBill> find(UUID organizationId, String source, String externalId) {
        SqlText sql = SqlText.of("""
                select b.id, b.document::text as document, b.revision, b.content_hash, d.id as delivery_id, d.integration_id, d.status,
                       d.held_revision
                from bill b left join delivery d on d.bill_id = b.id
                where b.organization_id = ? and b.source = ? and b.external_id = ?""", organizationId, source, externalId);
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            StoredBill first = null;
            List<StoredBill.State> deliveries = new ArrayList<>();
            while (rows.next()) {
                if (first == null) {
                    first = new StoredBill(rows.getObject("id", UUID.class), Json.read(rows.getString("document"), Bill.class),
                            rows.getInt("revision"), rows.getString("content_hash"), List.of());
                }
                if (rows.getObject("delivery_id") != null) {
                    deliveries.add(new StoredBill.State(rows.getObject("delivery_id", UUID.class),
                            rows.getObject("integration_id", UUID.class), RunStatus.valueOf(rows.getString("status")),
                            rows.getObject("held_revision", Integer.class)));
                }
            }
            return first == null ? Optional.empty() : Optional.of(
                    new StoredBill(first.id(), first.bill(), first.revision(), first.contentHash(), deliveries));
        } catch (SQLException e) {
            throw new DatabaseException("read bill " + externalId, e);
        }
    }

    @Override
    public boolean isOpen(InboundEvent event) {
        SqlText sql = SqlText.of("select 1 from inbound_event where id = ? and received_at = ? and status = 'NEW'", event.id(),
                event.receivedAt());
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        } catch (SQLException e) {
            throw new DatabaseException("read event " + event.id(), e);
        }
    }

    @Override
    public List<Claim> claimDue(Map<UUID, Integer> rooms, int most) {
        UUID[] integrations = rooms.keySet().toArray(UUID[]::new);
        Integer[] theirs = Arrays.stream(integrations).map(rooms::get).toArray(Integer[]::new);
        return claim(SqlText.of("""
                select d.id, d.lane from unnest(?, ?) as asked (integration_id, room) cross join lateral (
                    select id, lane from delivery where integration_id = asked.integration_id and due_at <= now()
                    order by due_at limit asked.room for update skip locked) d
                limit ?""", integrations, theirs, most));
    }

    @Override
    public Optional<Claim> claim(UUID deliveryId) {
        return claim(SqlText.of("select id, lane from delivery where id = ? and due_at <= now() for update skip locked", deliveryId))
                .stream().findFirst();
    }

    @Override
    public List<Claim> claim(List<UUID> deliveryIds) {
        return deliveryIds.isEmpty() ? List.of() : claim(SqlText.of("select id, lane from delivery where id = any(cast(? as uuid[]))"
                + " and due_at <= now() for update skip locked",
                deliveryIds.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"))));
    }

    /** @param due selects id and lane of deliveries that are due, and locks them; those whose lane is free are leased */
    private List<Claim> claim(SqlText due) {
        SqlText sql = SqlText.of("with found as (").add(due).add("""
                ), judged as (
                    select found.id, p.paused_until,
                        row_number() over (partition by coalesce(found.lane, found.id)) > ? as too_many, exists (
                        select 1 from delivery other where other.lane = found.lane and other.lease_owner <> ?
                          and other.due_at > now()) as busy_elsewhere
                    from found left join lane_pause p on p.lane = found.lane and p.paused_until > now()
                ), put_off as (
                    update delivery set lease_owner = null, due_at = coalesce(judged.paused_until, now() + interval '1 second')
                    from judged where delivery.id = judged.id and (paused_until is not null or busy_elsewhere or too_many)
                ), due as (
                    select id from judged where paused_until is null and not busy_elsewhere and not too_many
                ), claimed as (
                    update delivery set status = 'STARTED', fence = fence + 1, lease_owner = ?, due_at = now() + ? * interval '1 ms',
                           changed_at = now()
                    from due where delivery.id = due.id
                    returning delivery.id, organization_id, integration_id, bill_id, fence, held::text as held,
                              unsettled::text as unsettled, unsettled_at, attempts, first_failed_at, run_id, run_created_at,
                              run_open, calls, lane)
                select claimed.id as delivery_id, claimed.*, b.document::text as document, b.revision, r.integration_version,
                       r.destination, c.*
                from claimed join bill b on b.id = claimed.bill_id
                left join run r on claimed.run_open and r.id = claimed.run_id and r.created_at = claimed.run_created_at
                left join call c on claimed.run_open and c.run_id = claimed.run_id and c.run_created_at = claimed.run_created_at
                    and c.number = claimed.calls and c.outcome is null""", MOST_OF_A_LANE, node, node, lease.toMillis());
        long leaseEnds = System.nanoTime() + lease.toNanos();
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<Claim> claims = new ArrayList<>();
            while (rows.next()) {
                claims.add(claim(rows, leaseEnds));
            }
            return claims;
        } catch (SQLException e) {
            throw new DatabaseException("claim deliveries that are due", e);
        }
    }

    /** Reads a claim from the columns that {@link #claim(SqlText)} selects. */
    static Claim claim(ResultSet row, long leaseEnds) throws SQLException {
        UUID organizationId = row.getObject("organization_id", UUID.class);
        UUID integrationId = row.getObject("integration_id", UUID.class);
        UUID billId = row.getObject("bill_id", UUID.class);
        String destination = row.getString("destination");
        Run openRun = destination == null ? null : new Run(row.getObject("run_id", UUID.class), instant(row, "run_created_at"),
                organizationId, integrationId, row.getInt("integration_version"), billId, Destination.valueOf(destination));
        String unsettled = row.getString("unsettled");
        Call unanswered = row.getString("method") == null ? null : CallRow.read(row);
        return new Claim(row.getObject("delivery_id", UUID.class), organizationId, integrationId, billId,
                Json.read(row.getString("document"), Bill.class), row.getInt("revision"), row.getLong("fence"), leaseEnds,
                tree(row.getString("held")), openRun, row.getInt("calls"),
                unsettled == null ? null : Json.read(unsettled, Call.class), instant(row, "unsettled_at"), unanswered,
                unanswered == null ? null : instant(row, "prepared_at"), row.getInt("attempts"), instant(row, "first_failed_at"),
                row.getObject("lane", UUID.class));
    }

    @Override
    public int due(int most) {
        return execute("count the deliveries that are due", SqlText.of("""
                select count(*) from (
                    select 1 from delivery where due_at <= now() + interval '2 s' and lease_owner is null limit ?) as due""", most));
    }

    @Override
    public boolean isCurrent(UUID deliveryId, long fence, int revision) {
        SqlText sql = SqlText.of("select 1 from delivery d join bill b on b.id = d.bill_id where d.id = ? and d.fence = ?"
                + " and b.revision = ?", deliveryId, fence, revision);
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        } catch (SQLException e) {
            throw new DatabaseException("read delivery " + deliveryId, e);
        }
    }

    @Override
    public void giveBack(UUID deliveryId, long fence, int call, String why) {
        execute("give back delivery " + deliveryId, SqlText.of("""
                with back as (
                    update delivery set due_at = now(), lease_owner = null, changed_at = now() where id = ? and fence = ?
                    returning run_id, run_created_at)
                update call set outcome = 'NOT_SENT', answer = ?, answered_at = now()
                from back where call.run_id = back.run_id and call.run_created_at = back.run_created_at and call.number = ?
                    and call.outcome is null""", deliveryId, fence, why, call));
    }

    @Override
    public void giveBack(List<Claim> claims, Duration pause) {
        execute("give back deliveries", SqlText.of("""
                update delivery d set due_at = now() + ? * interval '1 ms', lease_owner = null, changed_at = now()
                from unnest(?, ?) as back (id, fence) where d.id = back.id and d.fence = back.fence""", pause.toMillis(),
                claims.stream().map(Claim::deliveryId).toArray(UUID[]::new), claims.stream().map(Claim::fence).toArray(Long[]::new)));
    }

    @Override
    public List<InboundEvent> claimEvents(int most) {
        SqlText sql = SqlText.of("""
                with due as (
                    select id, received_at from inbound_event where due_at <= now() order by due_at for update skip locked limit ?)
                update inbound_event e set due_at = now() + ? * interval '1 ms', lease_owner = ?
                from due where e.id = due.id and e.received_at = due.received_at
                returning e.id, e.received_at, e.organization_id, e.inbound_webhook_id, e.event_key, e.event_name, e.entity_id, e.body,
                          e.status, e.reason, e.attempts""", most, lease.toMillis(), node);
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<InboundEvent> events = new ArrayList<>();
            while (rows.next()) {
                events.add(new InboundEvent(rows.getObject("id", UUID.class), instant(rows, "received_at"),
                        rows.getObject("organization_id", UUID.class), rows.getObject("inbound_webhook_id", UUID.class),
                        rows.getString("event_key"), rows.getString("event_name"), rows.getString("entity_id"),
                        rows.getBytes("body"), InboundEvent.Status.valueOf(rows.getString("status")), rows.getString("reason"),
                        rows.getInt("attempts")));
            }
            return events;
        } catch (SQLException e) {
            throw new DatabaseException("claim events that are due", e);
        }
    }

    @Override
    public void postpone(InboundEvent event, Duration pause, String reason) {
        execute("put back event " + event.id(), SqlText.of("""
                update inbound_event set attempts = attempts + 1, reason = ?, lease_owner = null,
                       due_at = now() + ? * interval '1 ms'
                where id = ? and received_at = ? and status = 'NEW'""", reason, pause.toMillis(), event.id(), event.receivedAt()));
    }

    @Override
    public void close(InboundEvent event, InboundEvent.Status status, String reason) {
        execute("close event " + event.id(), closed(event, status, reason));
    }

    @Override
    public void refuse(InboundEvent event, String billExternalId, String message, String remedy) {
        Instant now = clock.instant();
        execute("refuse event " + event.id(), SqlText.of("with closed as (")
                .add(closed(event, InboundEvent.Status.FAILED, message)).add(" returning id)\n")
                .add("""
                        insert into integration_event (id, created_at, organization_id, event_name, inbound_event_id,
                                                       bill_external_id, message, remedy)
                        select ?, ?, ?, 'integration.validation.error', id, ?, ?, ? from closed""", TimeOrderedId.at(now), now,
                        event.organizationId(), billExternalId, message, remedy));
    }

    @Override
    public int hasten() {
        return execute("try again what was put back", SqlText.of("""
                update inbound_event set due_at = now() where due_at > now() and status = 'NEW' and lease_owner is null"""));
    }

    @Override
    public void tellOnce(InboundEvent event, String eventName, String message, String remedy) {
        SqlText lock = SqlText.of("select pg_advisory_xact_lock(hashtext(?))", eventName + " " + event.webhookId());
        SqlText sql = SqlText.of("""
                insert into integration_event (id, created_at, organization_id, event_name, inbound_event_id, bill_external_id,
                                               message, remedy)
                select ?, now(), ?, ?, ?, ?, ?, ? where not exists (
                    select 1 from integration_event e join inbound_event i on i.id = e.inbound_event_id
                    join inbound_webhook w on w.id = i.inbound_webhook_id
                    left join integration_credentials c on c.id = w.platform_credentials_id
                    where e.event_name = ? and e.actioned_at is null and e.organization_id = ? and w.id = ?
                      and e.created_at > greatest(w.changed_at, c.changed_at))""",
                TimeOrderedId.at(clock.instant()), event.organizationId(), eventName, event.id(), event.entityId(), message, remedy,
                eventName, event.organizationId(), event.webhookId());
        try (Connection connection = workers.getConnection()) {
            connection.setAutoCommit(false);         // one after the other, so that each sees what the one before it wrote
            try (PreparedStatement first = lock.prepare(connection); PreparedStatement second = sql.prepare(connection)) {
                first.execute();
                second.executeUpdate();
                connection.commit();
            }
        } catch (SQLException e) {
            throw new DatabaseException("write an integration event", e);
        }
    }

    private static SqlText closed(InboundEvent event, InboundEvent.Status status, String reason) {
        return SqlText.of("""
                update inbound_event set status = ?, reason = ?, due_at = null, lease_owner = null
                where id = ? and received_at = ? and status = 'NEW'""", status.name(), reason, event.id(), event.receivedAt());
    }

    @Override
    public int releaseLeases() {
        return execute("give back this node's leases", SqlText.of("""
                with events as (
                    update inbound_event set due_at = now(), lease_owner = null where lease_owner = ? and due_at is not null
                    returning id),
                deliveries as (
                    update delivery set due_at = now(), lease_owner = null where lease_owner = ? and due_at is not null
                    returning id)
                select count(*) from (select id from events union all select id from deliveries) as released""", node, node));
    }

    private int execute(String what, SqlText sql) {
        try (Connection connection = workers.getConnection(); PreparedStatement statement = sql.prepare(connection)) {
            if (!statement.execute()) {
                return statement.getUpdateCount();
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        } catch (SQLException e) {
            throw new DatabaseException(what, e);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the provider holds is stored as something else than JSON", e);
        }
    }
}
