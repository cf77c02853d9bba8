package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.AnswerMask;
import java.time.Duration;
import java.util.Set;

/** What an answer of Stripe means, by its status, then its code, then its type; never by its message. */
final class StripeAnswers {

    enum Meaning {
        /** Done; the body is the object asked for. */
        DONE,
        /** Whatever was asked may or may not have happened. */
        UNKNOWN,
        /** A failure that Stripe keeps under the idempotency key and will repeat: what happened is unknown. */
        STORED_FAILURE,
        /** Never left this machine. */
        NOT_SENT,
        /** Not taken: too many requests. */
        RATE_LIMIT,
        /** Not taken: the object is locked. */
        LOCKED,
        /** To be repeated with the same key and bytes. */
        SAME_AGAIN,
        /** The key is refused. */
        AUTH_FAILED,
        /** The object in the path is not there. */
        MISSING,
        /** Refused because of the state the invoice is in. */
        WRONG_STATE,
        /** Refused for good: the same request can never succeed as it is. */
        REFUSED,
        /** One idempotency key for two requests: our mistake. */
        KEY_MISUSED
    }

    /**
     * @param code    a short stable word for what happened: Stripe's code, or ours
     * @param param   the parameter Stripe complains about, or empty
     * @param message what happened, in words that may be shown
     * @param body    the object of a {@link Meaning#DONE} answer, else missing
     * @param pause   how long Stripe asks us to wait, or null
     */
    record Reading(Meaning meaning, int status, String code, String param, String message, JsonNode body, Duration pause) {
    }

    private static final Set<String> LISTS = Set.of(StripeCalls.LIST_LINES, StripeCalls.LIST_INVOICES, PendingCalls.LIST_PENDING,
            PendingCalls.LIST_ITEMS);
    private static final Set<String> CREATES = Set.of(StripeCalls.CREATE, PendingCalls.CREATE_ITEM);
    private static final Set<String> DELETES = Set.of(StripeCalls.DELETE, PendingCalls.DELETE_ITEM);
    private static final Set<String> GETS = Set.of(StripeCalls.GET, PendingCalls.GET_SUBSCRIPTION, PendingCalls.GET_INVOICE,
            PendingCalls.GET_ITEM);
    /** Of an invoice, which Stripe answers whole to every write: its lines are only ever read from a list of them. */
    private static final Set<String> UNREAD = Set.of("lines");
    private static final long LONGEST_PAUSE_SECONDS = 86_400;

    private StripeAnswers() {
    }

    /**
     * Reads an answer; there is none it fails on.
     *
     * @param objectId the invoice, item or subscription that the call speaks of, or null
     */
    static Reading read(Call call, Answer answer, String objectId) {
        if (answer.outcome() == Answer.Outcome.NOT_SENT) {
            return reading(Meaning.NOT_SENT, answer, "not-sent", "Stripe could not be reached: " + sentence(answer.body()));
        }
        if (answer.outcome() == Answer.Outcome.UNKNOWN) {
            return reading(Meaning.UNKNOWN, answer, "no-answer", "No whole answer came to " + call.name() + ": "
                    + sentence(answer.body()));
        }
        JsonNode body = answer.body() == null ? MissingNode.getInstance()
                : StripeBody.read(answer.body(), call.writes() ? UNREAD : Set.of());
        if (answer.status() >= 200 && answer.status() < 300) {
            return isWhatWasAskedFor(call, body, objectId)
                    ? new Reading(Meaning.DONE, answer.status(), "", "", "", body, null)
                    : reading(Meaning.UNKNOWN, answer, "unreadable-answer", "The answer to " + call.name() + " with status "
                            + answer.status() + " is cut off, or not what Stripe sends.");
        }
        return failure(call, answer, body.path("error"));
    }

