package dev.waybill.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.Run;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.delivery.Work;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The loop around a {@link Provider}: what follows from a decision, from an answer, or from finding a delivery that somebody
 * else left off. It decides nothing about money and does no I/O; the ledger stores what it returns.
 */
public final class Reconciler {

    /** More calls in one go than any bill needs: a provider that never comes to an end is stopped here instead of running forever. */
    static final int MOST_CALLS = 2_000;

    /** Stripe: keys live at least 24 hours; an hour is left for clocks and queues. */
    private static final Duration KEY_LIFE = Duration.ofHours(23);

    private final Map<String, Provider> providers;
    private final RetryPolicy retries;
    private final Clock clock;
    private final Duration lease;

    /** @param providers by the name in {@link Destination#provider()} */
    public Reconciler(Map<String, Provider> providers, RetryPolicy retries, Clock clock, Duration lease) {
        this.providers = Map.copyOf(providers);
        this.retries = retries;
        this.clock = clock;
        this.lease = lease;
    }

    public Provider providerOf(Destination destination) {
        return providers.get(destination.provider());
    }

    /**
     * A delivery that has never been tried: leased to the caller, with its first step.
     *
     * @param instead what happens when the first step is a call, or null to make it: it waits, or is parked
     */
    public Work begin(UUID billId, int revision, DeliveryDecision decision, Step instead) {
        IntegrationConfiguration integration = decision.integration();
        Instant now = clock.instant();
        Run run = Run.beginning(now, integration.organizationId(), integration.id(), integration.version(), billId,
                integration.destination());
        Delivery delivery = delivery(TimeOrderedId.at(now), revision, decision, Json.MAPPER.createObjectNode());
        Work first = next(new Work(delivery, 1, leaseEnds(), run, true, null, 0, 0, null, null, false, System.nanoTime(),
                lane(integration, delivery.id(), decision), 0));
        return instead == null || !first.hasCall() ? first : unsent(first, false, instead);
    }

    /** Where a delivery goes under a decision. */
    public Lane lane(UUID deliveryId, DeliveryDecision decision) {
        return lane(decision.integration(), deliveryId, decision);
    }

    /**
     * A delivery that was due: a new revision, a retry, or one whose worker stopped between two calls.
     *
     * @param instead what happens when the next step is a call, or null to make it
     */
    public Work resume(Claim claim, DeliveryDecision decision, Step instead) {
        IntegrationConfiguration integration = decision.integration();
        Instant now = clock.instant();
        boolean begins = claim.openRun() == null;
        Run run = begins ? Run.beginning(now, integration.organizationId(), integration.id(), integration.version(),
                claim.billId(), integration.destination()) : claim.openRun().under(integration.version());
        Delivery delivery = delivery(claim.deliveryId(), claim.revision(), decision, claim.held());
        if (claim.unsettled() != null) {
            delivery = delivery.unsettled(claim.unsettled(), isOld(claim.unsettledSince(), now));
        }
        Work work = new Work(delivery, claim.fence(), claim.leaseEnds(), run, begins, null, begins ? 0 : claim.calls(),
                claim.failures(), claim.firstFailed(), null, false, System.nanoTime(), lane(claim.deliveryId(), decision),
                begins ? 0 : claim.calls());
        if (claim.unanswered() != null && claim.unanswered().writes()) {
            // before anything else: what may have been done is never forgotten; a question is simply asked again
            delivery = providerOf(run.destination()).absorb(delivery, claim.unanswered(),
                    Answer.unknown("the worker that sent it stopped before an answer was stored"));
            if (delivery.unsettled() != null && isOld(claim.unansweredAt(), now)) {
                delivery = delivery.unsettled(delivery.unsettled(), true);
            }
            work = with(work, delivery);
        }
        if (!decision.send()) {
            return with(work, new Step.Parked(RunStatus.DISABLED, decision.rule(), decision.reason(),
                    "Nothing, if that is right. Otherwise change the integration: the bill is looked at again when it changes."));
        }
        Work next = next(work);
        return instead == null || !next.hasCall() ? next : unsent(next, false, instead);
    }

    /**
     * The work when its call is not sent after all: it waits, or is parked. What a provider remembers of a call that never left is
     * the same as when no connection was made.
     *
     * @param stored whether the call is in the log already, where it keeps its number
     */
    public Work unsent(Work work, boolean stored, Step instead) {
        Delivery kept = providerOf(work.run().destination()).absorb(work.delivery(), work.call(),
                Answer.notSent("it was not sent"));
        int calls = stored ? work.calls() : work.calls() - 1;
        Duration pause = instead instanceof Step.Later later ? later.pause() : null;
        return new Work(kept, work.fence(), work.leaseEnds(), work.run(), work.runIsNew(), instead, calls, work.failures(),
                work.firstFailed(), pause, work.lost(), work.storedAt(), work.lane(), work.callsBefore());
    }

