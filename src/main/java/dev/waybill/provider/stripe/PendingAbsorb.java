package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.LookUp.Stored;
import dev.waybill.provider.stripe.StripeAnswers.Meaning;
import dev.waybill.provider.stripe.StripeAnswers.Reading;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns one answer into what is known of our items afterwards. */
final class PendingAbsorb {

    /** How often one call is sent in one go before the next try is left to the retry schedule. */
    private static final int MOST_ROUNDS = 3;
    /** How often one go may look at Stripe again; more than any honest course of events needs. */
    private static final int MOST_TURNS = 12;
    private static final int MOST_PAGES = 50;
    /** A bill is made, and so sent, no earlier than this many days before its period or its date. */
    private static final int EARLIEST_DAYS = 40;

    private final Delivery delivery;
    private final Call call;
    private final WantedInvoice wanted;
    private final PendingHolding held;
    private final Reading reading;
    private final PendingReader reader;

    PendingAbsorb(Delivery delivery, PendingHolding held, Call call, Answer answer) {
        this.delivery = delivery;
        this.call = call;
        this.held = held.since(earliest(delivery.bill()));
        wanted = StripeLines.pending(delivery);
        reading = StripeAnswers.read(call, answer, objectOf(call.path()));
        reader = new PendingReader(new PendingCalls(delivery, wanted, held));
    }

    /** The delivery after the answer. */
    Delivery delivery() {
        return switch (reading.meaning()) {
            case DONE -> done();
            case UNKNOWN, STORED_FAILURE -> call.writes() ? unknown() : stop(held, delivery.unsettled(), later());
            case NOT_SENT, LOCKED, RATE_LIMIT -> delivery.unsettled() == null ? conclude(held.paused(), null, later())
                    : stop(held, delivery.unsettled(), later());
            case SAME_AGAIN -> stop(held, call.writes() ? call : delivery.unsettled(), later());
            case AUTH_FAILED -> stop(held, delivery.unsettled(), StripeRefusals.authFailed(reading));
            case MISSING -> missing();
            case WRONG_STATE -> wrongState();
            case REFUSED -> refused();
            case KEY_MISUSED -> stop(created() ? held.with(held.lookUp().withStored(Stored.FAILURE_LOOK_LATER)) : held,
                    created() ? call : call.writes() ? null : delivery.unsettled(), StripeRefusals.keyMisused(reading, call));
        };
    }

    private Delivery done() {
        return switch (call.name()) {
            case PendingCalls.GET_SUBSCRIPTION -> go(held.with(reader.subscription(reading.body())), null);
            case PendingCalls.GET_INVOICE -> invoiceRead();
            case PendingCalls.GET_ITEM -> settle(held, delivery.unsettled(), tookPlace());
            case PendingCalls.LIST_PENDING, PendingCalls.LIST_ITEMS -> listed();
            case PendingCalls.DELETE_ITEM -> go(held.with(held.plan().answered()).without(objectOf(call.path())), null);
            default -> written();
        };
    }

    private Delivery invoiceRead() {
        TakingInvoice invoice = reader.invoice(reading.body());
        if (invoice.status() == null) {
            return reading.body().path("deleted").asBoolean(false) ? go(held.stale(), null)
                    : unreadable("does not tell the status of invoice " + invoice.id());
        }
        return go(held.with(invoice), null);
    }

    private Delivery written() {
        Map<String, String> form = FormBody.parse(call.body());
        String mark = PendingCalls.metadata(StripeCalls.HASH);
        long amount = Long.parseLong(form.get("amount"));
        PendingHolding answered = held.with(held.plan().answered());
        if (created()) {
            HeldItem item = new HeldItem(reader.id(reading.body()), form.get(PendingCalls.metadata(StripeCalls.LINE)), form.get(mark),
                    amount, form.get("invoice"));
            return go(answered.written(item, form.get("customer"), form.getOrDefault("subscription", held.subscription())), null);
        }
        String id = objectOf(call.path());
        PendingHolding after = answered.stale();   // not one that is known: look
        for (HeldItem item : held.items()) {
            if (item.id().equals(id)) {
                after = answered.written(new HeldItem(id, item.key(), form.get(mark), amount, item.invoice()), held.customer(),
                        held.subscription());
            }
        }
        return go(after, null);
    }

