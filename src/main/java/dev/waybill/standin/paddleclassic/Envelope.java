package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How Paddle wraps what it answers: 200 for successes and refusals alike, told apart by {@code success}. */
final class Envelope {

    private Envelope() {
    }

    static Reply done(JsonNode response) {
        ObjectNode body = success();
        body.set("response", response);
        return Reply.json(200, body);
    }

    /** Paddle: some successes carry nothing. */
    static Reply done() {
        return Reply.json(200, success());
    }

    /** @param total how many there are on all pages, or null to leave {@code count} and {@code total} out, as before 2025 */
    static Reply list(ArrayNode page, Integer total) {
        ObjectNode body = success();
        body.set("response", page);
        if (total != null) {
            body.put("count", page.size()).put("total", total);
        }
        return Reply.json(200, body);
    }

    static Reply refused(int code, String message) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("success", false);
        body.putObject("error").put("code", code).put("message", message);
        return Reply.json(200, body);
    }

    /** A page from somewhere in front of Paddle, which knows nothing of the envelope. */
    static Reply page(int status, String sentence) {
        String html = "<!DOCTYPE html>\n<html><head><title>" + status + "</title></head><body><h1>" + status + "</h1><p>"
                + sentence + "</p></body></html>\n";
        return new Reply(status, Map.of("Content-Type", "text/html; charset=utf-8"), html.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode success() {
        return Json.MAPPER.createObjectNode().put("success", true);
    }
}
