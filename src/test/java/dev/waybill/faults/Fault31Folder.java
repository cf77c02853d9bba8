package dev.waybill.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A running gateway on a copy of the shipped route files, which somebody edits while webhooks come in. */
final class Fault31Folder implements AutoCloseable {

    static final Path SHIPPED = Path.of("routes");

    private final Path folder;
    private final Rehearsal rehearsal;
    private int edited;
    private final HttpClient http = HttpClient.newHttpClient();

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
        edited();
        try {
            Path fresh = file(path).resolveSibling(file(path).getFileName() + "~");
            Files.writeString(fresh, text);
            Files.move(fresh, file(path), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said from here on is said of the edit that comes now. */
    void edited() {
        edited = rehearsal.logLines().size();
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
        edited();
        try {
            Files.delete(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on webhooks come in, one after the other, from so many senders. */
    Fault31Posting posting(int senders) {
        return Fault31Posting.begin(senders, rehearsal::post);
    }

    /** What the log says of route files. @param level which lines; empty = all */
    List<String> said(String level) {
        return rehearsal.logLines().stream().filter(line -> line.startsWith(level) && line.contains("camel.yaml")).toList();
    }

    /** Waits for such a line about the latest edit, and returns it. */
    String awaitSaid(String level, String text) {
        Awaitility.await(level + " ... " + text).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20))
                .until(() -> saidOfEdit(level).stream().anyMatch(line -> line.contains(text)));
        return saidOfEdit(level).stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** What the log says of route files since the latest edit. */
    List<String> saidOfEdit(String level) {
        List<String> lines = rehearsal.logLines();
        return lines.subList(Math.min(edited, lines.size()), lines.size()).stream()
                .filter(line -> line.startsWith(level) && line.contains("camel.yaml")).toList();
    }

    /** The health check of the route files, as the management port shows it. */
    JsonNode health() {
        for (JsonNode check : get("/observe/health?data=true").path("checks")) {
            if (check.path("name").asText().equals("route-files")) {
                return check;
            }
        }
        throw new AssertionError("no check route-files in " + get("/observe/health"));
    }

    /** Everything that check says of files it refuses and of the folder; empty when all is well. */
    String healthSays() {
        JsonNode check = health();
        return check.path("message").asText().split(" \\| ", 2)[0] + check.path("data").properties().stream()
                .filter(detail -> detail.getKey().endsWith(".camel.yaml") || detail.getKey().startsWith("problem-"))
                .map(detail -> " | " + detail.getValue().asText()).collect(Collectors.joining());
    }

    /** Makes the folder hold the shipped files again, and waits until they run. */
    void restore() {
        try {
            if (Files.exists(folder.resolveSibling("away"))) {
                Files.move(folder.resolveSibling("away"), folder);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!Files.exists(SHIPPED.resolve(folder.relativize(file).toString()))) {
                        Files.delete(file);
                    }
                }
            }
            try (Stream<Path> files = Files.walk(SHIPPED)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
                    String path = SHIPPED.relativize(file).toString();
                    if (!Files.exists(file(path)) || !text(path).equals(Files.readString(file))) {
                        write(path, Files.readString(file));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the shipped files run").atMost(Duration.ofSeconds(20)).until(this::runsWhatIsThere);
    }

    private boolean runsWhatIsThere() throws IOException {
        Path lastGood = rehearsal.settings().path("data.dir").resolve("routes-last-good");
        return healthSays().isEmpty() && texts(lastGood).equals(texts(folder));
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).sorted().toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
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
            return Json.MAPPER.readTree(answer(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a load balancer asks. */
    WebhookSender.Acknowledgement probe() {
        HttpResponse<String> answer = answer("/observe/health/ready");
        return new WebhookSender.Acknowledgement(answer.statusCode(), answer.body());
    }

    String metrics() {
        return answer("/observe/metrics").body();
    }

    private HttpResponse<String> answer(String path) {
        URI address = URI.create("http://127.0.0.1:" + rehearsal.settings().text("management.port") + path);
        try {
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        rehearsal.close();
    }
}