    private Delivery listed() {
        Optional<PendingReader.Page> page = reader.page(reading.body(), delivery.subscription());
        if (page.isEmpty()) {
            return unreadable("lists an item without an amount");
        }
        Call open = delivery.unsettled();
        if (open != null) {
            return lookedUp(page.get(), open);
        }
        boolean pendingOnly = call.name().equals(PendingCalls.LIST_PENDING);
        PendingHolding begun = held.lookUp().cursor() == null && pendingOnly ? held.listing() : held;
        int others = pendingOnly ? page.get().others() : 0;
        if (reading.body().path("has_more").asBoolean()) {
            return held.lookUp().pages() + 1 >= MOST_PAGES
                    ? stop(held, null, StripeRefusals.tooManyListed("the customer's invoice items", MOST_PAGES))
                    : go(begun.page(page.get().ours(), others, page.get().last()), null);
        }
        PendingHolding listed = pendingOnly ? begun.pendingListed(page.get().ours(), others) : begun.allListed(page.get().ours());
        if (listed.seen() == PendingHolding.Seen.NOT_ALL_PENDING) {
            return go(listed, null);
        }
        PendingHolding planned = listed.with(listed.plan().next(PendingNext.purpose(delivery, wanted))).turned();
        // what was made for another customer or subscription is gone: from here on it is made for this one
        boolean movedOn = planned.items().isEmpty() && planned.customer() != null
                && !(planned.customer().equals(delivery.customer()) && Objects.equals(planned.subscription(), delivery.subscription()));
        return go(movedOn ? planned.forAnother() : planned, null);
    }

    /** A page of the list that is to show whether a create without an answer was done. */
    private Delivery lookedUp(PendingReader.Page page, Call open) {
        Map<String, String> form = FormBody.parse(open.body());
        Optional<HeldItem> there = page.ours().stream().filter(item -> held.items().stream().noneMatch(own -> own.id().equals(item.id())))
                .filter(item -> item.key().equals(form.get(PendingCalls.metadata(StripeCalls.LINE)))
                        && Objects.equals(item.hash(), form.get(PendingCalls.metadata(StripeCalls.HASH)))).findFirst();
        if (there.isPresent()) {
            String subscription = form.getOrDefault("subscription", held.subscription());
            return settle(held.written(there.get(), form.get("customer"), subscription), open, true);
        }
        if (!reading.body().path("has_more").asBoolean()) {
            return settle(held.with(held.lookUp().firstPage()), open, false);
        }
        return held.lookUp().pages() + 1 >= MOST_PAGES
                ? stop(held, open, StripeRefusals.tooManyListed("the customer's invoice items", MOST_PAGES))
                : go(held.with(held.lookUp().page(page.last())), open);
    }

    /** Whether the item shows the effect of the call that was to change it. */
    private boolean tookPlace() {
        if (delivery.unsettled() == null || !delivery.unsettled().name().equals(PendingCalls.UPDATE_ITEM)) {
            return reading.body().path("deleted").asBoolean(false);
        }
        Map<String, String> form = FormBody.parse(delivery.unsettled().body());
        return reading.body().path("deleted").asBoolean(false) || form.get("amount").equals(reading.body().path("amount").asText())
                && form.get(PendingCalls.metadata(StripeCalls.HASH)).equals(reading.body().path("metadata").path(StripeCalls.HASH).asText());
    }

    /** The look-up is complete. Without a trace of the call it is sent again, or given up where its key can bring nothing. */
    private Delivery settle(PendingHolding read, Call open, boolean there) {
        if (open == null) {
            return go(read.stale(), null);
        }
        if (there || delivery.keyExpired() || read.lookUp().stored() == Stored.FAILURE_LOOK_LATER) {
            return go(read.with(read.plan().next(null)).with(LookUp.NONE).stale(), null);
        }
        return read.lookUp().stored() == Stored.FAILURE
                ? stop(read.with(read.lookUp().withStored(Stored.FAILURE_LOOK_LATER)), open, storedFailure(open))
                : go(read.with(read.lookUp().found(true)), open);
    }

    /** A write that may or may not have happened. */
    private Delivery unknown() {
        boolean again = delivery.unsettled() != null;
        int rounds = again ? held.lookUp().rounds() + 1 : 1;
        boolean useless = reading.meaning() == Meaning.STORED_FAILURE;
        // Stripe: a 500 is kept under its key, so the same 500 again is all the key will ever bring
        boolean repeated = again && (useless || reading.status() == 500) && !call.idempotencyKey().isEmpty();
        Stored stored = repeated ? Stored.FAILURE_LOOK_LATER : useless ? Stored.FAILURE : Stored.NO;
        PendingHolding after = held.stale().delivered(null).with(held.lookUp().sentInVain(rounds, stored));
        if (repeated) {
            return stop(after, call, storedFailure(call));
        }
        return rounds >= MOST_ROUNDS ? stop(after, call, later()) : go(after, call);
    }

    private Delivery missing() {
        return switch (call.name()) {
            case PendingCalls.GET_SUBSCRIPTION -> stop(held, null, StripeRefusals.subscriptionUnknown(delivery.subscription(),
                    reading.message()));
            case PendingCalls.DELETE_ITEM -> go(held.with(held.plan().answered()).without(objectOf(call.path())), null);
            case PendingCalls.GET_ITEM -> settle(held, delivery.unsettled(), true);
            case PendingCalls.UPDATE_ITEM -> go(held.with(held.plan().answered()).with(LookUp.NONE).stale(), null);
            case PendingCalls.GET_INVOICE -> go(held.stale(), null);
            default -> refused();
        };
    }

