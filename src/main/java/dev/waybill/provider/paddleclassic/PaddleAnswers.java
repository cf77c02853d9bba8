package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.FormBody;
import java.time.Duration;

/**
 * What an answer of Paddle Classic means: by {@code success} and the error's code, never by its message. Paddle: errors come with
 * HTTP status 200.
 */
final class PaddleAnswers {

    enum Meaning {
        /** Done; the response is what was asked for. */
        DONE,
        /** Whatever was asked may or may not have happened. */
        UNKNOWN,
        /** Never left this machine. */
        NOT_SENT,
        /** Not taken: too many requests. */
        RATE_LIMIT,
        /** Not taken: a renewal is running, or Paddle is busy with the subscription. */
        BUSY,
        /** The credentials are refused. */
        AUTH_FAILED,
        /** There is no such modifier. */
        NO_MODIFIER,
        /** The modifier was charged already. */
        CHARGED,
        /** There is no such subscription. */
        NO_SUBSCRIPTION,
        /** Not taken while the subscription is paused. */
        PAUSED,
        /** Not taken while the subscription is past due. */
        PAST_DUE,
        /** The subscription ended: nothing can be charged to it any more. */
        ENDED,
        /** Refused for good: the same request can never succeed as it is. */
        REFUSED
    }

    /**
     * @param code     Paddle's error code, 0 without one
     * @param word     a short stable word for an outcome that may pass by itself
     * @param message  what happened, in words that may be shown
     * @param response what came with a {@link Meaning#DONE} answer, else missing
     * @param total    how many rows there are in all, as far as Paddle tells, else 0
     * @param pause    how long Paddle asks us to wait, or null
     */
    record Reading(Meaning meaning, int code, String word, String message, JsonNode response, long total, Duration pause) {
    }

    private static final long LONGEST_PAUSE_SECONDS = 86_400;

    private PaddleAnswers() {
    }

    /** Reads an answer; there is none it fails on. */
    static Reading read(Call call, Answer answer) {
        if (answer.outcome() == Answer.Outcome.NOT_SENT) {
            return reading(Meaning.NOT_SENT, answer, "not-sent", "Paddle could not be reached: " + sentence(answer.body()));
        }
        if (answer.outcome() == Answer.Outcome.UNKNOWN) {
            return reading(Meaning.UNKNOWN, answer, "no-answer", "No whole answer came to " + call.name() + ": "
                    + sentence(answer.body()));
        }
        if (answer.status() >= 500) {
            return reading(Meaning.UNKNOWN, answer, "server-error", "Paddle answered " + call.name() + " with status "
                    + answer.status() + ".");
        }
        if (answer.status() == 429) {
            return reading(Meaning.RATE_LIMIT, answer, "rate-limit", "Paddle answered " + call.name()
                    + " with status 429: too many requests.");
        }
        JsonNode body = tree(answer.body());
        boolean ok = answer.status() >= 200 && answer.status() < 300;
        JsonNode success = body.path("success");
        if (success.isBoolean() && !success.asBoolean() && number(body.path("error").path("code")) > 0) {
            return failure(call, answer, body.path("error"));
        }
        if (ok && success.isBoolean() && success.asBoolean() && isWhatWasAskedFor(call, body.path("response"))) {
            return new Reading(Meaning.DONE, 0, "", "", body.path("response"), number(body.path("total")), null);
        }
        return reading(Meaning.UNKNOWN, answer, ok ? "unreadable-answer" : "unexpected-answer", "The answer to " + call.name()
                + " with status " + answer.status() + " is cut off, or not what Paddle sends.");
    }

    /** A whole number that Paddle may write as a number or as text; 0 for everything else. */
    static long number(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        return value.isTextual() && value.asText().trim().matches("[0-9]{1,18}") ? Long.parseLong(value.asText().trim()) : 0;
    }

    private static Reading failure(Call call, Answer answer, JsonNode error) {
        long code = number(error.path("code"));
        String said = PaddleLog.sayable(error.path("message").asText(""));
        String message = "Paddle answered " + call.name() + " with error " + code + (said.isEmpty() ? "." : ": " + said);
        Meaning meaning = meaning(code);
        String word = switch (meaning) {
            case UNKNOWN -> "server-error";
            case RATE_LIMIT -> "rate-limit";
            case BUSY -> code == 146 ? "renewal-running" : "busy";
            case PAUSED -> "subscription-paused";
            case PAST_DUE -> "subscription-past-due";
            default -> "refused";
        };
        return new Reading(meaning, (int) Math.min(code, Integer.MAX_VALUE), word, message, MissingNode.getInstance(), 0,
                pause(answer));
    }

    // Paddle: Classic error codes
    private static Meaning meaning(long code) {
        return switch ((int) Math.min(code, Integer.MAX_VALUE)) {
            case 102, 107, 111, 184 -> Meaning.AUTH_FAILED;
            case 119 -> Meaning.NO_SUBSCRIPTION;
            case 120 -> Meaning.UNKNOWN;
            case 123 -> Meaning.NO_MODIFIER;
            case 124 -> Meaning.CHARGED;
            case 146, 151 -> Meaning.BUSY;
            case 185, 187, 197 -> Meaning.ENDED;
            case 189 -> Meaning.RATE_LIMIT;
            case 194 -> Meaning.PAUSED;
            case 196, 199 -> Meaning.PAST_DUE;
            default -> Meaning.REFUSED;
        };
    }

    private static boolean isWhatWasAskedFor(Call call, JsonNode response) {
        return switch (call.name()) {
            case PaddleCalls.DELETE_MODIFIER -> true;   // Paddle: this success carries nothing
            case PaddleCalls.CREATE_MODIFIER -> number(response.path("modifier_id")) > 0 && isOf(response,
                    FormBody.parse(call.body()).getOrDefault(PaddleCalls.SUBSCRIPTION, ""));
            case PaddleCalls.LIST_MODIFIERS -> isListOf(response, "modifier_id");
            case PaddleCalls.READ_SUBSCRIPTION -> isListOf(response, PaddleCalls.SUBSCRIPTION);
            default -> isListOf(response, null);
        };
    }

    private static boolean isListOf(JsonNode response, String id) {
        if (!response.isArray()) {
            return false;
        }
        for (JsonNode row : response) {
            if (!row.isObject() || id != null && number(row.path(id)) <= 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a row speaks of this subscription, or does not say of which. */
    static boolean isOf(JsonNode row, String subscription) {
        long id = number(row.path(PaddleCalls.SUBSCRIPTION));
        return id == 0 || String.valueOf(id).equals(subscription);
    }

    private static Reading reading(Meaning meaning, Answer answer, String word, String message) {
        return new Reading(meaning, 0, word, message, MissingNode.getInstance(), 0, pause(answer));
    }

    private static JsonNode tree(String body) {
        try {
            JsonNode tree = body == null ? null : Json.MAPPER.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    // Only seconds: a date would need a clock.
    private static Duration pause(Answer answer) {
        String after = answer.header("retry-after");
        if (after == null || !after.trim().matches("\\d{1,9}")) {
            return null;
        }
        return Duration.ofSeconds(Math.min(Long.parseLong(after.trim()), LONGEST_PAUSE_SECONDS));
    }

    private static String sentence(String body) {
        return body == null || body.isBlank() ? "no details." : PaddleLog.sayable(body);
    }
}
