package dev.waybill.rehearsal;

import dev.waybill.postgres.DataFolder;
import dev.waybill.postgres.EmbeddedDatabase;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A PostgreSQL for one test class, which may go away and come back with its data, behind a {@link PostgresWire}. */
public final class OwnPostgres implements AutoCloseable {

    private static final int CONNECTIONS = 100;

    private final DataFolder folder;
    private final PostgresWire wire;
    private EmbeddedDatabase server;

    /** A server that runs; its data lies below target/rehearsals. */
    public OwnPostgres() {
        try {
            Path all = Files.createDirectories(GatewayProcess.REPOSITORY.resolve("target/rehearsals"));
            Path data = Files.createTempDirectory(all, "own");
            folder = DataFolder.open(Settings.load(data, Map.of(), Map.of("data.dir", data.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = EmbeddedDatabase.start(folder, CONNECTIONS);
        wire = new PostgresWire(serverPort());
    }

    private int serverPort() {
        return URI.create(server.address().url().substring("jdbc:".length())).getPort();
    }

    /** For a gateway that uses it: database.url, user and password. Every statement travels as text, for the wire to see. */
    public Map<String, String> settings() {
        return Map.of("database.url", "jdbc:postgresql://127.0.0.1:" + wire.port() + "/postgres?prepareThreshold=0",
                "database.user", server.address().user(), "database.password", server.address().password());
    }

    /** What lies between it and the gateways. */
    public PostgresWire wire() {
        return wire;
    }

    /** Stops it in order: sessions are ended, everything is written; from then on nobody listens at its address. */
    public void stop() {
        server.close();
        wire.down();
    }

    /** {@code kill -9} of the server with all its processes, as when the power goes. */
    public void kill() {
        try {
            long pid = Long.parseLong(Files.readAllLines(folder.path("postgres").resolve("postmaster.pid")).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            var workers = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await("PostgreSQL is gone").atMost(Duration.ofSeconds(30)).until(() -> !postmaster.isAlive()
                    && workers.stream().noneMatch(ProcessHandle::isAlive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wire.down();
    }

    /** Starts it again on the same data, at the same address. */
    public void start() {
        server = EmbeddedDatabase.start(folder, CONNECTIONS);
        wire.up(serverPort());
    }

    @Override
    public void close() {
        wire.close();
        server.close();
        folder.close();
    }
}
