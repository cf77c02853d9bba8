package dev.waybill.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that was due and is now leased to this worker, as it was found.
 *
 * @param billId         our id of the bill
 * @param bill           its newest version, with all its lines
 * @param revision       our count of that version
 * @param openRun        the run that was begun and has not ended, or null
 * @param calls          calls of that run so far
 * @param unsettled      a write whose outcome is unknown, or null
 * @param unsettledSince when it was first sent, or null
 * @param lane           the key of its lane when it was last stored, or null
 * @param unanswered     the last call of the open run when no answer to it was stored (its worker stopped), or null
 * @param unansweredAt   when that call was prepared, or null
 */
public record Claim(UUID deliveryId, UUID organizationId, UUID integrationId, UUID billId, Bill bill, int revision, long fence,
                    long leaseEnds, ObjectNode held, Run openRun, int calls, Call unsettled, Instant unsettledSince,
                    Call unanswered, Instant unansweredAt, int failures, Instant firstFailed, UUID lane) {

    /** By its id alone, which agrees with equals: Camel asks at every step, and the bill is much to go through. */
    @Override
    public int hashCode() {
        return deliveryId.hashCode();
    }
}
