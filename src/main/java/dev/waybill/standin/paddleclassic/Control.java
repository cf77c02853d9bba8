package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import java.util.List;
import java.util.Optional;

/** A person's hands on the stand-in, over HTTP: {@code POST /_stand-in/subscriptions} and below. */
final class Control {

    private final PaddleClassicStandIn paddle;

    Control(PaddleClassicStandIn paddle) {
        this.paddle = paddle;
    }

    Optional<Reply> answer(Request request, List<String> path) throws JsonProcessingException {
        try {
            if (path.size() == 1) {
                return Optional.of(add(Json.MAPPER.readTree(request.bodyText())));
            }
            return path.size() == 3 && path.get(1).matches("[0-9]{1,18}")
                    ? change(Long.parseLong(path.get(1)), path.get(2)) : Optional.empty();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Reply add(JsonNode given) {
        if (!given.path("id").canConvertToLong() || given.path("id").asLong() < 1) {
            throw new IllegalArgumentException("a subscription needs an \"id\" that is a whole number above 0, such as 7730045");
        }
        long id = given.path("id").asLong();
        paddle.subscription(id, given.path("plan").asLong(PaddleClassicStandIn.USUAL_PLAN),
                given.path("currency").asText("EUR"), given.path("price").asText("49.00"));
        return Reply.message(200, "The subscription " + id + " is in.");
    }

    private Optional<Reply> change(long id, String what) {
        switch (what) {
            case "renew" -> paddle.renew(id);
            case "begin-renewal" -> paddle.beginRenewal(id);
            case "fail-renewal" -> paddle.failRenewal(id);
            case "pause" -> paddle.pause(id);
            case "resume" -> paddle.resume(id);
            case "cancel" -> paddle.cancel(id);
            default -> {
                return Optional.empty();
            }
        }
        return paddle.subscriptionOf(id).map(held -> Reply.json(200, Json.MAPPER.<JsonNode>valueToTree(held)));
    }
}
