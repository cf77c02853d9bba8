package dev.waybill.standin.m3ter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** {@code POST /oauth/token}, and whether a request carries a token that still counts. Thread-safe. */
final class Tokens {

    private final M3terSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> ends = new HashMap<>();

    Tokens(M3terSettings settings) {
        this.settings = settings;
    }

    /** m3ter: the body is a form or JSON, the credentials come as HTTP Basic. */
    Reply issue(Request request) {
        String expected = "Basic " + Base64.getEncoder().encodeToString((settings.accessKey() + ":" + settings.secret())
                .getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(request.header("Authorization"))) {
            throw new M3terError(403, "Forbidden: the access key or the secret is wrong.");
        }
        if (!"client_credentials".equals(grantType(request))) {
            throw new M3terError(400, "grant_type must be client_credentials.");
        }
        ObjectNode body = Json.MAPPER.createObjectNode().put("access_token", add()).put("token_type", "Bearer")
                .put("expires_in", settings.tokenLife().toSeconds()).putNull("scope");
        return Reply.json(200, body);
    }

    /** @throws M3terError 403, as for anyone who may not, when the token is missing, unknown or too old */
    synchronized void require(Request request) {
        String header = request.header("Authorization");
        String token = header != null && header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
        Instant end = ends.get(token);
        if (end == null || !settings.clock().instant().isBefore(end)) {
            throw new M3terError(403, "Forbidden: the access token is missing, unknown or expired.");
        }
    }

    /** From now on every token issued so far is as good as expired. */
    synchronized void expireAll() {
        ends.clear();
    }

    private synchronized String add() {
        Instant now = settings.clock().instant();
        // Some clients fetch a token for every request.
        ends.values().removeIf(end -> !now.isBefore(end));
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ends.put(token, now.plus(settings.tokenLife()));
        return token;
    }

    private static String grantType(Request request) {
        String type = request.header("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            return Query.read(request.bodyText()).get("grant_type");
        }
        try {
            return Json.MAPPER.readTree(request.bodyText()).path("grant_type").asText();
        } catch (JsonProcessingException e) {
            throw new M3terError(400, "Unable to parse request body");
        }
    }
}
