package dev.waybill.flow;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.Work;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.provider.Reconciler;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deliver room: what was answered and what comes next is stored before the next call is sent. */
public final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** Longest body kept in the run log, in characters. */
    private static final int LONGEST_LOG = 16_384;

    private final Reconciler reconciler;
    private final Ledger ledger;
    private final BillArchive archive;
    private final Measures measures;
    private final Duration lease;
    private final Duration longestCall;

    /**
     * @param lease       how long a stored state keeps other workers away
     * @param longestCall connecting and waiting for an answer together; a call that could outlast the lease is not begun
     */
    public Deliveries(Reconciler reconciler, Ledger ledger, BillArchive archive, Measures measures, Duration lease,
                      Duration longestCall) {
        this.reconciler = reconciler;
        this.ledger = ledger;
        this.archive = archive;
        this.measures = measures;
        this.lease = lease;
        this.longestCall = longestCall;
    }

    /** A work that waited in the queue so long that its lease is nearly over is given back; whoever claims it has a new lease. */
    public Work inTime(Work work) {
        if (work.leaseHolds(longestCall)) {
            return work.stored(work.leaseEnds(), System.nanoTime());
        }
        giveBack(work.delivery().id(), work.fence());
        return work.asLost();
    }

    /** Goes on with a delivery that was due, and stores its next step. */
    public Work resume(Claim claim, DeliveryDecision decision) {
        if (System.nanoTime() > claim.leaseEnds() - longestCall.toNanos()) {
            giveBack(claim.deliveryId(), claim.fence());
            return null;
        }
        Work after = reconciler.resume(claim, decision);
        boolean runGoesOn = claim.openRun() != null && claim.unanswered() != null;
        return store(runGoesOn ? claim.unanswered() : null, claim.calls(),
                Answer.unknown("The worker that sent it stopped before an answer was stored."), after);
    }

    private void giveBack(UUID deliveryId, long fence) {
        LOG.debug("Delivery {} waited too long for a worker and is due again", deliveryId);
        archive.giveBack(deliveryId, fence);
    }

    /** Takes in an answer, and stores it with the next step. */
    public Work absorb(Work work, Answer answer) {
        measures.answered(work.provider(), answer, Duration.ofNanos(System.nanoTime() - work.storedAt()));
        return store(work.call(), work.calls(), answer, reconciler.absorb(work, answer));
    }

    private Work store(Call answered, int number, Answer answer, Work after) {
        String log = answered == null ? null : capped(reconciler.providerOf(after.run().destination()).loggable(answer));
        long begun = System.nanoTime();
        boolean ours = after.hasCall() ? ledger.answered(answered, number, answer, log, after)
                : ledger.finished(answered, number, answer, log, after);
        if (!ours) {
            LOG.warn("Run {}: another worker has this delivery now; nothing of this one's answer was stored", after.run().id());
            return after.asLost();
        }
        if (!after.hasCall()) {
            measures.ended(after);
        }
        return after.stored(begun + lease.toNanos(), System.nanoTime());
    }

    private static String capped(String text) {
        if (text == null || text.length() <= LONGEST_LOG) {
            return text;
        }
        return text.substring(0, LONGEST_LOG) + "… (" + (text.length() - LONGEST_LOG) + " more characters)";
    }
}
