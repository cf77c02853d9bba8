package dev.waybill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks the stand-in of Stripe what it holds, and tells it what is to go wrong. */
final class StandInControl {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI control;
    private final KeptConnection connection = new KeptConnection(PATIENCE);

    StandInControl(URI standIn) {
        this.control = URI.create(standIn + "/_stand-in/");
    }

    /**
     * An invoice that was made for a bill.
     *
     * @param bill       the mark it carries
     * @param total      in cents
     * @param marks      different line marks
     * @param writtenAt  when it was last changed, in microseconds since 1970
     */
    record Invoice(String bill, String status, long total, int lines, int marks, long writtenAt) {
    }

    /** All invoices, and how many items wait for one, which is none unless something went wrong. */
    record Holding(List<Invoice> invoices, int pendingItems) {
    }

    /** One second: how many calls arrived, and how many of them were answered 429. */
    record Second(long epochSecond, int calls, int refused) {
    }

    /** How many invoices hold lines. */
    long delivered() {
        return ask("GET", "delivered", null).path("delivered").asLong();
    }

    /** How many calls have arrived. */
    long calls() {
        return ask("GET", "delivered", null).path("requests").asLong();
    }

    Holding holding() {
        JsonNode answer = ask("GET", "deliveries", null);
        List<Invoice> invoices = new ArrayList<>();
        for (JsonNode row : answer.path("invoices")) {
            invoices.add(new Invoice(row.get(0).asText(), row.get(1).asText(), row.get(2).asLong(), row.get(3).asInt(),
                    row.get(4).asInt(), row.get(5).asLong()));
        }
        return new Holding(invoices, answer.path("pendingItems").asInt());
    }

    List<Second> traffic() {
        List<Second> seconds = new ArrayList<>();
        for (JsonNode row : ask("GET", "traffic", null)) {
            seconds.add(new Second(row.get(0).asLong(), row.get(1).asInt(), row.get(2).asInt()));
        }
        return seconds;
    }

    /** @param rules as JSON */
    void faults(String rules) {
        ask("POST", "faults", rules);
    }

    /** Nothing goes wrong on purpose any more. */
    void noFaults() {
        ask("DELETE", "faults", null);
    }

    private JsonNode ask(String method, String what, String body) {
        try {
            KeptConnection.Exchanged answer = connection.exchange(method, control.resolve(what), Map.of(),
                    body == null ? null : body.getBytes(StandardCharsets.UTF_8));
            if (answer.status() != 200) {
                throw new IOException("status " + answer.status() + ", " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new BenchFailedException("The stand-in of Stripe does not answer " + method + " " + what + ": " + e.getMessage(), e);
        }
    }
}
