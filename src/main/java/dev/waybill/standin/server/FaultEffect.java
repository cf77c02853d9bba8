package dev.waybill.standin.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/**
 * What a fault does when it strikes; each kind reads the values it needs.
 *
 * @param status    of the error answer
 * @param type      the error's type, or null for the one that goes with the status
 * @param code      the error's code, or null for none
 * @param param     the parameter the error names, or null for none
 * @param message   the error's message, or null for a sentence saying that the fault was asked for
 * @param headers   further headers of the error answer: {@code Retry-After}, {@code Stripe-Rate-Limited-Reason} ...
 * @param stored    whether the idempotency key remembers the answer, or null for what goes with the status
 * @param hold      how long to wait
 * @param text      what a line must contain to be refused
 * @param fields    merged into the answer's top level
 * @param perSecond how many requests pass in a second
 */
public record FaultEffect(int status, String type, String code, String param, String message, Map<String, String> headers,
                          Boolean stored, Duration hold, String text, ObjectNode fields, int perSecond) {

    public FaultEffect {
        headers = Map.copyOf(headers);
    }

    static FaultEffect answer(int status, String code, String param, Map<String, String> headers) {
        return new FaultEffect(status, null, code, param, null, headers, null, Duration.ZERO, null, null, 0);
    }

    static FaultEffect holding(Duration hold) {
        return new FaultEffect(0, null, null, null, null, Map.of(), null, hold, null, null, 0);
    }

    static FaultEffect none() {
        return holding(Duration.ZERO);
    }

    static FaultEffect containing(String text) {
        return new FaultEffect(400, null, null, null, null, Map.of(), null, Duration.ZERO, text, null, 0);
    }

    static FaultEffect adding(ObjectNode fields) {
        return new FaultEffect(0, null, null, null, null, Map.of(), null, Duration.ZERO, null, fields, 0);
    }

    static FaultEffect passing(int perSecond, Map<String, String> headers) {
        return new FaultEffect(429, null, "rate_limit", null, null, headers, null, Duration.ZERO, null, null, perSecond);
    }

    /** The message to answer with. */
    public String messageOr(String otherwise) {
        return message == null ? otherwise : message;
    }
}
