package dev.waybill.standin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Asks a stand-in over real HTTP, as an independent client would. */
public final class StandInClient {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final String baseUrl;
    private final Map<String, String> headers = new HashMap<>();

    public StandInClient(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** What came back. */
    public record Answered(int status, JsonNode body, HttpResponse<String> raw) {

        public String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }

        /** A field of Stripe's error object. */
        public String error(String field) {
            return body.path("error").path(field).asText(null);
        }

        public String id() {
            return body.path("id").asText();
        }
    }

    /** Sent with every request from now on; null leaves the header out. */
    public StandInClient header(String name, String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    public Answered get(String path) {
        return send("GET", path, "", Map.of());
    }

    public Answered delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    public Answered postForm(String path, String form) {
        return send("POST", path, form, Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    public Answered postForm(String path, String form, String idempotencyKey) {
        return send("POST", path, form, Map.of("Content-Type", "application/x-www-form-urlencoded",
                "Idempotency-Key", idempotencyKey));
    }

    public Answered sendJson(String method, String path, String json) {
        return send(method, path, json, Map.of("Content-Type", "application/json"));
    }

    /** @throws UncheckedIOException when no whole answer came */
    public Answered send(String method, String path, String body, Map<String, String> more) {
        HttpResponse<String> raw = raw(method, path, body, more);
        try {
            return new Answered(raw.statusCode(), Json.MAPPER.readTree(raw.body()), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #send}, with the body unread. */
    public HttpResponse<String> raw(String method, String path, String body, Map<String, String> more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        more.forEach(request::setHeader);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
