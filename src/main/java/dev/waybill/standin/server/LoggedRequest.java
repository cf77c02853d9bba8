package dev.waybill.standin.server;

import java.time.Instant;
import java.util.List;

/**
 * One line of a stand-in's request log. Credentials are never part of it.
 *
 * @param number         counts from 1 in the order of arrival
 * @param path           as sent, without the query
 * @param idempotencyKey or null
 * @param status         what was answered; 0 when nothing was, or not yet
 * @param replayed       true when an idempotency key gave the answer
 * @param faults         the faults that struck, in JSON words
 */
public record LoggedRequest(long number, Instant at, String method, String path, String query, String body,
                            String idempotencyKey, int status, boolean replayed, List<String> faults) {

    public LoggedRequest {
        faults = List.copyOf(faults);
    }

    /** The same request with another body. */
    public LoggedRequest withBody(String body) {
        return new LoggedRequest(number, at, method, path, query, body, idempotencyKey, status, replayed, faults);
    }
}
