package dev.waybill.delivery;

import dev.waybill.bill.Bill;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Everything that follows from one inbound event, to be stored in one statement.
 *
 * @param event         the event it closes
 * @param eventStatus   how the event is closed
 * @param eventReason   what came of it, in one sentence
 * @param billId        our id of the bill
 * @param bill          the version to store, or null when the stored one stays
 * @param knownRevision the revision that was read before deciding, 0 when the bill was not known; the statement does nothing
 *                      when it is another by now
 * @param revision      the revision after it
 * @param contentHash   of the bill's content, whatever its version says
 * @param reasons       one per integration that was asked
 * @param works         new deliveries, with their first step
 * @param again         existing deliveries that become due now
 */
public record DecidedBill(InboundEvent event, InboundEvent.Status eventStatus, String eventReason, UUID billId, Bill bill,
                          int knownRevision, int revision, String contentHash, List<Reason> reasons, List<Work> works,
                          List<UUID> again) {

    public DecidedBill {
        reasons = List.copyOf(reasons);
        works = List.copyOf(works);
        again = List.copyOf(again);
    }

    /** One decision as it is kept. */
    public record Reason(UUID integrationId, int integrationVersion, Outcome outcome, String rule, String reason,
                         Map<String, Object> seen) {
        public Reason {
            seen = Map.copyOf(seen);
        }
    }

    /** What a decision came to. */
    public enum Outcome { SEND, HOLD, UNCHANGED, SUPERSEDED }
}
