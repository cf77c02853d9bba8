package dev.waybill.gateway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** UP while the database answers. */
final class DatabaseHealth extends AbstractHealthCheck {

    private static final int SECONDS = 2;

    private final DataSource database;

    DatabaseHealth(DataSource database) {
        super("waybill", "database");
        this.database = database;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Connection connection = database.getConnection()) {
            if (connection.isValid(SECONDS)) {
                builder.up();
            } else {
                builder.down().message("The database does not answer. Webhooks are turned away with 503 until it does.");
            }
        } catch (SQLException e) {
            builder.down().message("The database cannot be reached. Webhooks are turned away with 503 until it can.");
        }
    }
}
