package dev.waybill.flow;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.DecidedBill;
import dev.waybill.delivery.DecidedBill.Outcome;
import dev.waybill.delivery.DecidedBill.Reason;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.Lane;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.StoredBill;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.delivery.Work;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.DatabaseException;
import dev.waybill.provider.Reconciler;
import dev.waybill.source.m3ter.BillRefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decide room: what follows from a bill for each integration, kept together with everything it starts. */
public final class Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

    /** Two events of one bill may be decided at once; whoever comes second reads again. More rounds than events can collide. */
    private static final int MOST_ROUNDS = 20;

    private final Configurations configurations;
    private final BillArchive archive;
    private final Ledger ledger;
    private final Reconciler reconciler;
    private final RetryPolicy retries;
    private final Measures measures;
    private final Clock clock;
    private final Dispatcher<Object> dispatcher;
    private final Holds holds;

    public Decisions(Configurations configurations, BillArchive archive, Ledger ledger, Reconciler reconciler,
                     RetryPolicy retries, Measures measures, Clock clock, Dispatcher<Object> dispatcher, Holds holds) {
        this.configurations = configurations;
        this.archive = archive;
        this.ledger = ledger;
        this.reconciler = reconciler;
        this.retries = retries;
        this.measures = measures;
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.holds = holds;
    }

    /** The bill before each integration of its organization. */
    public List<Candidate> candidates(Arrival arrival, Bill bill) {
        return configurations.integrations(arrival.event().organizationId()).stream()
                .map(integration -> Candidate.of(bill, integration)).toList();
    }

    /** A due delivery's bill before its integration, with the configuration of now. */
    public Candidate candidate(Claim claim) {
        IntegrationConfiguration integration = configurations.integration(claim.integrationId()).orElseThrow(() ->
                new IllegalStateException("integration " + claim.integrationId() + " is no longer configured"));
        return Candidate.of(claim.bill(), integration);
    }

    /** Closes an event nothing follows from. */
    public void closeWithout(Arrival arrival, Found found) {
        archive.close(arrival.event(), InboundEvent.Status.DONE, found.nothingBecause());
        measures.decided("nothing");
    }

    /** Keeps bill, decisions, new deliveries and their first calls, in one statement that also closes the event. */
    public Handover keep(Arrival arrival, Bill bill, List<DeliveryDecision> decisions) {
        InboundEvent event = arrival.event();
        boolean surelyNew = event.attempts() == 0 && event.name() != null && event.name().endsWith(".created");
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<StoredBill> known = round == 0 && surelyNew ? Optional.empty()
                    : archive.find(event.organizationId(), bill.source(), bill.id());
            DecidedBill decided = consequences(event, known, bill, decisions);
            if (ledger.decided(decided)) {
                decided.reasons().forEach(reason -> measures.decided(reason.outcome().name().toLowerCase(Locale.ROOT)));
                return handover(decided, decisions);
            }
            if (round > 0 && !archive.isOpen(event)) {
                return Handover.NOTHING;
            }
        }
        throw new IllegalStateException("bill " + bill.id() + " kept changing while event " + event.id() + " was decided");
    }

    /** All that follows from these decisions, given what is known of the bill. Nothing of it is kept yet. */
    DecidedBill consequences(InboundEvent event, Optional<StoredBill> known, Bill bill, List<DeliveryDecision> decisions) {
        return known.map(stored -> follow(event, stored, bill, decisions)).orElseGet(() -> begin(event, bill, decisions));
    }

    /** What was there already and cannot begin soon is left to be claimed when it can. */
    private Handover handover(DecidedBill decided, List<DeliveryDecision> decisions) {
        List<Object> begun = new ArrayList<>(decided.works().stream().filter(Work::hasCall).toList());
        boolean mayBegin = decisions.stream().filter(DeliveryDecision::send).allMatch(this::mayBegin);
        if (mayBegin) {
            decided.again().stream().map(archive::claim).flatMap(Optional::stream).forEach(begun::add);
        }
        List<Work> ended = decided.works().stream().filter(work -> work.status().hasEnded()).toList();
        ended.forEach(measures::ended);
        return new Handover(begun, ended);
    }

    private boolean mayBegin(DeliveryDecision decision) {
        return dispatcher.room(ProviderAccount.of(decision.integration())) > 0;
    }

    /** What becomes of a new delivery instead of its first call, when that could not be sent soon; null when it can. */
    Step instead(DeliveryDecision decision) {
        Step held = holds.instead(decision.integration());
        if (held != null) {
            return held;
        }
        ProviderAccount account = ProviderAccount.of(decision.integration());
        boolean soon = decision.customer() == null || dispatcher.admits(Lane.of(account, decision.customer()));
        return soon ? null : new Step.Later(RunStatus.WAITING, "queued", "Waits for its turn: others to the same account are before it,"
                + " or the account is paused.", null);
    }

    private DecidedBill begin(InboundEvent event, Bill bill, List<DeliveryDecision> decisions) {
        UUID billId = TimeOrderedId.at(clock.instant());
        List<Reason> reasons = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        for (DeliveryDecision decision : decisions) {
            if (bill.deleted()) {
                reasons.add(unchanged(decision, "The bill was deleted before anything of it was sent."));
                continue;
            }
            reasons.add(reason(decision));
            if (decision.send()) {
                works.add(reconciler.begin(billId, 1, decision, instead(decision)));
            }
        }
        String said = bill.deleted() ? "The bill was deleted at " + bill.source() + " before Waybill knew it. Nothing was sent of it."
                : summary(decisions, "First version of the bill.");
        return new DecidedBill(event, InboundEvent.Status.DONE, said, billId, bill, 0, 1, BillContent.hash(bill), reasons, works,
                List.of());
    }

    private DecidedBill follow(InboundEvent event, StoredBill known, Bill found, List<DeliveryDecision> decisions) {
        // a deletion stands, whatever version was stored since it was read
        Bill bill = found.deleted() && known.bill().isNewerThan(found)
                ? known.bill().asDeleted(known.bill().version(), known.bill().changedAt()) : found;
        String hash = BillContent.hash(bill);
        if (known.bill().deleted() && !bill.deleted() && !bill.isNewerThan(known.bill())) {
            return superseded(event, known, decisions, "The bill is deleted at " + bill.source() + "; version " + bill.version()
                    + " of it came too late and is not sent.");
        }
        if (known.bill().isNewerThan(bill)) {
            return superseded(event, known, decisions, "Version " + bill.version() + " came after version "
                    + known.bill().version() + " of the bill and is not sent.");
        }
        return hash.equals(known.contentHash()) && !bill.isNewerThan(known.bill()) ? repeat(event, known, bill, decisions)
                : advance(event, known, bill, hash, decisions);
    }

    private static DecidedBill superseded(InboundEvent event, StoredBill known, List<DeliveryDecision> decisions, String sentence) {
        List<Reason> reasons = decisions.stream().map(decision -> new Reason(decision.integration().id(),
                decision.integration().version(), Outcome.SUPERSEDED, "newestRevision", sentence, decision.seen())).toList();
        return new DecidedBill(event, InboundEvent.Status.SUPERSEDED, sentence, known.id(), null, known.revision(),
                known.revision(), known.contentHash(), reasons, List.of(), List.of());
    }

    /** A newer version: deliveries that exist become due, the others begin. */
    private DecidedBill advance(InboundEvent event, StoredBill known, Bill bill, String hash, List<DeliveryDecision> decisions) {
        int revision = known.revision() + 1;
        List<Reason> reasons = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        List<UUID> again = new ArrayList<>();
        for (DeliveryDecision decision : decisions) {
            Optional<StoredBill.State> state = known.deliveryTo(decision.integration().id());
            if (state.isEmpty() && bill.deleted()) {
                reasons.add(unchanged(decision, "The bill was deleted before anything of it was sent."));
                continue;
            }
            reasons.add(reason(decision));
            if (decision.send() && state.isEmpty()) {
                works.add(reconciler.begin(known.id(), revision, decision, instead(decision)));
            } else if (state.isPresent() && (decision.send() || isWaiting(state.get()))) {
                again.add(state.get().deliveryId());
            }
        }
        return new DecidedBill(event, InboundEvent.Status.DONE, summary(decisions, "Version " + bill.version() + " of the bill."),
                known.id(), bill, known.revision(), revision, hash, reasons, works, again);
    }

    /** The version that is known already: only what was never brought to an end has something to do. */
    private DecidedBill repeat(InboundEvent event, StoredBill known, Bill bill, List<DeliveryDecision> decisions) {
        List<Reason> reasons = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        List<UUID> again = new ArrayList<>();
        for (DeliveryDecision decision : decisions) {
            Optional<StoredBill.State> state = known.deliveryTo(decision.integration().id());
            if (!decision.send()) {
                reasons.add(reason(decision));
            } else if (state.isEmpty() && bill.deleted()) {
                reasons.add(unchanged(decision, "The bill was deleted before anything of it was sent."));
            } else if (state.isEmpty()) {
                reasons.add(reason(decision));
                works.add(reconciler.begin(known.id(), known.revision(), decision, instead(decision)));
            } else if (!state.get().status().hasEnded()) {
                reasons.add(unchanged(decision, "This version is on its way already."));
            } else if (state.get().status() == RunStatus.COMPLETE && heldIs(state.get(), known.revision())) {
                reasons.add(unchanged(decision, "This version was delivered already."));
            } else {
                reasons.add(reason(decision));
                again.add(state.get().deliveryId());
            }
        }
        return new DecidedBill(event, InboundEvent.Status.DONE, summary(decisions, "Version " + bill.version()
                + " of the bill, known already."), known.id(), null, known.revision(), known.revision(), known.contentHash(), reasons,
                works, again);
    }

    private static boolean heldIs(StoredBill.State state, int revision) {
        return state.heldRevision() != null && state.heldRevision() == revision;
    }

    private static boolean isWaiting(StoredBill.State state) {
        return !state.status().hasEnded() && state.status() != RunStatus.STARTED;
    }

    private static Reason reason(DeliveryDecision decision) {
        return new Reason(decision.integration().id(), decision.integration().version(),
                decision.send() ? Outcome.SEND : Outcome.HOLD, decision.rule(), decision.reason(), decision.seen());
    }

    private static Reason unchanged(DeliveryDecision decision, String sentence) {
        return new Reason(decision.integration().id(), decision.integration().version(), Outcome.UNCHANGED, "unchanged", sentence,
                decision.seen());
    }

    private static String summary(List<DeliveryDecision> decisions, String begin) {
        if (decisions.isEmpty()) {
            return begin + " No integration is configured, so it goes nowhere.";
        }
        long sent = decisions.stream().filter(DeliveryDecision::send).count();
        return begin + " " + sent + " of " + decisions.size() + " integration(s) take it.";
    }

    /** What becomes of an event whose decision failed: refused when a person must act, else put back for a later try. */
    public void failed(Arrival arrival, Exception failure) {
        try {
            settle(arrival.event(), failure);
        } catch (DatabaseException e) {
            LOG.error("Event {} was left behind and is taken up again when its lease ends: {}", arrival.event().id(), e.getMessage());
        }
    }

    private void settle(InboundEvent event, Exception failure) {
        if (failure instanceof BillRefusedException refused) {
            archive.refuse(event, refused.billId(), refused.getMessage(), refused.remedy());
            measures.decided("refused");
            LOG.warn("Event {}: bill {} cannot be used: {}", event.id(), refused.billId(), refused.getMessage());
            return;
        }
        if (failure instanceof PlatformAwayException away) {
            if (away.credentialsRefused()) {
                archive.tellOnce(event, "integration.authentication.error", away.getMessage(), "Set working credentials for this"
                        + " inbound webhook and apply them; its bills are read as soon as they work.");
            }
            putBack(event, away.getMessage(), away.pause());
            return;
        }
        Optional<String> database = DatabaseException.reasonIn(failure);
        LOG.error("Event {} could not be decided; it is tried again: {}", event.id(), database.orElseGet(failure::toString),
                database.isPresent() ? null : failure);
        putBack(event, failure.getMessage() == null ? failure.toString() : failure.getMessage(), null);
    }

    private void putBack(InboundEvent event, String reason, Duration asked) {
        Optional<Duration> pause = retries.pause(event.attempts() + 1, event.receivedAt(), clock.instant());
        if (pause.isEmpty()) {
            archive.refuse(event, event.entityId(), "Given up after " + (event.attempts() + 1) + " tries: " + reason,
                    "Mend what the message names, then let the platform send the bill again.");
            measures.decided("refused");
            return;
        }
        archive.postpone(event, asked != null && asked.compareTo(pause.get()) > 0 ? asked : pause.get(), reason);
        measures.decided("put-back");
        LOG.warn("Event {} is tried again in {} s: {}", event.id(), pause.get().toSeconds(), reason);
    }
}