    /** Refused for the state of the item or of the invoice it is on: looking again says what is to be done. */
    private Delivery wrongState() {
        if (!call.writes() || created() && !FormBody.parse(call.body()).containsKey("invoice")) {
            return refused();
        }
        return go(held.with(held.plan().answered()).stale().with(LookUp.NONE.refused(created() ? null : reading.message())), null);
    }

    private Delivery refused() {
        if (reading.code().equals("resource_missing") && reading.param().equals("starting_after") && !call.writes()) {
            return go(held.stale(), delivery.unsettled());   // the item a page was to begin after is gone
        }
        if (created() && reading.param().equals("invoice")) {
            return go(held.with(held.plan().answered()).stale().with(LookUp.NONE), null);
        }
        boolean customer = reading.code().equals("resource_missing") && reading.param().equals("customer");
        Call open = delivery.unsettled();
        if (customer && !call.writes() && open != null
                && !FormBody.parse(open.body()).getOrDefault("customer", "").equals(delivery.customer())) {
            // no customer, no item of his: sending the create again brings the same refusal, and settles it
            return settle(held.with(held.lookUp().firstPage()), open, false);
        }
        if (customer && created() && !FormBody.parse(call.body()).getOrDefault("customer", "").equals(delivery.customer())) {
            return go(held.with(held.plan().answered()).stale().with(LookUp.NONE), null);
        }
        Step parked = reading.code().equals("resource_missing") && reading.param().equals("subscription")
                ? StripeRefusals.subscriptionUnknown(delivery.subscription(), reading.message())
                : StripeRefusals.refusedItem(reading, call, customer ? customerAsked() : delivery.customer(),
                        new PendingWords(delivery, wanted, held).progress());
        // the key keeps the refusal, so the next try needs another one
        return call.writes() ? stop(held.with(held.plan().answered()).with(LookUp.NONE), null, parked) : stop(held, open, parked);
    }

    private String customerAsked() {
        String form = call.writes() ? call.body() : call.query();
        return FormBody.parse(form).getOrDefault("customer", delivery.customer());
    }

    private boolean created() {
        return call.name().equals(PendingCalls.CREATE_ITEM);
    }

    private Delivery unreadable(String what) {
        return stop(held, delivery.unsettled(), new Later(RunStatus.AWAITING_RETRY, "unreadable-answer", "Stripe's answer to "
                + call.name() + " " + what + ".", null));
    }

    private Delivery go(PendingHolding after, Call unsettled) {
        if (after.turns() > MOST_TURNS) {
            return stop(after, unsettled, new Later(RunStatus.AWAITING_RETRY, "no-progress",
                    "Stripe was looked at " + MOST_TURNS + " times and kept changing meanwhile.", null));
        }
        Step step = new PendingNext(delivery, unsettled, wanted, after).step();
        if (step instanceof Call) {
            return conclude(after, unsettled, null);
        }
        return stop(step instanceof Done ? after.delivered(wanted.nothing() == null ? wanted.revision() : null) : after, unsettled, step);
    }

    private Delivery stop(PendingHolding after, Call unsettled, Step verdict) {
        return conclude(after.stopped(), unsettled, verdict);
    }

    private Delivery conclude(PendingHolding after, Call unsettled, Step verdict) {
        Delivery known = delivery.holding(after.stored());
        if (unsettled != null) {
            known = known.unsettled(unsettled, delivery.unsettled() != null && delivery.keyExpired());
        }
        return verdict == null ? known : known.concluded(verdict);
    }

    private Later later() {
        RunStatus status = reading.meaning() == Meaning.RATE_LIMIT ? RunStatus.RATE_LIMIT_RETRY : RunStatus.AWAITING_RETRY;
        return new Later(status, StripeAnswers.word(reading), reading.message(), reading.pause());
    }

    private static Later storedFailure(Call open) {
        return new Later(RunStatus.AWAITING_RETRY, "stored-failure", "Stripe keeps a failure for " + open.name()
                + " and repeats it. Before another key is used, the next try looks once more whether it happened after all.",
                null);
    }

    /** The id at the end of a path. */
    private static String objectOf(String path) {
        return URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Unix time before which nothing of the bill was sent, or null when the bill says nothing of its time. */
    private static Long earliest(Bill bill) {
        LocalDate changed = LocalDate.ofInstant(bill.changedAt(), ZoneOffset.UTC);
        return Stream.of(changed, bill.startDate(), bill.billDate()).filter(Objects::nonNull).min(LocalDate::compareTo)
                .map(date -> Math.max(0, date.minusDays(EARLIEST_DAYS).atStartOfDay(ZoneOffset.UTC).toEpochSecond())).orElse(null);
    }
}