    /** A short stable word for an outcome that may pass by itself. */
    static String word(Reading reading) {
        return switch (reading.meaning()) {
            case RATE_LIMIT -> "rate-limit";
            case LOCKED -> "lock-timeout";
            case STORED_FAILURE -> "stored-failure";
            case SAME_AGAIN -> switch (reading.status()) {
                case 409 -> reading.code().equals("idempotency_key_in_use") ? "key-in-use" : "conflict";
                case 424 -> "dependency-failed";
                default -> "stripe-asks-to-retry";
            };
            case UNKNOWN -> reading.status() < 300 ? reading.code()
                    : reading.status() >= 500 ? "server-error" : "unexpected-answer";
            default -> reading.code();
        };
    }

    private static Reading failure(Call call, Answer answer, JsonNode error) {
        String code = StripeLog.sayable(error.path("code").asText(""));
        String type = error.path("type").asText("");
        String said = StripeLog.sayable(error.path("message").asText(""));
        String message = "Stripe answered " + call.name() + " with status " + answer.status()
                + (code.isEmpty() ? "" : " (" + code + ")") + (said.isEmpty() ? "." : ": " + said);
        String param = StripeLog.sayable(error.path("param").asText(""));
        return new Reading(meaning(answer, error, code, type), answer.status(), code, param, message, MissingNode.getInstance(),
                pause(answer));
    }

    private static Meaning meaning(Answer answer, JsonNode error, String code, String type) {
        int status = answer.status();
        String repeat = answer.header("stripe-should-retry");
        boolean replayed = "true".equals(answer.header("idempotent-replayed"));
        if (status == 401 || status == 403) {
            return Meaning.AUTH_FAILED;
        }
        if (code.equals("lock_timeout")) {
            return Meaning.LOCKED;
        }
        if (status == 429 || code.equals("rate_limit")) {
            return Meaning.RATE_LIMIT;
        }
        if (code.equals("idempotency_key_in_use")) {
            return Meaning.SAME_AGAIN;
        }
        if (status == 409 || status == 424) {
            return "false".equals(repeat) ? Meaning.STORED_FAILURE : Meaning.SAME_AGAIN;
        }
        if (status >= 500) {
            if ("true".equals(repeat)) {
                return Meaning.SAME_AGAIN;
            }
            return replayed || "false".equals(repeat) ? Meaning.STORED_FAILURE : Meaning.UNKNOWN;
        }
        if (status < 400 || !error.isObject()) {
            return Meaning.UNKNOWN;   // not Stripe's own words: something in between answered
        }
        if (type.equals("idempotency_error")) {
            return Meaning.KEY_MISUSED;
        }
        if ("true".equals(repeat)) {
            return Meaning.SAME_AGAIN;
        }
        return refusal(status, code);
    }

    private static Meaning refusal(int status, String code) {
        if (status == 404) {
            return code.equals("resource_missing") ? Meaning.MISSING : Meaning.UNKNOWN;
        }
        // Stripe: a payment failed while the invoice was finalized; whether it is final shows its status
        return status == 402 || code.isEmpty() || code.equals("invoice_not_editable") ? Meaning.WRONG_STATE : Meaning.REFUSED;
    }

    private static boolean isWhatWasAskedFor(Call call, JsonNode body, String objectId) {
        if (!body.isObject()) {
            return false;
        }
        if (LISTS.contains(call.name())) {
            return isPage(body);
        }
        String id = body.path("id").isTextual() ? body.path("id").textValue() : "";
        if (CREATES.contains(call.name())) {
            return !id.isBlank() && AnswerMask.plain(id).equals(id);
        }
        boolean deleted = body.path("deleted").asBoolean(false);
        boolean fits = deleted == DELETES.contains(call.name()) || GETS.contains(call.name());
        return fits && id.equals(objectId);
    }

    private static boolean isPage(JsonNode body) {
        JsonNode data = body.path("data");
        JsonNode more = body.path("has_more");
        if (!data.isArray() || !more.isBoolean() || more.asBoolean() && data.isEmpty()) {
            return false;
        }
        for (JsonNode entry : data) {
            if (!entry.path("id").isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static Reading reading(Meaning meaning, Answer answer, String code, String message) {
        return new Reading(meaning, answer.status(), code, "", message, MissingNode.getInstance(), pause(answer));
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
        return body == null || body.isBlank() ? "no details." : StripeLog.sayable(body);
    }
}
