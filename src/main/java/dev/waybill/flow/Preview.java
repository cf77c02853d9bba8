package dev.waybill.flow;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.DecidedBill;
import dev.waybill.delivery.DecidedBill.Outcome;
import dev.waybill.delivery.DecidedBill.Reason;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.StoredBill;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.delivery.Work;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.PostgresDeliveries;
import dev.waybill.postgres.PostgresDeliveries.Standing;
import dev.waybill.provider.Course;
import dev.waybill.provider.DryRun;
import dev.waybill.provider.Reconciler;
import dev.waybill.source.m3ter.BillRefusedException;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.Notice;
import dev.waybill.source.m3ter.UnreadableNoticeException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Walks a bill through the rooms from receive to deliver with their own steps, and leaves out the two that leave a trace: nothing
 * is kept, and no call is sent.
 */
public final class Preview {

    private final M3terNotices notices;
    private final Bills bills;
    private final BillArchive archive;
    private final PostgresDeliveries deliveries;
    private final Function<Candidate, DeliveryDecision> rules;
    private final Decisions decisions;
    private final Reconciler reconciler;
    private final DryRun dryRun;
    private final Clock clock;

    /** @param rules the route {@code decide-integration} */
    public Preview(M3terNotices notices, Bills bills, BillArchive archive, PostgresDeliveries deliveries,
                   Function<Candidate, DeliveryDecision> rules, Decisions decisions, Reconciler reconciler, Clock clock) {
        this.notices = notices;
        this.bills = bills;
        this.archive = archive;
        this.deliveries = deliveries;
        this.rules = rules;
        this.decisions = decisions;
        this.reconciler = reconciler;
        this.dryRun = new DryRun(reconciler);
        this.clock = clock;
    }

    /**
     * What would become of a document if it came in now.
     *
     * @param document a bill of m3ter, or an event around one
     * @param asked    which integrations are looked at
     * @throws PreviewRefusedException when it holds no bill that can be used
     */
    public PreviewedBill ofDocument(UUID organizationId, byte[] document, Predicate<IntegrationConfiguration> asked) {
        try {
            Notice notice = notices.read(document);
            if (notice.kind() == Notice.Kind.IGNORED) {
                throw new PreviewRefusedException(notice.ignoredBecause());
            }
            Arrival arrival = arrival(organizationId, notice, document);
            Found found = arrival.deletion() ? bills.deleted(arrival) : bills.inWebhook(arrival);
            if (found.nothing()) {
                return PreviewedBill.nothing(found.nothingBecause());
            }
            Bill bill = found.bill();
            return previewed(arrival, bill, archive.find(organizationId, bill.source(), bill.id()), asked, true);
        } catch (UnreadableNoticeException e) {
            throw new PreviewRefusedException(e.getMessage());
        } catch (BillRefusedException e) {
            throw new PreviewRefusedException(e.getMessage() + " " + e.remedy());
        }
    }

    /** What would become of the newest version of a bill that is known, if it were delivered now; empty when it is not known. */
    public Optional<PreviewedBill> ofKnown(UUID organizationId, String billId, Predicate<IntegrationConfiguration> asked) {
        Notice none = new Notice("preview", "preview", null, Notice.Kind.BILL_CHANGED, null, billId, null);
        return archive.find(organizationId, M3terBills.SOURCE, billId).map(known ->
                previewed(arrival(organizationId, none, new byte[0]), known.bill(), Optional.of(known), asked, false));
    }

    /**
     * A bill on its way through the preview.
     *
     * @param bill    as it was given
     * @param wanted  as it would be kept, which for a version that is known is the known one
     * @param arrives true for a document that comes in, false for a bill that is known and stays as it is
     */
    private record Given(Bill bill, Bill wanted, Optional<StoredBill> known, DecidedBill consequences, boolean arrives) {

        Reason reason(UUID integrationId) {
            return consequences.reasons().stream().filter(one -> one.integrationId().equals(integrationId)).findFirst().orElseThrow();
        }

