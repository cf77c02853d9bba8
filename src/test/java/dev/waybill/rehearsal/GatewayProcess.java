package dev.waybill.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.standin.m3ter.WebhookSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * One node of the packaged gateway: its data folder, its ports, its settings from the environment, and the process that runs now.
 * It can be killed, told to stop and started again as often as a test likes; commands run from the same jar beside it.
 */
public final class GatewayProcess implements AutoCloseable {

    /** Where the jar, the route files and application.properties are. */
    public static final Path REPOSITORY = Path.of("").toAbsolutePath();

    private static final Path JAR = REPOSITORY.resolve("target/waybill.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a process needs of this one's environment; nothing in it may change what Waybill does. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "USER", "LANG", "SystemRoot", "TEMP", "TMP");

    private final Path folder;
    private final Map<String, String> environment;
    private final int port;
    private final int managementPort;
    private final WebhookSender sender = new WebhookSender();
    private Path home = REPOSITORY;
    private Process process;
    private long startedAt;
    private int starts;

    /** How a command, or a gateway, ended, and everything it said. */
    public record Ended(int exitCode, String output) {
    }

    /**
     * A node that does not run yet.
     *
     * @param folder   for its data and its logs
     * @param settings by their keys: {@code stripe.base-url}
     * @param secrets  environment variables that are no settings: {@code STRIPE_KEY}
     */
    public GatewayProcess(Path folder, Map<String, String> settings, Map<String, String> secrets) {
        this.folder = folder;
        this.environment = new LinkedHashMap<>(secrets);
        try {
            this.port = Rehearsal.freePort();
            this.managementPort = Rehearsal.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        set("data.dir", folder.resolve("data").toString());
        set("http.port", String.valueOf(port));
        set("management.port", String.valueOf(managementPort));
        settings.forEach(this::set);
    }

    /** Counts from the next start on. */
    public GatewayProcess set(String key, String value) {
        environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value);
        return this;
    }

    /** From the next start on this folder's application.properties counts. */
    public GatewayProcess home(Path other) {
        home = other;
        return this;
    }

    public Path dataFolder() {
        return folder.resolve("data");
    }

    public int port() {
        return port;
    }

    /** The settings as the process gets them: environment variables. */
    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Begins to start; returns at once. */
    public GatewayProcess begin() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + " still runs");
        }
        starts++;
        startedAt = System.nanoTime();
        process = launch(log(), "run");
        return this;
    }

    /** Starts, and waits until webhooks are taken. */
    public GatewayProcess start() {
        begin();
        awaitReady();
        return this;
    }

    /** Waits until health is UP. */
    public void awaitReady() {
        Awaitility.await("the gateway is ready").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the gateway ended with " + process.exitValue() + " instead of starting:\n" + said());
            }
            return health("").equals("200");
        });
    }

    /** The HTTP status of health, or of {@code /live} or {@code /ready} below it; "none" when nobody answers. */
    public String health(String below) {
        try {
            URI health = URI.create("http://127.0.0.1:" + managementPort + "/observe/health" + below);
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            try {
                return String.valueOf(connection.getResponseCode());
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return "none";
        }
    }

    /** Nanoseconds of {@link System#nanoTime()} at which the running process was begun. */
    public long startedAt() {
        return startedAt;
    }

    /** {@code kill -9}, and gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    public boolean runs() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for the end of the process and returns its exit code with all it said. */
    public Ended awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end:\n" + said());
            }
            return new Ended(process.exitValue(), said());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the latest process has said so far. */
    public String said() {
        try {
            return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("gateway-" + starts + ".log");
    }

    /** Runs a command of the same jar with the same settings, to its end: {@code apply DIR}. */
    public Ended command(String... arguments) {
        try {
            Path output = Files.createTempFile(folder, "command", ".log");
            Process command = launch(output, arguments);
            if (!command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                command.destroyForcibly();
                throw new AssertionError(String.join(" ", arguments) + " does not end:\n" + Files.readString(output));
            }
            return new Ended(command.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process launch(Path output, String... arguments) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing; tests that end in IT run after packaging: ./mvnw verify");
        }
        // Compiled once and lightly: these processes live for seconds, and a third of that would be spent on compiling.
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Dwaybill.home=" + home, "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            Process launched = builder.start();
            launched.getOutputStream().close();
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address(UUID webhook) {
        return URI.create("http://127.0.0.1:" + port + "/webhooks/m3ter/" + webhook);
    }

    /** Posts a signed event to the webhook that carries bills. */
    public WebhookSender.Acknowledgement post(String event) throws IOException {
        return post(Rehearsal.WEBHOOK, event);
    }

    /** @throws IOException when no answer came */
    public WebhookSender.Acknowledgement post(UUID webhook, String event) throws IOException {
        return sender.send(address(webhook), event.getBytes(StandardCharsets.UTF_8), Rehearsal.SECRET, null);
    }

    /** Posts an event about this bill, and expects it to be acknowledged. */
    public void send(ObjectNode bill) {
        try {
            WebhookSender.Acknowledgement answer = post(Bills.event("billing.bill.updated", bill));
            if (answer.status() != 200) {
                throw new AssertionError("answered " + answer.status() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Posts a signed event about this bill and returns the whole answer, headers included. */
    public HttpResponse<String> postForHeaders(ObjectNode bill) throws IOException, InterruptedException {
        byte[] body = Bills.event("billing.bill.updated", bill).getBytes(StandardCharsets.UTF_8);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1_000);
        HttpRequest request = HttpRequest.newBuilder(address(Rehearsal.WEBHOOK)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json").header("X-M3ter-Timestamp", timestamp)
                .header("X-M3ter-Signature", WebhookSender.signature(timestamp, body, Rehearsal.SECRET))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Whether anybody listens where webhooks go. */
    public boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Everything that every process of this node has said. */
    public String saidEver() {
        StringBuilder all = new StringBuilder();
        int now = starts;
        for (starts = 1; starts <= now; starts++) {
            all.append(said());
        }
        starts = now;
        return all.toString();
    }

    /** Ends the process, in order if it can: an embedded database must not be left behind. */
    @Override
    public void close() {
        if (runs()) {
            terminate();
            awaitExit();
        }
    }
}
