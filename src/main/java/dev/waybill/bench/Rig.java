package dev.waybill.bench;

import dev.waybill.configuration.Setup;
import dev.waybill.gateway.Configuring;
import dev.waybill.postgres.BenchDatabase;
import dev.waybill.postgres.Database;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Everything that runs beside each other for a measurement: the gateway with its database, the stand-in of Stripe, the load; each a
 * process of its own, in a data folder of its own that is removed at the end.
 */
public final class Rig implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLEARED_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LOOKS_WITHOUT = 5;
    /** As in the launcher: all that is compiled is so after a short practice. */
    private static final String COMPILED_ONCE = "-XX:TieredStopAtLevel=1";
    private static final int LOAD_MEGABYTES = 192;
    private static final int STAND_IN_MEGABYTES = 400;
    /** What the stand-in keeps of an invoice with ten lines, with room to spare. */
    private static final int STAND_IN_BYTES_PER_BILL = 16_384;
    private static final int MOST_STAND_IN_MEGABYTES = 4_000;
    private static final int FASTEST = 1_200;

    private final BenchPlan plan;
    private final Path folder;
    private final Map<String, String> overrides;
    private final Settings settings;
    private final Part standInProcess;
    private final URI stripe;
    private final StandInControl standIn;
    private final Gateway gateway;
    private final Part load;
    private final long readyMillis;
    private boolean closed;

    private Rig(BenchPlan plan, Path folder, long bills) throws IOException {
        this.plan = plan;
        this.folder = folder;
        standInProcess = Part.talking("stand-in", folder.resolve("stand-in.log"), standInOptions(plan, bills), Map.of(),
                String.valueOf(plan.accounts()));
        try {
            stripe = URI.create(standInProcess.awaitLine(line -> line.startsWith(StandInProcess.WORD), PATIENCE)
                    .substring(StandInProcess.WORD.length()));
            standIn = new StandInControl(stripe);
            overrides = overrides();
            settings = Settings.load(overrides);
            configure(settings);
            gateway = new Gateway(settings, environment(overrides), folder.resolve("gateway.log"));
        } catch (RuntimeException | IOException e) {
            standInProcess.close();
            throw e;
        }
        Part sending = null;
        try {
            sending = Part.talking("load", folder.resolve("load.log"), List.of("-XX:+UseSerialGC", COMPILED_ONCE,
                    "-Xmx" + LOAD_MEGABYTES + "m"), Map.of(), gateway.webhook().toString(), stripe.toString(),
                    String.valueOf(plan.connections()), String.valueOf(plan.accounts()));
            sending.awaitLine("ready"::equals, PATIENCE);
            load = sending;
            readyMillis = gateway.start();
        } catch (RuntimeException e) {
            gateway.close();
            if (sending != null) {
                sending.close();
            }
            standInProcess.close();
            throw e;
        }
    }

    /**
     * Starts everything; the gateway is ready on return, and has not seen a bill. Also when this process is told to end, everything
     * ends with it and nothing is left.
     *
     * @param bills how many there will be besides those of the closed loop
     */
    public static Rig start(BenchPlan plan, long bills) {
        Path folder = newFolder();
        AtomicReference<Rig> running = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (running.get() == null) {
                endChildren();
                removeWhileUsed(folder);
            } else {
                running.get().close();
            }
        }, "clear-bench-away"));
        try {
            running.set(new Rig(plan, folder, bills));
            return running.get();
        } catch (IOException e) {
            remove(folder);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    private static Path newFolder() {
        Path data = Settings.load(Map.of("database.url", "")).path("data.dir");        // elsewhere it would have to have a key by now
        try {
            return Files.createTempDirectory(Files.createDirectories(data), "bench-").toRealPath();
        } catch (IOException e) {
            throw new BenchFailedException("The benchmark cannot make a folder in " + data + " (" + e + "). Set DATA_DIR to a folder that"
                    + " can be written.", e);
        }
    }

    private static void endChildren() {
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        children.forEach(ProcessHandle::destroy);
        children.forEach(child -> child.onExit().completeOnTimeout(child, PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    }

    /** One generation that holds everything, so that the stand-in never stops to collect it: that would be measured too. */
    private static List<String> standInOptions(BenchPlan plan, long bills) {
        long closed = plan.seconds() == 0 ? 0 : (long) FASTEST * (plan.warmUp() + plan.seconds());
        long all = bills + (long) (plan.rate() * plan.rateSeconds()) + closed;
        long heap = Math.min(MOST_STAND_IN_MEGABYTES, STAND_IN_MEGABYTES + all * STAND_IN_BYTES_PER_BILL / (1024 * 1024));
        return List.of("-XX:+UseSerialGC", COMPILED_ONCE, "-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:MetaspaceSize=64m");
    }

    private Map<String, String> overrides() throws IOException {
        Map<String, String> all = new LinkedHashMap<>(plan.settings());
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        all.put("secrets.key", Base64.getEncoder().encodeToString(key));
        all.put("data.dir", folder.resolve("gateway").toString());
        all.put("http.host", "127.0.0.1");
        all.put("management.host", "127.0.0.1");
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket management = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            all.put("http.port", String.valueOf(http.getLocalPort()));
            all.put("management.port", String.valueOf(management.getLocalPort()));
        }
        all.put("stripe.base-url", stripe.toString());
        all.put("database.schema", BenchDatabase.SCHEMA_PREFIX + folder.getFileName().toString().replaceAll("[^0-9]", ""));
        return all;
    }

    private static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new LinkedHashMap<>();
        settings.forEach((key, value) -> environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        return environment;
    }

    private void configure(Settings settings) throws IOException {
        Path setupFolder = Files.createDirectories(folder.resolve("configuration"));
        Files.writeString(setupFolder.resolve("bench.yaml"), BenchConfiguration.yaml(plan.accounts()));
        Setup setup = Configuring.folders().read(setupFolder, BenchConfiguration.SECRETS::get);
        try (Database database = Database.attach(settings)) {
            Configuring.in(database, settings).apply(setup, false);
        }
    }

    /** Another schema of the same database, configured like the gateway's: settings that name it, and its address. */
    Settings beside(String name) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.put("database.url", gateway.address().url());
        all.put("database.user", gateway.address().user());
        all.put("database.password", gateway.address().password());
        all.put("database.schema", settings.text("database.schema") + "_" + name);
        Settings beside = Settings.load(all);
        configure(beside);
        return beside;
    }

    BenchPlan plan() {
        return plan;
    }

    Settings settings() {
        return settings;
    }

    URI stripe() {
        return stripe;
    }

    StandInControl standIn() {
        return standIn;
    }

    Gateway gateway() {
        return gateway;
    }

    /** From the start of the gateway's process, on a database that was there, until it took webhooks. */
    long readyMillis() {
        return readyMillis;
    }

    /** A file for the records of one job. */
    Path records(String prefix) {
        return folder.resolve("load-" + prefix + ".records");
    }

    /** How far the load is; {@code done} once nothing more is sent and the records are written. */
    record Sending(long sent, long acknowledged, boolean done) {
    }

    void send(LoadJob job) {
        load.tell(job.line());
    }

    /** No new bills; those that were sent are repeated until they are acknowledged. */
    void stopSending() {
        load.tell("stop");
    }

    /** What the load says next, or null when it says nothing for this long. */
    Sending sending(Duration patience) {
        String line = load.nextLine(patience);
        if (line == null) {
            if (!load.runs()) {
                throw new BenchFailedException(load.gone());
            }
            return null;
        }
        String[] words = line.split(" ");
        if (words.length != 3 || !words[0].equals("progress") && !words[0].equals("done")) {
            throw new BenchFailedException("The load said: " + line);
        }
        return new Sending(Long.parseLong(words[1]), Long.parseLong(words[2]), words[0].equals("done"));
    }

    /** All there is to know at this moment. */
    Snapshot snapshot() {
        return new Snapshot(System.nanoTime(), standIn.delivered(), standIn.calls(), gateway.processorMillis(), gateway.databaseMillis(),
                Kernel.processorMillis(standInProcess.pid()), Kernel.processorMillis(load.pid()), Kernel.machineMillis(),
                gateway.database().walBytes());
    }

    /** Ends everything and removes the folder; a schema in a database elsewhere is dropped. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        load.close();
        gateway.close();
        standInProcess.close();
        if (!gateway.isEmbedded()) {
            for (String name : List.of("", "_" + Statements.SCHEMA)) {
                try (BenchDatabase database = new BenchDatabase(gateway.address(), settings.text("database.schema") + name)) {
                    database.dropSchema();
                }
            }
        }
        remove(folder);
    }

    /** Removes the folder of a rig that was just being started, by a thread that goes on until the process ends. */
    private static void removeWhileUsed(Path folder) {
        long giveUp = System.nanoTime() + CLEARED_WITHIN.toNanos();
        for (int gone = 0; gone < LOOKS_WITHOUT && System.nanoTime() < giveUp; gone = Files.exists(folder) ? 0 : gone + 1) {
            ProcessHandle.allProcesses().filter(process -> process.info().command()
                    .filter(command -> Path.of(command).startsWith(folder)).isPresent()).forEach(ProcessHandle::destroyForcibly);
            remove(folder);
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (NoSuchFileException | UncheckedIOException e) {
            return;                              // somebody else removes or makes files in it: the next look sees
        } catch (IOException e) {
            System.err.println("The folder " + folder + " of the benchmark could not be removed: " + e.getMessage());
        }
    }
}
