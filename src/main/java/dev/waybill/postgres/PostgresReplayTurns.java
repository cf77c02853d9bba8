package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Leads running replays on, a few deliveries at a turn. Any node may take a turn; one at a time does, so that rate and share hold
 * over all nodes together. All a turn knows is in the database: a node that stops in the middle loses nothing.
 */
public final class PostgresReplayTurns {

    private final DataSource workers;

    public PostgresReplayTurns(DataSource workers) {
        this.workers = workers;
    }

    /**
     * What a turn came to.
     *
     * @param begun deliveries that were made due
     * @param done  replays that this turn ended
     */
    public record Turn(List<UUID> begun, List<UUID> done) {
        static final Turn NOTHING = new Turn(List.of(), List.of());

        public Turn {
            begun = List.copyOf(begun);
            done = List.copyOf(done);
        }
    }

    private record Running(UUID id, boolean alsoSuccessful, int allowed) {
    }

    /**
     * Takes note of what has ended, makes the next deliveries of each running replay due as far as its rate allows, and ends
     * replays that are through. A delivery that a worker has, or that succeeded meanwhile, is left alone.
     *
     * @param share most deliveries of all replays that may be under way together
     * @param most  most deliveries begun by this turn
     */
    public Turn turn(int share, int most) {
        try (Connection connection = workers.getConnection()) {
            connection.setAutoCommit(false);
            Turn turn = nothingRuns(connection) || !isOurs(connection) ? Turn.NOTHING : taken(connection, share, most);
            connection.commit();
            return turn;
        } catch (SQLException e) {
            throw new DatabaseException("lead replays on", e);
        }
    }

    private static Turn taken(Connection connection, int share, int most) throws SQLException {
        execute(connection, SqlText.of("""
                update replay_delivery x set state = 'TRIED', status = d.status from delivery d
                where x.state = 'STARTED' and d.id = x.delivery_id and d.status not in ('WAITING', 'STARTED')"""));
        int room = Math.min(most, share - underWay(connection));
        List<UUID> begun = new ArrayList<>();
        for (Running replay : running(connection)) {
            int few = Math.min(replay.allowed(), room - begun.size());
            if (few > 0) {
                List<UUID> some = begin(connection, replay, few);
                pace(connection, replay, some.size());
                begun.addAll(some);
            }
        }
        List<UUID> done = ids(connection, SqlText.of("""
                update replay set state = 'DONE', ended_at = now() where state = 'RUNNING' and not exists (
                    select 1 from replay_delivery x where x.replay_id = replay.id and x.state = 'WAITING') and not exists (
                    select 1 from replay_delivery x where x.replay_id = replay.id and x.state = 'STARTED')
                returning id"""));
        return new Turn(begun, done);
    }

    private static boolean nothingRuns(Connection connection) throws SQLException {
        return ids(connection, SqlText.of("(select id from replay where state = 'RUNNING' limit 1) union all"
                + " (select replay_id from replay_delivery where state = 'STARTED' limit 1)")).isEmpty();
    }

    private static boolean isOurs(Connection connection) throws SQLException {
        SqlText sql = SqlText.of("select pg_try_advisory_xact_lock(hashtext('waybill replays in ' || current_schema()))");
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static int underWay(Connection connection) throws SQLException {
        SqlText sql = SqlText.of("select count(*) from replay_delivery where state = 'STARTED'");
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** The replays that run, locked against being cancelled meanwhile; what a second would have allowed is not saved up beyond it. */
    private static List<Running> running(Connection connection) throws SQLException {
        SqlText sql = SqlText.of("""
                select id, coalesce(cast(filter ->> 'alsoSuccessful' as boolean), false) as also_successful,
                       floor(extract(epoch from now() - greatest(paced_at, now() - interval '1 second')) * rate)::integer as allowed
                from replay where state = 'RUNNING' order by created_at, id for update""");
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            List<Running> running = new ArrayList<>();
            while (rows.next()) {
                running.add(new Running(rows.getObject("id", UUID.class), rows.getBoolean("also_successful"), rows.getInt("allowed")));
            }
            return running;
        }
    }

    /** The next ones in the order of their ids, which is the order in which they came about. What was erased has no words to send. */
    private static List<UUID> begin(Connection connection, Running replay, int few) throws SQLException {
        String goes = " (d.status in " + PostgresReplays.UNSUCCESSFUL + " or ? and d.status = 'COMPLETE') and b.content_hash <> ? as goes";
        return ids(connection, SqlText.of("with next as (select x.delivery_id, d.status,")
                .add(goes, replay.alsoSuccessful(), PostgresErasure.NO_HASH)
                .add("""

                        from replay_delivery x join delivery d on d.id = x.delivery_id join bill b on b.id = d.bill_id
                        where x.replay_id = ? and x.state = 'WAITING' order by x.delivery_id limit ? for update skip locked),
                    taken as (
                        update replay_delivery x set state = case when next.goes then 'STARTED' else 'SKIPPED' end,
                               status = case when next.goes then null else next.status end, started_at = now()
                        from next where x.replay_id = ? and x.delivery_id = next.delivery_id)
                    """, replay.id(), few, replay.id())
                .add(PostgresRuns.DUE_AGAIN + " from next where delivery.id = next.delivery_id and next.goes returning delivery.id"));
    }

    private static void pace(Connection connection, Running replay, int begun) throws SQLException {
        execute(connection, SqlText.of("update replay set paced_at = greatest(paced_at, now() - interval '1 second')"
                + " + interval '1 second' * ? / rate where id = ?", (double) begun, replay.id()));
    }

    private static List<UUID> ids(Connection connection, SqlText sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection); ResultSet rows = statement.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    private static void execute(Connection connection, SqlText sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection)) {
            statement.executeUpdate();
        }
    }
}
