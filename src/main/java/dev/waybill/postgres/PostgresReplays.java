package dev.waybill.postgres;

import dev.waybill.bill.Json;
import dev.waybill.delivery.Replay;
import dev.waybill.delivery.ReplayCount;
import dev.waybill.delivery.ReplayFilter;
import dev.waybill.delivery.ReplayRefusedException;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.TimeOrderedId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Counts, begins, shows and cancels replays. {@link PostgresReplayTurns} leads them on. */
public final class PostgresReplays {

    /** {@link ReplayFilter#UNSUCCESSFUL}, written as in the index delivery_unsuccessful, so that PostgreSQL sees that it fits. */
    static final String UNSUCCESSFUL = "('ERROR', 'AWAITING_RETRY', 'AUTH_FAILED', 'ACCOUNTING_PERIOD_CLOSED',"
            + " 'INVOICE_ALREADY_PAID', 'DISABLED', 'TIMEOUT_LIMIT_EXCEEDED')";

    /** Faster is no replay any more, but load. */
    public static final int HIGHEST_RATE = 500;

    private static final int MOST_WORDS = 1_000;
    private static final int PAGE = 50_000;

    private final DataSource readers;
    private final int page;

    public PostgresReplays(DataSource readers) {
        this(readers, PAGE);
    }

    /** @param page how many deliveries of a replay one statement fixes */
    PostgresReplays(DataSource readers, int page) {
        this.readers = readers;
        this.page = page;
    }

