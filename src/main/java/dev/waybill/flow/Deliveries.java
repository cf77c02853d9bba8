package dev.waybill.flow;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Delivery;
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

    /** What waited no longer for a worker goes out as it was decided; after that, whether it still counts is looked up. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String TOO_LATE = "Not sent: the delivery waited for a worker until its lease was too old for a call.";
    private static final String ASKED_AGAIN = "Not sent: the bill or its integration changed while the delivery waited for a worker;"
            + " the rules are asked again.";

    private final Reconciler reconciler;
    private final Ledger ledger;
    private final BillArchive archive;
    private final Configurations configurations;
    private final Measures measures;
    private final Duration lease;
    private final Duration longestCall;

    /**
     * @param lease       how long a stored state keeps other workers away
     * @param longestCall connecting and waiting for an answer together; a call that could outlast the lease is not begun
     */
    public Deliveries(Reconciler reconciler, Ledger ledger, BillArchive archive, Configurations configurations, Measures measures,
                      Duration lease, Duration longestCall) {
        this.reconciler = reconciler;
        this.ledger = ledger;
        this.archive = archive;
        this.configurations = configurations;
        this.measures = measures;
        this.lease = lease;
        this.longestCall = longestCall;
    }

    /**
     * A work that waited in the queue so long that its lease is nearly over is given back: whoever claims it has a new lease. So
     * is one whose bill or integration changed meanwhile: the rules are asked again before anything is sent.
     */
    public Work inTime(Work work) {
        if (!work.leaseHolds(longestCall)) {
            giveBack(work.delivery().id(), work.fence(), work.calls());
            return work.asLost();
        }
        Delivery delivery = work.delivery();
        boolean sameRules = configurations.integration(delivery.integrationId())
                .filter(integration -> integration.version() == work.run().integrationVersion()).isPresent();
        if (sameRules && isCurrent(work.storedAt(), delivery.id(), work.fence(), delivery.revision())) {
            return work.stored(work.leaseEnds(), System.nanoTime());
        }
        LOG.info("Run {} waited for a worker while its bill or its integration changed; the rules are asked again", work.run().id());
        archive.giveBack(delivery.id(), work.fence(), work.calls(), ASKED_AGAIN);
        return work.asLost();
    }

    private boolean isCurrent(long since, UUID deliveryId, long fence, int revision) {
        return System.nanoTime() - since < FRESH.toNanos() || archive.isCurrent(deliveryId, fence, revision);
    }

    /** Goes on with a delivery that was due, and stores its next step. Null when it is left, or given back, to whoever claims it next. */
    public Work resume(Claim claim, DeliveryDecision decision) {
        if (System.nanoTime() > claim.leaseEnds() - longestCall.toNanos()) {
            giveBack(claim.deliveryId(), claim.fence(), 0);
            return null;
        }
        if (!isCurrent(claim.leaseEnds() - lease.toNanos(), claim.deliveryId(), claim.fence(), claim.revision())) {
            LOG.info("Delivery {} waited for a worker while its bill changed; it is claimed again", claim.deliveryId());
            archive.giveBack(claim.deliveryId(), claim.fence(), 0, ASKED_AGAIN);
            return null;
        }
        Work after = reconciler.resume(claim, decision);
        boolean runGoesOn = claim.openRun() != null && claim.unanswered() != null;
        return store(runGoesOn ? claim.unanswered() : null, claim.calls(),
                Answer.unknown("The worker that sent it stopped before an answer was stored."), after);
    }

    private void giveBack(UUID deliveryId, long fence, int call) {
        LOG.debug("Delivery {} waited too long for a worker and is due again", deliveryId);
        archive.giveBack(deliveryId, fence, call, TOO_LATE);
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
        Work stored = after.stored(begun + lease.toNanos(), System.nanoTime());
        if (stored.hasCall() && !stored.leaseHolds(longestCall)) {
            LOG.warn("Run {}: storing its next call took most of the lease; the call is left to whoever claims it next",
                    after.run().id());
            return stored.asLost();
        }
        return stored;
    }

    private static String capped(String text) {
        if (text == null || text.length() <= LONGEST_LOG) {
            return text;
        }
        return text.substring(0, LONGEST_LOG) + "… (" + (text.length() - LONGEST_LOG) + " more characters)";
    }
}
