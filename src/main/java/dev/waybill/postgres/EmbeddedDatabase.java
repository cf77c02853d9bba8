package dev.waybill.postgres;

import dev.waybill.postgres.EmbeddedDatabaseProgram.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own under data.dir/postgres: every commit is on disk before it is acknowledged, only this machine reaches
 * it, and only with the password kept beside it. When a gateway is killed its server goes on alone; the next start stops that
 * server first.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SERVER = "postgres";
    private static final String PID_FILE = "postmaster.pid";
    private static final String PASSWORD = "postgres.password";

    private static final Duration LEFT_OVER_ENDS = Duration.ofSeconds(15);

    private static final Map<String, String> SERVER_SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("log_min_messages", "log"),               // a failed statement is reported by the one who sent it
            Map.entry("log_min_error_statement", "panic"),      // no statement and
            Map.entry("log_error_verbosity", "terse"));         // no row values in the log

    private final EmbeddedDatabaseProgram program;
    private final Path server;
    private final Path log;
    private final String password;
    private final int port;

    /** The lines of postmaster.pid, which a running server keeps in its folder. */
    private record PidFile(long pid, Instant started, int port, boolean ready) {

        static Optional<PidFile> read(Path server) throws IOException {
            Path file = server.resolve(PID_FILE);
            List<String> lines = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
            try {
                return lines.size() < 4 ? Optional.empty() : Optional.of(new PidFile(Long.parseLong(lines.get(0).strip()),
                        Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())), Integer.parseInt(lines.get(3).strip()),
                        lines.get(lines.size() - 1).startsWith("ready")));
            } catch (NumberFormatException e) {
                return Optional.empty();        // half written when the power went
            }
        }

        boolean alive() {
            return ProcessHandle.of(pid).isPresent();
        }

        /** Whether the process of that number may have written the file: it runs, and did not get the number after a reboot. */
        boolean writerMayLive() {
            return ProcessHandle.of(pid).map(ProcessHandle::info)
                    .filter(info -> info.command().isPresent())        // one that ended but was not yet collected has none
                    .flatMap(ProcessHandle.Info::startInstant)
                    .filter(start -> Duration.between(started, start).abs().compareTo(Duration.ofMinutes(1)) < 0)
                    .isPresent();
        }
    }

    private EmbeddedDatabase(DataFolder folder, int connections) throws IOException {
        this.program = EmbeddedDatabaseProgram.in(folder);
        this.server = folder.path(SERVER);
        this.log = folder.path("postgres.log");
        endLeftOver();
        program.removeOlder();
        this.password = password(folder);
        create(folder);
        this.port = start(connections);
    }

    /**
     * Starts the server, making its data first when there is none.
     *
     * @param connections how many there may be at once
     * @throws DatabaseRefusedException when it does not start, with what it said
     */
    public static EmbeddedDatabase start(DataFolder folder, int connections) {
        try {
            return new EmbeddedDatabase(folder, connections);
        } catch (IOException e) {
            throw new DatabaseRefusedException("cannot start the embedded PostgreSQL in " + folder.path() + " (" + e + ")"
                    + advice(), e);
        }
    }

    /**
     * The server that another process runs in this data folder, once it takes connections.
     *
     * @throws DatabaseRefusedException when there is one, but this user may not read its password
     */
    public static Optional<DatabaseAddress> running(Path dataFolder) {
        try {
            Optional<PidFile> ready = PidFile.read(dataFolder.resolve(SERVER)).filter(file -> file.ready() && file.alive());
            return ready.isEmpty() ? Optional.empty()
                    : Optional.of(address(ready.get().port(), Files.readString(dataFolder.resolve(PASSWORD)).strip()));
        } catch (IOException e) {
            throw new DatabaseRefusedException("cannot read the files of the embedded database in " + dataFolder + " as user "
                    + System.getProperty("user.name") + " (" + e + "); run this command as the user that runs the gateway", e);
        }
    }

    /** Where it is reached, password included. */
    public DatabaseAddress address() {
        return address(port, password);
    }

    private static DatabaseAddress address(int port, String password) {
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", password);
    }

    /** Stops the server that a killed gateway left behind, and removes the sign of one that a reboot ended. */
    private void endLeftOver() throws IOException {
        Optional<PidFile> file = PidFile.read(server);
        if (file.isPresent() && program.processes().stream().anyMatch(process -> process.pid() == file.get().pid())) {
            LOG.warn("PostgreSQL process {} was left behind by a gateway that was killed; stopping it before starting anew",
                    file.get().pid());
            stop();
        }
        program.processes().forEach(ProcessHandle::destroy);
        for (long giveUp = System.nanoTime() + LEFT_OVER_ENDS.toNanos(); !program.processes().isEmpty(); DatabaseStart.pause()) {
            if (System.nanoTime() > giveUp) {
                long pid = program.processes().get(0).pid();
                throw new DatabaseRefusedException("PostgreSQL process " + pid + " was left behind in " + server.getParent()
                        + " and does not stop; end it with: kill -INT " + pid + ", and start again");
            }
        }
        if (!file.filter(PidFile::writerMayLive).isPresent() && Files.deleteIfExists(server.resolve(PID_FILE))) {
            LOG.warn("PostgreSQL in {} was not stopped in order, as after a power cut; it recovers now", server);
        }
    }

    private String password(DataFolder folder) {
        if (Files.exists(server) && !Files.exists(folder.path(PASSWORD))) {
            throw new DatabaseRefusedException("the file " + folder.path(PASSWORD) + " is missing, and without it the database in "
                    + server + " does not open; copy it back from the backup of the data folder");
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return folder.keep(PASSWORD, () -> HexFormat.of().formatHex(random));
    }

    /** Makes the data in a folder of another name first, so that one that exists is always whole. */
    private void create(DataFolder folder) throws IOException {
        if (Files.exists(server)) {
            return;
        }
        Path fresh = folder.path(SERVER + ".new");
        EmbeddedDatabaseProgram.deleteTree(fresh);
        Ended made = program.run("PostgreSQL is making its data in " + fresh, "initdb", "--pgdata=" + fresh,
                "--username=postgres", "--pwfile=" + folder.path(PASSWORD), "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions");
        if (!made.well()) {
            throw new DatabaseRefusedException("PostgreSQL could not make its data in " + fresh + ": " + made.output() + advice());
        }
        Files.move(fresh, server, StandardCopyOption.ATOMIC_MOVE);
    }

    private int start(int connections) throws IOException {
        long logged = Files.exists(log) ? Files.size(log) : 0;
        for (int attempt = 1; true; attempt++) {
            int free = freePort();
            String options = "-p " + free + " -c max_connections=" + connections + SERVER_SETTINGS.entrySet().stream()
                    .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue()).sorted().collect(Collectors.joining());
            Ended started = program.run("PostgreSQL in " + server + " is still recovering from a stop out of order; its own words"
                    + " are in " + log, "pg_ctl", "start", "--silent", "--wait", "--timeout=600", "--pgdata=" + server,
                    "--log=" + log, "--options=" + options);
            if (started.well()) {
                return free;
            }
            String said = saidSince(logged);
            if (attempt == 3 || !said.contains("could not bind")) {
                throw new DatabaseRefusedException("the embedded PostgreSQL in " + server + " does not start: " + started.output()
                        + System.lineSeparator() + said + advice());
            }
        }
    }

    private String saidSince(long logged) throws IOException {
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1).substring((int) logged).strip() : "";
    }

    private static String advice() {
        return System.lineSeparator() + (System.getProperty("user.name").equals("root")
                ? "PostgreSQL does not run as root where user namespaces are not allowed: start Waybill as another user, or set"
                        + " database.url."
                : "Remove the cause, or set database.url to a PostgreSQL that runs elsewhere.");
    }

    /** A port that nobody has at this moment. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void stop() {
        for (String mode : List.of("fast", "immediate")) {
            if (program.run("PostgreSQL in " + server + " is stopping", "pg_ctl", "stop", "--silent", "--wait", "--timeout=60",
                    "--mode=" + mode, "--pgdata=" + server).well()) {
                return;
            }
        }
        LOG.warn("PostgreSQL in {} does not stop; the next start stops it first", server);
    }

    /** Stops the server; everything committed stays. Sessions that are still open are ended. */
    @Override
    public void close() {
        if (Files.exists(server.resolve(PID_FILE))) {
            stop();
        }
    }
}
