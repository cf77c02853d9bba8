package dev.waybill.postgres;

import dev.waybill.delivery.Claim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads how deliveries stand. Nothing is leased: who only looks gets in nobody's way. */
public final class PostgresDeliveries {

    private final DataSource connections;

    public PostgresDeliveries(DataSource connections) {
        this.connections = connections;
    }

    /**
     * How a delivery stands.
     *
     * @param claim    what a worker would find that claimed it now; its lease is nobody's
     * @param isAtWork true while a worker has it, so that all of this is about to change
     */
    public record Standing(Claim claim, boolean isAtWork) {
    }

    /** Empty when there is no such delivery. */
    public Optional<Standing> look(UUID deliveryId) {
        SqlText sql = SqlText.of("""
                select d.id as delivery_id, d.organization_id, d.integration_id, d.bill_id, d.fence, d.held::text as held,
                       d.unsettled::text as unsettled, d.unsettled_at, d.attempts, d.first_failed_at, d.run_id, d.run_created_at,
                       d.run_open, d.calls, d.lane, d.status = 'STARTED' and d.due_at > now() as at_work, b.document::text as document,
                       b.revision, r.integration_version, r.destination, c.*
                from delivery d join bill b on b.id = d.bill_id
                left join run r on d.run_open and r.id = d.run_id and r.created_at = d.run_created_at
                left join call c on d.run_open and c.run_id = d.run_id and c.run_created_at = d.run_created_at
                    and c.number = d.calls and c.outcome is null
                where d.id = ?""", deliveryId);
        try (Connection connection = connections.getConnection(); PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return !rows.next() ? Optional.empty()
                    : Optional.of(new Standing(PostgresArchive.claim(rows, System.nanoTime()), rows.getBoolean("at_work")));
        } catch (SQLException e) {
            throw new DatabaseException("read delivery " + deliveryId, e);
        }
    }
}