    /** The work after an answer to its call. */
    public Work absorb(Work work, Answer answer) {
        Provider provider = providerOf(work.run().destination());
        return next(with(work, provider.absorb(work.delivery(), work.call(), answer)));
    }

    private Work next(Work work) {
        Delivery delivery = work.delivery();
        if (delivery.customer() == null) {
            return with(work, missingMapping(work));
        }
        Step step = providerOf(work.run().destination()).next(delivery);
        if (step instanceof Call && work.calls() - work.callsBefore() >= MOST_CALLS) {
            step = Step.Parked.error("too-many-calls", "After " + MOST_CALLS + " calls the provider still does not hold what is"
                    + " wanted.", "This is a fault of Waybill: please report it with the calls of this run. Trying"
                    + " again (`./waybill runs RUN --retry`) looks at what the provider holds first.");
        }
        if (step instanceof Step.Later later) {
            return later(work, later);
        }
        return with(work, step);
    }

    private Work later(Work work, Step.Later later) {
        Instant now = clock.instant();
        if (later.status() == RunStatus.RATE_LIMIT_RETRY) {
            Duration pause = later.pause() == null ? retries.pauseWhenThrottled() : retries.pauseAsAsked(later.pause());
            return waiting(work, later, work.failures(), work.firstFailed(), pause);
        }
        int failures = work.failures() + 1;
        Instant firstFailed = work.firstFailed() == null ? now : work.firstFailed();
        Optional<Duration> scheduled = retries.pause(failures, firstFailed, now);
        if (scheduled.isEmpty()) {
            return with(waiting(work, later, failures, firstFailed, null), new Step.Parked(RunStatus.TIMEOUT_LIMIT_EXCEEDED,
                    later.code(), "Given up after " + failures + " tries over " + Duration.between(firstFailed, now).toDays()
                    + " days. The last one: " + later.reason(), "Mend what the message names, then try again: `./waybill runs"
                    + " RUN --retry`. What the provider holds is looked up first, so nothing is sent twice."));
        }
        Duration pause = later.pause() != null && later.pause().compareTo(scheduled.get()) > 0
                ? retries.pauseAsAsked(later.pause()) : scheduled.get();
        return waiting(work, later, failures, firstFailed, pause);
    }

    private static Step missingMapping(Work work) {
        Delivery delivery = work.delivery();
        Destination destination = work.run().destination();
        String system = destination.externalSystem();
        return Step.Parked.error("missing-account-mapping", "Account " + delivery.bill().accountId() + " has no ExternalMapping for "
                + system + ".", "Add one (m3terEntity Account, externalSystem " + system + ", externalTable " + destination.externalTable()
                + ")" + (destination.isMappedAlways() ? "." : ", or switch useExternalMappingAccountCode off.")
                + " The bill waits and is sent once the mapping exists.");
    }

    private static Delivery delivery(UUID id, int revision, DeliveryDecision decision, ObjectNode held) {
        IntegrationConfiguration integration = decision.integration();
        return new Delivery(id, integration.id(), decision.bill(), revision,
                decision.bill().source() + "/" + integration.organizationId(), decision.customer(),
                integration.destination().isTestMode(), integration.settings(), held, null, false, null, decision.subscription());
    }

    private static Lane lane(IntegrationConfiguration integration, UUID deliveryId, DeliveryDecision decision) {
        ProviderAccount account = ProviderAccount.of(integration);
        return decision.customer() == null ? Lane.ofItsOwn(account, deliveryId) : Lane.of(account, decision.customer());
    }

    private static boolean isOld(Instant since, Instant now) {
        return since != null && since.plus(KEY_LIFE).isBefore(now);
    }

    private long leaseEnds() {
        return System.nanoTime() + lease.toNanos();
    }

    private static Work with(Work work, Delivery delivery) {
        return new Work(delivery, work.fence(), work.leaseEnds(), work.run(), work.runIsNew(), work.step(), work.calls(),
                work.failures(), work.firstFailed(), work.pause(), work.lost(), work.storedAt(), work.lane(), work.callsBefore());
    }

    private static Work with(Work work, Step step) {
        int calls = step instanceof Call ? work.calls() + 1 : work.calls();
        return new Work(work.delivery(), work.fence(), work.leaseEnds(), work.run(), work.runIsNew(), step, calls,
                work.failures(), work.firstFailed(), null, work.lost(), work.storedAt(), work.lane(), work.callsBefore());
    }

    private static Work waiting(Work work, Step.Later later, int failures, Instant firstFailed, Duration pause) {
        return new Work(work.delivery(), work.fence(), work.leaseEnds(), work.run(), work.runIsNew(), later, work.calls(),
                failures, firstFailed, pause, work.lost(), work.storedAt(), work.lane(), work.callsBefore());
    }
}