        Optional<Work> begun(UUID integrationId) {
            return consequences.works().stream().filter(work -> work.delivery().integrationId().equals(integrationId)).findFirst();
        }
    }

    private PreviewedBill previewed(Arrival arrival, Bill bill, Optional<StoredBill> known,
                                    Predicate<IntegrationConfiguration> asked, boolean arrives) {
        List<DeliveryDecision> decided = decisions.candidates(arrival, bill).stream()
                .filter(candidate -> asked.test(candidate.integration())).map(rules).toList();
        DecidedBill consequences = decisions.consequences(arrival.event(), known, bill, decided);
        Bill wanted = consequences.bill() != null ? consequences.bill() : known.map(StoredBill::bill).orElse(bill);
        Given given = new Given(bill, wanted, known, consequences, arrives);
        String sentence = arrives ? consequences.eventReason() : "Known, in revision " + consequences.revision() + ".";
        return new PreviewedBill(bill, known.map(StoredBill::revision).orElse(null), consequences.revision(), sentence,
                decided.stream().map(decision -> integration(decision, given)).toList());
    }

    private PreviewedIntegration integration(DeliveryDecision decision, Given given) {
        UUID integrationId = decision.integration().id();
        Reason reason = given.reason(integrationId);
        Optional<StoredBill.State> state = given.known().flatMap(stored -> stored.deliveryTo(integrationId));
        boolean underWay = state.isPresent() && !state.get().status().hasEnded();
        boolean goesOn = reason.outcome() != Outcome.SUPERSEDED && (decision.send() || underWay);
        Optional<Standing> standing = goesOn ? state.flatMap(one -> deliveries.look(one.deliveryId())) : Optional.empty();
        boolean atWork = standing.isPresent() && standing.get().isAtWork();
        Course course = given.begun(integrationId).map(work -> dryRun.of(work, List.of())).orElse(null);
        if (standing.isPresent() && !atWork) {
            course = resumed(standing.get().claim(), given);
        }
        boolean due = course != null && (underWay || given.arrives() && reason.outcome() == Outcome.SEND);
        return new PreviewedIntegration(decision, reason.outcome(), reason.reason(), dropped(given.bill(), decision),
                state.map(StoredBill.State::status).orElse(null), due, course, atWork);
    }

    /** As the route {@code resume-delivery} goes on with a delivery, once the wanted bill is kept. */
    private Course resumed(Claim found, Given given) {
        Claim claim = new Claim(found.deliveryId(), found.organizationId(), found.integrationId(), found.billId(), given.wanted(),
                given.consequences().revision(), found.fence(), found.leaseEnds(), found.held(), found.openRun(), found.calls(),
                found.unsettled(), found.unsettledSince(), found.unanswered(), found.unansweredAt(), found.failures(),
                found.firstFailed(), found.lane());
        Candidate candidate = decisions.candidate(claim);
        DeliveryDecision before = rules.apply(Candidate.of(found.bill(), candidate.integration()));
        DeliveryDecision now = rules.apply(candidate);
        return dryRun.of(reconciler.resume(claim, now, decisions.instead(now)), List.of(before.bill(), found.bill()));
    }

    private static List<LineItem> dropped(Bill bill, DeliveryDecision decision) {
        Set<String> kept = new HashSet<>(decision.bill().lineItems().stream().map(LineItem::key).toList());
        return bill.lineItems().stream().filter(line -> !kept.contains(line.key())).toList();
    }

    /** An event as it would be kept; no inbound webhook belongs to it. */
    private Arrival arrival(UUID organizationId, Notice notice, byte[] body) {
        UUID id = TimeOrderedId.at(clock.instant());
        return new Arrival(new InboundEvent(id, TimeOrderedId.timeOf(id), organizationId, null, notice.key(), notice.eventName(),
                notice.billId(), body, InboundEvent.Status.NEW, null, 0), null, notice);
    }
}
