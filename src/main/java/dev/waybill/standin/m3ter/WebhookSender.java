package dev.waybill.standin.m3ter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;

/**
 * Posts a webhook the way a platform does, signed with the scheme an inbound webhook expects unless it is set otherwise:
 * {@code X-M3ter-Signature} is the hex HMAC-SHA256 of {@code {timestamp}.{body}} over the raw bytes, {@code X-M3ter-Timestamp}
 * the epoch second, {@code X-M3ter-Api-Key} names the secret. Thread-safe.
 */
public final class WebhookSender {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final Clock clock;

    public WebhookSender() {
        this(Clock.systemUTC());
    }

    /** @param clock gives the timestamp that is signed */
    public WebhookSender(Clock clock) {
        this.clock = clock;
    }

    /** What the receiver answered. */
    public record Acknowledgement(int status, String body) {
    }

    /**
     * Sends one webhook, once.
     *
     * @param apiKey or null to leave that header out
     * @throws IOException when no answer came; the message says from where and what to check
     */
    public Acknowledgement send(URI url, byte[] body, String secret, String apiKey) throws IOException {
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("X-M3ter-Timestamp", timestamp)
                .header("X-M3ter-Signature", signature(timestamp, body, secret))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (apiKey != null) {
            request.header("X-M3ter-Api-Key", apiKey);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Acknowledgement(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new IOException("No answer from " + url.getScheme() + "://" + url.getAuthority() + " ("
                    + e.getClass().getSimpleName() + "). Is Waybill running there? The webhook may or may not have arrived.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the answer from " + url.getAuthority());
        }
    }

    /** The hex HMAC-SHA256 of {@code {timestamp}.{body}}. */
    public static String signature(String timestamp, byte[] body, String secret) {
        return new WebhookSignature(secret).of(timestamp, body);
    }
}
