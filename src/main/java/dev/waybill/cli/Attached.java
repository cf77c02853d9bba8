package dev.waybill.cli;

import dev.waybill.gateway.Configuring;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.postgres.PostgresErasure;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import java.time.Clock;

/** A command's hold on the database: the running gateway's, or, when none runs, the embedded one started for the command. */
final class Attached implements AutoCloseable {

    private final Database database;
    private final PostgresConfiguration configuration;
    private final PostgresRuns runs;

    private Attached(Database database, PostgresConfiguration configuration) {
        this.database = database;
        this.configuration = configuration;
        this.runs = new PostgresRuns(database.readers());
    }

    static Attached to(Settings settings) {
        Database database = Database.attach(settings);
        try {
            return new Attached(database, Configuring.in(database, settings));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    PostgresConfiguration configuration() {
        return configuration;
    }

    PostgresRuns runs() {
        return runs;
    }

    PostgresErasure erasure() {
        return new PostgresErasure(database.readers(), Clock.systemUTC());
    }

    @Override
    public void close() {
        database.close();
    }
}
