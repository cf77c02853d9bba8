package dev.waybill.bench;

import dev.waybill.standin.m3ter.WebhookSignature;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Posts signed webhooks over one kept connection, each once: who calls repeats, and counts, what was perhaps taken. For one thread. */
final class Sender implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final URI webhook;
    private final WebhookSignature signature = new WebhookSignature(BenchConfiguration.SECRET);
    private final KeptConnection connection = new KeptConnection(ANSWER_WITHIN);

    Sender(URI webhook) {
        this.webhook = webhook;
    }

    /** Posts one event: whether it was answered with 200. */
    boolean isTaken(byte[] event) {
        String timestamp = String.valueOf(System.currentTimeMillis() / 1_000);
        try {
            return connection.exchange("POST", webhook, Map.of("X-M3ter-Timestamp", timestamp, "X-M3ter-Signature",
                    signature.of(timestamp, event)), event).status() == 200;
        } catch (IOException e) {
            return false;                        // nobody there, or gone before the answer: the same again
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
