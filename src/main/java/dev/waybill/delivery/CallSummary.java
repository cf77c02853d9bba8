package dev.waybill.delivery;

import java.time.Instant;

/**
 * One request of a run, as kept in the log.
 *
 * @param body       as sent; never holds credentials
 * @param outcome    ANSWERED, UNKNOWN, NOT_SENT, or null when nothing is known of it yet
 * @param status     the HTTP status, or null
 * @param answer     capped, personal data masked; or null
 * @param answeredAt null until answered
 */
public record CallSummary(int number, String name, String method, String path, String query, String idempotencyKey, String body,
                          Instant preparedAt, String outcome, Integer status, String requestId, String answer, Instant answeredAt) {
}