    /** What a replay would take that began now. Nothing is changed. */
    public ReplayCount count(ReplayFilter filter) {
        SqlText sql = SqlText.of("with chosen as materialized (").add(deliveries(filter)).add("""
                )
                select n.at, g.* from (select now() as at) n left join (
                    select elsewhere, status, currency, count(*) as deliveries, sum(amount) as amount,
                           (select count(distinct bill_id) from chosen where not elsewhere) as bills
                    from chosen group by elsewhere, status, currency) g on true""");
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            Instant at = null;
            long deliveries = 0;
            long bills = 0;
            long elsewhere = 0;
            Map<String, BigDecimal> money = new TreeMap<>();
            Map<RunStatus, Long> byStatus = new EnumMap<>(RunStatus.class);
            while (rows.next()) {
                at = instant(rows, "at");
                long some = rows.getLong("deliveries");
                if (rows.getBoolean("elsewhere")) {
                    elsewhere += some;
                } else if (some > 0) {
                    deliveries += some;
                    bills = rows.getLong("bills");
                    money.merge(rows.getString("currency"), rows.getBigDecimal("amount"), BigDecimal::add);
                    byStatus.merge(RunStatus.valueOf(rows.getString("status")), some, Long::sum);
                }
            }
            return new ReplayCount(at, deliveries, bills, money, byStatus, elsewhere);
        } catch (SQLException e) {
            throw new DatabaseException("count what a replay would take", e);
        }
    }

    /**
     * Begins a replay of what matches and has stood so since it was counted: never more than was counted then. All of it is fixed
     * in one transaction; what fails later does not join.
     *
     * @param rate      deliveries begun in a second, at most
     * @param countedAt {@link ReplayCount#at}
     * @return its id; empty when nothing is left to replay
     * @throws ReplayRefusedException when the rate is none
     */
    public Optional<UUID> begin(ReplayFilter filter, int rate, Instant countedAt) {
        if (rate < 1 || rate > HIGHEST_RATE) {
            throw new ReplayRefusedException("A replay begins 1 to " + HIGHEST_RATE + " deliveries a second, not " + rate + ".");
        }
        UUID id = TimeOrderedId.at(countedAt);
        SqlText sql = SqlText.of("insert into replay (id, organization_id, filter, rate, state) values (?, ?, cast(? as jsonb), ?,"
                + " 'RUNNING')", id, filter.organizationId(), Json.write(filter), rate);
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection)) {
            connection.setAutoCommit(false);
            statement.executeUpdate();
            if (fill(connection, id, filter, countedAt) == 0) {
                connection.rollback();
                return Optional.empty();
            }
            connection.commit();
            return Optional.of(id);
        } catch (SQLException e) {
            throw new DatabaseException("begin a replay", e);
        }
    }

    /** Page by page, so that no statement takes long however many there are. */
    private long fill(Connection connection, UUID replay, ReplayFilter filter, Instant countedAt) throws SQLException {
        long taken = 0;
        UUID after = new UUID(0, 0);
        while (after != null) {
            SqlText sql = SqlText.of("with chosen as materialized (").add(deliveries(filter))
                    .add(" and d.changed_at <= ? and d.id > ? order by d.id limit ?)", countedAt, after, page)
                    .add("""
                            , taken as (
                                insert into replay_delivery (replay_id, delivery_id, bill_id, currency, amount, state)
                                select ?, id, bill_id, currency, amount, 'WAITING' from chosen where not elsewhere
                                on conflict do nothing returning delivery_id)
                            select (select count(*) from taken) as taken, (select id from chosen order by id desc limit 1) as last""",
                            replay);
            try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
                rows.next();
                taken += rows.getLong("taken");
                after = rows.getObject("last", UUID.class);
            }
        }
        return taken;
    }

    /** Selects the deliveries that the filter names; the caller may add to the condition. */
    private static SqlText deliveries(ReplayFilter filter) {
        SqlText sql = SqlText.of("""
                select d.id, d.bill_id, d.status, coalesce(r.currency, b.currency) as currency, coalesce(r.total, b.total) as amount,
                       exists (select 1 from replay_delivery x where x.delivery_id = d.id and x.state in ('WAITING', 'STARTED'))
                       as elsewhere
                from delivery d join bill b on b.id = d.bill_id
                left join run r on r.id = d.run_id and r.created_at = d.run_created_at
                where d.organization_id = ? and b.content_hash <> ?""", filter.organizationId(), PostgresErasure.NO_HASH);
        sql.add(filter.alsoSuccessful() ? " and (d.status = 'COMPLETE' or d.status in " + UNSUCCESSFUL + ")"
                : " and d.status in " + UNSUCCESSFUL);
        if (!filter.statuses().isEmpty()) {
            sql.add(" and d.status in (" + filter.statuses().stream().map(one -> "?").collect(Collectors.joining(", ")) + ")",
                    filter.statuses().stream().map(Enum::name).toArray());
        }
        if (filter.integrationId() != null) {
            sql.add(" and d.integration_id = ?", filter.integrationId());
        }
        if (filter.reason() != null) {
            sql.add(" and d.reason_code = ?", filter.reason());
        }
        if (filter.accountId() != null) {
            sql.add(" and b.organization_id = ? and b.account_id = ?", filter.organizationId(), filter.accountId());
        }
        begun(sql, "d.run_created_at", filter);
        if (filter.alsoSuccessful() && filter.from() != null) {
            // what succeeded has no index of its own by time; its runs have
            begun(sql.add(" and d.id in (select t.delivery_id from run t where t.organization_id = ?", filter.organizationId()),
                    "t.created_at", filter).add(")");
        }
        return sql;
    }

    private static SqlText begun(SqlText sql, String column, ReplayFilter filter) {
        if (filter.from() != null) {
            sql.add(" and " + column + " >= ?", filter.from());
        }
        if (filter.to() != null) {
            sql.add(" and " + column + " < ?", filter.to());
        }
        return sql;
    }

    /** Why deliveries of this organization stopped that did not succeed: the words a filter can name. */
    public List<String> reasons(UUID organizationId) {
        return words(SqlText.of("select distinct reason_code from delivery where organization_id = ? and reason_code is not null"
                + " and status in " + UNSUCCESSFUL + " order by reason_code limit ?", organizationId, MOST_WORDS));
    }

    /** Accounts with a delivery that did not succeed, a thousand at most. */
    public List<String> accounts(UUID organizationId) {
        return words(SqlText.of("select distinct b.account_id from delivery d join bill b on b.id = d.bill_id where d.organization_id = ?"
                + " and d.status in " + UNSUCCESSFUL + " order by b.account_id limit ?", organizationId, MOST_WORDS));
    }

    /** Whether any bill of the account is known. */
    public boolean knowsAccount(UUID organizationId, String accountId) {
        return !words(SqlText.of("select account_id from bill where organization_id = ? and account_id = ? limit 1", organizationId,
                accountId)).isEmpty();
    }

    private List<String> words(SqlText sql) {
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<String> words = new ArrayList<>();
            while (rows.next()) {
                words.add(rows.getString(1));
            }
            return words;
        } catch (SQLException e) {
            throw new DatabaseException("read what a replay could name", e);
        }
    }

    /** The newest replays of every organization, newest first. */
    public List<Replay> newest(int most) {
        return list(SqlText.of(" order by created_at desc, id desc limit ?", most));
    }

    public Optional<Replay> find(UUID id) {
        return list(SqlText.of(" where id = ?", id)).stream().findFirst();
    }

    /** Replays with how far they have come, both as of one moment. */
    private List<Replay> list(SqlText which) {
        SqlText sql = SqlText.of("with shown as (select * from replay").add(which).add("""
                )
                , stands as (
                    select x.replay_id, x.currency, x.amount,
                           case when x.state = 'STARTED' and d.status not in ('WAITING', 'STARTED') then 'TRIED' else x.state end
                           as state, coalesce(d.status, x.status) as status
                    from shown join replay_delivery x on x.replay_id = shown.id
                    left join delivery d on d.id = x.delivery_id and (x.state = 'STARTED'
                        or x.state = 'TRIED' and x.status in ('AWAITING_RETRY', 'RATE_LIMIT_RETRY')))
                select shown.id, shown.filter::text as filter, shown.rate, shown.state as replay_state, shown.created_at, shown.ended_at,
                       g.*
                from shown left join (
                    select replay_id, state, status, currency, count(*) as deliveries, sum(amount) as amount
                    from stands group by replay_id, state, status, currency) g on g.replay_id = shown.id
                order by shown.created_at desc, shown.id desc, g.state, g.status""");
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            Map<UUID, Replay> replays = new LinkedHashMap<>();
            while (rows.next()) {
                UUID id = rows.getObject("id", UUID.class);
                Replay known = replays.get(id);
                replays.put(id, read(rows, id, known == null ? List.of() : known.parts()));
            }
            return List.copyOf(replays.values());
        } catch (SQLException e) {
            throw new DatabaseException("read the replays", e);
        }
    }

    private static Replay read(ResultSet row, UUID id, List<Replay.Part> before) throws SQLException {
        List<Replay.Part> parts = new ArrayList<>(before);
        if (row.getString("state") != null) {
            Replay.Standing standing = Replay.Standing.valueOf(row.getString("state"));
            RunStatus status = row.getString("status") == null ? null : RunStatus.valueOf(row.getString("status"));
            Map<String, BigDecimal> money = Map.of(row.getString("currency"), row.getBigDecimal("amount"));
            long deliveries = row.getLong("deliveries");
            Replay.Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (last != null && last.standing() == standing && last.status() == status) {
                Map<String, BigDecimal> both = new TreeMap<>(last.money());
                both.putAll(money);
                parts.set(parts.size() - 1, new Replay.Part(standing, status, last.deliveries() + deliveries, both));
            } else {
                parts.add(new Replay.Part(standing, status, deliveries, money));
            }
        }
        return new Replay(id, Json.read(row.getString("filter"), ReplayFilter.class), row.getInt("rate"),
                Replay.State.valueOf(row.getString("replay_state")), instant(row, "created_at"), instant(row, "ended_at"), parts);
    }

    /**
     * Ends a replay: nothing more of it is begun. What is under way ends by itself.
     *
     * @return false when it does not run
     */
    public boolean cancel(UUID id) {
        SqlText sql = SqlText.of("""
                with cancelled as (
                    update replay set state = 'CANCELLED', ended_at = now() where id = ? and state = 'RUNNING' returning id),
                left_out as (
                    update replay_delivery x set state = 'CANCELLED' from cancelled
                    where x.replay_id = cancelled.id and x.state = 'WAITING')
                select id from cancelled""", id);
        try (Connection connection = readers.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        } catch (SQLException e) {
            throw new DatabaseException("cancel replay " + id, e);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
