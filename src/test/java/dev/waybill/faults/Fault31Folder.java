package dev.waybill.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.m3ter.WebhookSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A running gateway on a copy of the shipped route files, which somebody edits while webhooks come in. */
final class Fault31Folder implements AutoCloseable {

    static final Path SHIPPED = Path.of("routes");
    private static final Duration BETWEEN_POSTS = Duration.ofMillis(5);

    private final Path folder;
    private final Rehearsal rehearsal;
    private final List<Thread> senders = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean stopped;

    private Fault31Folder(Path folder, Rehearsal rehearsal) {
        this.folder = folder;
        this.rehearsal = rehearsal;
    }

    static Fault31Folder begin() {
        return begin(Map.of());
    }

    /** @param settings on top of the usual ones */
    static Fault31Folder begin(Map<String, String> settings) {
        Path folder = copyOfShipped();
        Map<String, String> all = new LinkedHashMap<>(Map.of("routes.dir", folder.toString(), "routes.watch-every", "100"));
        all.putAll(settings);
        return new Fault31Folder(folder, Rehearsal.begin(all));
    }

    /** The shipped route files in a folder of their own, called routes. */
    static Path copyOfShipped() {
        try {
            Path folder = Files.createDirectory(Files.createTempDirectory("waybill-routes").resolve("routes"));
            try (Stream<Path> files = Files.walk(SHIPPED)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
                    Path copy = folder.resolve(SHIPPED.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Rehearsal rehearsal() {
        return rehearsal;
    }

    Path file(String path) {
        return folder.resolve(path);
    }

    String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves a file as a careful editor does. */
    void write(String path, String text) {
        try {
            Path fresh = file(path).resolveSibling(file(path).getFileName() + "~");
            Files.writeString(fresh, text);
            Files.move(fresh, file(path), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the first such text, which must be there, and returns what stood in the file before. */
    String edit(String path, String text, String instead) {
        String before = text(path);
        if (!before.contains(text)) {
            throw new AssertionError(path + " has no " + text);
        }
        write(path, before.replaceFirst(Pattern.quote(text), Matcher.quoteReplacement(instead)));
        return before;
    }

    void delete(String path) {
        try {
            Files.delete(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on webhooks come in, one after the other, from so many senders. */
    void sendAlways(int many) {
        for (int i = 0; i < many; i++) {
            String name = "fault31-" + i;
            Thread thread = new Thread(() -> {
                for (int n = 0; !stopped; n++) {
                    send(name + "-" + n);
                    LockSupport.parkNanos(BETWEEN_POSTS.toNanos());
                }
            }, name);
            thread.setDaemon(true);
            thread.start();
            senders.add(thread);
        }
        awaitSent(20);
    }

    private void send(String bill) {
        long begun = System.nanoTime();
        try {
            WebhookSender.Acknowledgement answer = rehearsal.post(Bills.event("billing.bill.created", Bills.bill(bill, "USD", "5")));
            if (answer.status() != 200) {
                refused.add(answer.status() + " " + answer.body());
            }
        } catch (RuntimeException e) {
            refused.add(e.toString());
        }
        micros.add((System.nanoTime() - begun) / 1_000);
        sent.incrementAndGet();
    }

    /** Waits until so many more webhooks were posted and answered. */
    void awaitSent(int more) {
        int until = sent.get() + more;
        Awaitility.await(more + " more webhooks").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
                .until(() -> sent.get() >= until);
    }

    void stopSending() {
        stopped = true;
        for (Thread thread : senders) {
            try {
                thread.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    int sent() {
        return sent.get();
    }

    /** Every answer that was not 200. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** The longest that a webhook waited for its answer. */
    Duration slowest() {
        return Duration.ofNanos(micros.stream().mapToLong(Long::longValue).max().orElse(0) * 1_000);
    }

    /** What the log says of route files, without the lines of their build. */
    List<String> said(String level) {
        return rehearsal.logLines().stream().filter(line -> line.startsWith(level + " ") && line.contains("camel.yaml")).toList();
    }

    String awaitSaid(String level, String text) {
        Awaitility.await(level + " ... " + text).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20))
                .until(() -> said(level).stream().anyMatch(line -> line.contains(text)));
        return said(level).stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** The health check of the route files, as the management port shows it. */
    JsonNode health() {
        for (JsonNode check : get("/observe/health").path("checks")) {
            if (check.path("name").asText().equals("route-files")) {
                return check;
            }
        }
        throw new AssertionError("no check route-files in " + get("/observe/health"));
    }

    /** Whether a route runs, as the management port shows it. */
    boolean runs(String id) {
        for (JsonNode check : get("/observe/health").path("checks")) {
            if (check.path("name").asText().equals("route:" + id)) {
                return check.path("status").asText().equals("UP");
            }
        }
        return false;
    }

    /** What the gateway keeps for its next start. */
    String lastGood(String path) {
        try {
            return Files.readString(rehearsal.settings().path("data.dir").resolve("routes-last-good").resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode get(String path) {
        try {
            return Json.MAPPER.readTree(text(URI.create("http://127.0.0.1:" + rehearsal.settings().text("management.port") + path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String metrics() {
        return text(URI.create("http://127.0.0.1:" + rehearsal.settings().text("management.port") + "/observe/metrics"));
    }

    private String text(URI address) {
        try {
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopSending();
        rehearsal.close();
    }
}
