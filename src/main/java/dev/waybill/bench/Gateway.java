package dev.waybill.bench;

import dev.waybill.postgres.BenchDatabase;
import dev.waybill.postgres.DatabaseAddress;
import dev.waybill.postgres.EmbeddedDatabase;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The gateway as a process of its own: {@code ./waybill run} with the shipped routes, under the Java options of this process,
 * which are the launcher's. Its database is another process: its own embedded server, or the one that database.url names.
 */
final class Gateway implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(45);
    private static final String SERVER = "postgres";

    private final Settings settings;
    private final Map<String, String> environment;
    private final Path log;
    private Part process;
    private BenchDatabase database;
    private OptionalLong databaseServer = OptionalLong.empty();
    private long begun;

    /**
     * One that does not run yet.
     *
     * @param settings    as the process will read them
     * @param environment brings those settings and the secrets to it
     */
    Gateway(Settings settings, Map<String, String> environment, Path log) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Starts it and returns once webhooks are taken: after how many milliseconds. */
    long start() {
        begun = System.nanoTime();
        List<String> java = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Dwaybill.") && !option.startsWith("-agentlib")).toList();
        process = Part.silent("gateway", log, java, environment);
        while (!isReady()) {
            if (!process.runs()) {
                throw new BenchFailedException(process.gone());
            }
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new BenchFailedException("The gateway did not become ready within " + PATIENCE.toSeconds() + " s; see " + log);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        long ready = (System.nanoTime() - begun) / 1_000_000;
        database = new BenchDatabase(address(), settings.text("database.schema"));
        databaseServer = Kernel.tells() && database.onThisMachine() ? Kernel.parent(database.serverProcess(), SERVER) : OptionalLong.empty();
        return ready;
    }

    private boolean isReady() {
        try {
            HttpURLConnection health = (HttpURLConnection) URI.create("http://127.0.0.1:" + settings.text("management.port")
                    + "/observe/health/ready").toURL().openConnection();
            health.setConnectTimeout(1_000);
            health.setReadTimeout(5_000);
            int status = health.getResponseCode();
            health.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false;                        // not yet
        }
    }

    /** Where its tables are. */
    DatabaseAddress address() {
        return settings.optional("database.url").map(url -> new DatabaseAddress(url, settings.optional("database.user").orElse(""),
                settings.optional("database.password").orElse(""))).or(() -> EmbeddedDatabase.running(settings.path("data.dir")))
                .orElseThrow(() -> new BenchFailedException("The gateway runs, and its embedded database does not; see " + log));
    }

    /** A connection to its database. */
    BenchDatabase database() {
        return database;
    }

    boolean isEmbedded() {
        return settings.optional("database.url").isEmpty();
    }

    URI webhook() {
        return URI.create("http://127.0.0.1:" + settings.text("http.port") + "/webhooks/m3ter/" + BenchConfiguration.WEBHOOK);
    }

    boolean runs() {
        return process != null && process.runs();
    }

    /** Nanoseconds of {@link System#nanoTime()} at which the process was begun. */
    long begun() {
        return begun;
    }

    OptionalLong processorMillis() {
        return Kernel.processorMillis(process.pid());
    }

    /** Of all processes of the database server; empty when it runs elsewhere. */
    OptionalLong databaseMillis() {
        return databaseServer.isPresent() ? Kernel.processorMillisOfGroup(databaseServer.getAsLong()) : OptionalLong.empty();
    }

    /** In bytes. */
    OptionalLong peakMemory() {
        return Kernel.peakMemory(process.pid());
    }

    /** {@code kill -9}; an embedded database goes on alone. */
    void kill() {
        process.kill();
        disconnect();
    }

    /** {@code kill -9} for the gateway and every process of its embedded database, as when the power goes. */
    void killWithDatabase() {
        List<Long> workers = databaseServer.isPresent() ? Kernel.children(databaseServer.getAsLong()) : List.of();
        process.kill();
        databaseServer.ifPresent(Gateway::kill);
        workers.forEach(Gateway::kill);
        disconnect();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void disconnect() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    public void close() {
        disconnect();
        if (process != null) {
            process.end(DRAIN);
        }
        if (isEmbedded()) {
            databaseServer.ifPresent(Gateway::killLeftBehind);
        }
    }

    private static void killLeftBehind(long server) {
        ProcessHandle.of(server).filter(handle -> handle.info().command().filter(command -> Path.of(command).endsWith(SERVER)).isPresent())
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
