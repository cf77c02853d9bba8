package dev.waybill.flow;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Lane;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.dispatch.Leave;
import dev.waybill.dispatch.Turn;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.provider.Reconciler;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deliver room: what was answered and what comes next is stored before the next call is sent. */
public final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** Longest body kept in the run log, in characters. */
    private static final int LONGEST_LOG = 16_384;

    /** What waited no longer for a worker goes out as it was decided; after that, whether it still counts is looked up. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final int SERVER_ERROR = 500;

    /** How soon a delivery that belongs to another lane than it was claimed for is looked at again. */
    private static final Duration ANOTHER_LANE = Duration.ofSeconds(1);

    private static final String TOO_LATE = "Not sent: the delivery waited for a worker until its lease was too old for a call.";
    private static final String ASKED_AGAIN = "Not sent: the bill or its integration changed while the delivery waited for a worker;"
            + " the rules are asked again.";

    private final Reconciler reconciler;
    private final Ledger ledger;
    private final BillArchive archive;
    private final Configurations configurations;
    private final Dispatcher<Object> dispatcher;
    private final Holds holds;
    private final Lanes lanes;
    private final Measures measures;
    private final Duration lease;
    private final Duration longestCall;

    /**
     * @param lease       how long a stored state keeps other workers away
     * @param longestCall connecting and waiting for an answer together; a call that could outlast the lease is not begun
     */
    public Deliveries(Reconciler reconciler, Ledger ledger, BillArchive archive, Configurations configurations,
                      Dispatcher<Object> dispatcher, Holds holds, Lanes lanes, Measures measures, Duration lease, Duration longestCall) {
        this.reconciler = reconciler;
        this.ledger = ledger;
        this.archive = archive;
        this.configurations = configurations;
        this.dispatcher = dispatcher;
        this.holds = holds;
        this.lanes = lanes;
        this.measures = measures;
        this.lease = lease;
        this.longestCall = longestCall;
    }

    /**
     * Begins with a delivery that was decided a moment ago. One that waited so long that its lease is nearly over is given back:
     * whoever claims it has a new lease. So is one whose bill or integration changed meanwhile: the rules are asked again before
     * anything is sent.
     */
    public Work start(Turn<Object> turn) {
        Work decided = (Work) turn.item();
        Work work = decided.stored(decided.leaseEnds(), decided.storedAt());       // with the decision
        Delivery delivery = work.delivery();
        if (!work.leaseHolds(longestCall.plus(Dispatcher.LONGEST_WAIT))) {
            giveBack(delivery.id(), work.fence(), work.calls());
            return work.asLost();
        }
        Optional<IntegrationConfiguration> integration = configurations.integration(delivery.integrationId());
        boolean sameRules = integration.filter(now -> now.version() == work.run().integrationVersion()
                && ProviderAccount.of(now).equals(turn.account())).isPresent();
        if (!sameRules || !isCurrent(work.storedAt(), delivery.id(), work.fence(), delivery.revision())) {
            LOG.info("Run {} waited for a worker while its bill or its integration changed; the rules are asked again", work.run().id());
            archive.giveBack(delivery.id(), work.fence(), work.calls(), ASKED_AGAIN);
            return work.asLost();
        }
        Step held = holds.instead(integration.get());
        Leave leave = held == null ? dispatcher.leave(turn, work.call().name()) : null;
        if (leave instanceof Leave.Go go) {
            pause(go.pause());
            return work.stored(work.leaseEnds(), System.nanoTime());
        }
        Work unsent = reconciler.unsent(work, true, held == null ? later((Leave.Later) leave) : held);
        return store(turn, work.call(), work.calls(), Answer.notSent(sentence(unsent.step())), unsent);
    }

    private boolean isCurrent(long since, UUID deliveryId, long fence, int revision) {
        return System.nanoTime() - since < FRESH.toNanos() || archive.isCurrent(deliveryId, fence, revision);
    }

    /** Goes on with a delivery that was due, and stores its next step. Null when it is left, or given back, to whoever claims it next. */
    public Work resume(Turn<Object> turn, DeliveryDecision decision) {
        Claim claim = (Claim) turn.item();
        if (System.nanoTime() > claim.leaseEnds() - longestCall.plus(Dispatcher.LONGEST_WAIT).toNanos()) {
            giveBack(claim.deliveryId(), claim.fence(), 0);
            return null;
        }
        if (!isCurrent(claim.leaseEnds() - lease.toNanos(), claim.deliveryId(), claim.fence(), claim.revision())) {
            LOG.info("Delivery {} waited for a worker while its bill changed; it is claimed again", claim.deliveryId());
            archive.giveBack(claim.deliveryId(), claim.fence(), 0, ASKED_AGAIN);
            return null;
        }
        Step held = holds.instead(decision.integration());
        Step instead = held != null || !decision.send() ? held : notHere(turn, reconciler.lane(claim.deliveryId(), decision));
        Work after = reconciler.resume(claim, decision, instead);
        boolean runGoesOn = claim.openRun() != null && claim.unanswered() != null;
        return store(turn, runGoesOn ? claim.unanswered() : null, claim.calls(),
                Answer.unknown("The worker that sent it stopped before an answer was stored."), after);
    }

    /** Whether the delivery has turned out to belong to another lane, where this worker cannot go; null when it can go on. */
    private Step notHere(Turn<Object> turn, Lane lane) {
        return dispatcher.move(turn, lane) ? null : new Step.Later(RunStatus.WAITING, "queued",
                "Waits for its turn: another delivery to the same customer is at work.", ANOTHER_LANE);
    }

    private void giveBack(UUID deliveryId, long fence, int call) {
        LOG.debug("Delivery {} waited too long for a worker and is due again", deliveryId);
        archive.giveBack(deliveryId, fence, call, TOO_LATE);
    }

    /** Takes in an answer, and stores it with the next step. */
    public Work absorb(Work work, Answer answer, Turn<Object> turn) {
        measures.answered(work.provider(), answer, Duration.ofNanos(System.nanoTime() - work.storedAt()));
        Work after = hear(turn, answer, reconciler.absorb(work, answer), work);
        return store(turn, work.call(), work.calls(), answer, after);
    }

    /** What an answer says about the account it came from. */
    private Work hear(Turn<Object> turn, Answer answer, Work after, Work before) {
        if (after.pausesLane()) {
            boolean asked = ((Step.Later) after.step()).pause() != null;
            measures.throttled(turn.account());
            return after.pausing(dispatcher.throttled(turn, asked ? after.pause() : null));
        }
        if (answer.outcome() != Answer.Outcome.ANSWERED || answer.status() >= SERVER_ERROR) {
            if (dispatcher.failed(turn)) {
                LOG.warn("{} fails for nearly every call: nothing is sent to this account until it answers again. The last failure: {}",
                        turn.account().label(), sentence(after.step()));
            }
            return after;
        }
        if (dispatcher.answered(turn)) {
            LOG.info("{} answers again: deliveries go on", turn.account().label());
        }
        if (after.status() == RunStatus.AUTH_FAILED) {
            holds.refused(before.delivery().integrationId(), before.storedAt());
        }
        return after;
    }

    /** Stores how a delivery stands, with the next call once that may go out; waits for its moment, if that is near. */
    private Work store(Turn<Object> turn, Call answered, int number, Answer answer, Work reached) {
        Work after = reached;
        Duration pause = Duration.ZERO;
        if (after.hasCall()) {
            Step held = configurations.integration(after.delivery().integrationId()).<Step>map(holds::instead).orElse(null);
            Leave leave = held == null ? dispatcher.leave(turn, after.call().name()) : null;
            if (leave instanceof Leave.Go go) {
                pause = go.pause();
            } else {
                after = reconciler.unsent(after, false, held == null ? later((Leave.Later) leave) : held);
            }
        }
        String log = answered == null ? null : capped(reconciler.providerOf(after.run().destination()).loggable(answer));
        long begun = System.nanoTime();
        boolean ours = after.hasCall() ? ledger.answered(answered, number, answer, log, after)
                : ledger.finished(answered, number, answer, log, after);
        if (after.pausesLane()) {
            lanes.takeOut(dispatcher.pause(after.lane(), after.pause()));
        }
        if (!ours) {
            LOG.warn("Run {}: another worker has this delivery now; nothing of this one's answer was stored", after.run().id());
            return after.asLost();
        }
        if (!after.hasCall()) {
            measures.ended(after);
        }
        pause(pause);
        Work stored = after.stored(begun + lease.toNanos(), System.nanoTime());
        if (stored.hasCall() && !stored.leaseHolds(longestCall)) {
            LOG.warn("Run {}: storing its next call took most of the lease; the call is left to whoever claims it next",
                    after.run().id());
            return stored.asLost();
        }
        return stored;
    }

    /** Waits in the worker's hands, never for long. */
    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Step.Later later(Leave.Later leave) {
        RunStatus status = leave.code().equals("throttled") ? RunStatus.RATE_LIMIT_RETRY : RunStatus.WAITING;
        return new Step.Later(status, leave.code(), leave.reason(), leave.pause());
    }

    private static String sentence(Step step) {
        return step instanceof Step.Later later ? later.reason() : step instanceof Step.Parked parked ? parked.reason() : "no answer";
    }

    private static String capped(String text) {
        if (text == null || text.length() <= LONGEST_LOG) {
            return text;
        }
        return text.substring(0, LONGEST_LOG) + "… (" + (text.length() - LONGEST_LOG) + " more characters)";
    }
}
