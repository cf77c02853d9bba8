package dev.waybill.postgres;

import dev.waybill.delivery.Nodes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Who else is there, in PostgreSQL: each node says every second that it lives. */
public final class PostgresNodes implements Nodes {

    /** A node that was silent for so long counts no more. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final DataSource database;
    private final UUID node;

    public PostgresNodes(DataSource database, UUID node) {
        this.database = database;
        this.node = node;
    }

    @Override
    public Around beat() {
        SqlText sql = SqlText.of("""
                with gone as (delete from node where seen_at < now() - interval '1 day'),
                over as (delete from lane_pause where paused_until < now() - interval '1 minute'),
                here as (
                    insert into node (id, seen_at) values (?, now()) on conflict (id) do update set seen_at = excluded.seen_at)
                select (select count(*) from node where id <> ? and seen_at > now() - ? * interval '1 ms') + 1 as alive,
                       (select number from configuration_revision) as revision,
                       (select array_agg(i.id) from integration i
                        left join integration_credentials c on c.id = i.credentials_id
                        where i.auth_failed_at > greatest(i.changed_at, c.changed_at)) as held""", node, node, SILENCE.toMillis());
        try (Connection connection = database.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            Set<UUID> held = new HashSet<>();
            if (rows.getArray("held") != null) {
                for (UUID id : (UUID[]) rows.getArray("held").getArray()) {
                    held.add(id);
                }
            }
            return new Around(rows.getInt("alive"), rows.getLong("revision"), held);
        } catch (SQLException e) {
            throw new DatabaseException("say that this node lives", e);
        }
    }

    @Override
    public void leave() {
        SqlText sql = SqlText.of("delete from node where id = ?", node);
        try (Connection connection = database.getConnection(); PreparedStatement statement = sql.prepare(connection)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException("say that this node leaves", e);
        }
    }
}
