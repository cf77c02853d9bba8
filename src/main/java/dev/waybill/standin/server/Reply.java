package dev.waybill.standin.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a stand-in sends back: always JSON. */
public record Reply(int status, Map<String, String> headers, byte[] body) {

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(int status, byte[] body) {
        return new Reply(status, Map.of(), body);
    }

    public static Reply json(int status, JsonNode body) {
        return json(status, Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    /** An answer of the stand-in about itself: {@code {"message": ...}}. */
    public static Reply message(int status, String message) {
        return json(status, Json.MAPPER.createObjectNode().put("message", message));
    }

    /** The same reply with one more header; a null value leaves it out. */
    public Reply with(String header, String value) {
        if (value == null) {
            return this;
        }
        return with(Map.of(header, value));
    }

    /** The same reply with these headers too. */
    public Reply with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Reply(status, all, body);
    }
}
