package dev.waybill.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One line of the run log.
 *
 * @param total   of the lines that left, in major units of {@code currency}
 * @param error   what is wrong, or null
 * @param remedy  what to do about it, or null
 * @param note    what else there is to say, or null
 * @param nextTry when it is tried again, or null
 */
public record RunSummary(UUID id, Instant createdAt, String organization, String integration, String destination, String billId,
                         String accountId, int revision, String currency, BigDecimal total, RunStatus status, String reasonCode,
                         String error, String remedy, String note, String externalId, String url, Instant endedAt, Instant nextTry,
                         int calls) {
}
