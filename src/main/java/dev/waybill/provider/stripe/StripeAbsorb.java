package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Later;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.LookUp.Stored;
import dev.waybill.provider.stripe.StripeAnswers.Meaning;
import dev.waybill.provider.stripe.StripeAnswers.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns one answer into what is known of its invoice afterwards. */
final class StripeAbsorb {

    /**
     * @param held      what is known of the invoice
     * @param unsettled the write whose outcome is not known, or null
     * @param verdict   what ends the go, or null when it goes on
     * @param paused    true when a short pause ends it, over which a whole picture is kept
     */
    record Absorbed(StripeHolding held, Call unsettled, Step verdict, boolean paused) {
    }

    /** How often one call is sent in one go before the next try is left to the retry schedule. */
    private static final int MOST_ROUNDS = 3;
    /** How often one go may look at Stripe again; more than any honest course of events needs. */
    private static final int MOST_TURNS = 12;
    private static final int MOST_PAGES_OF_LINES = 10;
    private static final int MOST_PAGES_OF_INVOICES = 50;

    private final Delivery delivery;
    private final Call call;
    private final WantedInvoice wanted;
    private final StripeHolding held;
    private final Reading reading;
    private final StripeReader reader;

    StripeAbsorb(Delivery delivery, WantedInvoice wanted, StripeHolding held, Call call, Answer answer) {
        this.delivery = delivery;
        this.wanted = wanted;
        this.held = held;
        this.call = call;
        reading = StripeAnswers.read(call, answer, held.invoice() == null ? null : held.invoice().id());
        reader = new StripeReader(held, wanted);
    }

    /** What the answer comes to. */
    Absorbed absorbed() {
        return switch (reading.meaning()) {
            case DONE -> done();
            case UNKNOWN, STORED_FAILURE -> call.writes() ? unknown() : stop(held, delivery.unsettled(), later());
            case NOT_SENT, LOCKED, RATE_LIMIT -> delivery.unsettled() == null && !isLast()
                    ? new Absorbed(held.paused(), null, later(), true) : stop(held, delivery.unsettled(), later());
            case SAME_AGAIN -> call.writes() ? stop(held.with(doubted()), call, later())
                    : stop(held, delivery.unsettled(), later());
            case AUTH_FAILED -> stop(held, delivery.unsettled(), StripeRefusals.authFailed(reading));
            case MISSING -> missing();
            case WRONG_STATE -> wrongState();
            case REFUSED -> refused();
            case KEY_MISUSED -> keyMisused();
        };
    }

    /** After a finalized invoice nothing can be mended, so what was seen before a pause does not do for it. */
    private boolean isLast() {
        return call.name().equals(StripeCalls.FINALIZE);
    }

    private Absorbed done() {
        return switch (call.name()) {
            case StripeCalls.CREATE -> go(reader.created(call, reading.body()), null);
            case StripeCalls.GET -> looked();
            case StripeCalls.LIST_LINES -> linesListed();
            case StripeCalls.LIST_INVOICES -> invoicesListed();
            case StripeCalls.DELETE -> go(held.nextEpoch(), null);
            default -> go(reader.written(call, reading.body()), null);
        };
    }

    private Absorbed looked() {
        if (reading.body().path("deleted").asBoolean(false)) {
            return go(held.nextEpoch(), null);
        }
        if (reading.body().path("status").asText("").isEmpty()) {
            return stop(held, delivery.unsettled(), new Later(RunStatus.AWAITING_RETRY, "unreadable-answer",
                    "Stripe's answer does not tell the status of invoice " + held.invoice().id() + ".", null));
        }
        StripeHolding read = reader.looked(reading.body());
        Call open = delivery.unsettled();
        boolean draft = read.invoice().draft();
        if (open != null) {
            boolean linesTell = draft && StripeCalls.LINE_CALLS.contains(open.name());
            return linesTell ? go(read, open) : settle(read, open, tookPlace(open, read));
        }
        if (draft && held.lookUp().said() != null) {
            return stop(read, null, StripeRefusals.refusedOnDraft(held.lookUp().said(), progress(read)));
        }
        return go(read.with(read.plan().next(wanted.purpose())), null);
    }

    /** Whether the invoice shows the effect of the call, or can no longer take it. */
    private static boolean tookPlace(Call open, StripeHolding read) {
        if (open.name().equals(StripeCalls.MARK_REJECTED)) {
            return FormBody.parse(open.body()).containsValue(String.valueOf(read.invoice().rejected()));
        }
        return !read.invoice().draft();
    }

    private Absorbed linesListed() {
        Optional<List<HeldLine>> page = reader.lines(reading.body(), new StripeCalls(delivery, wanted, held).billMark());
        if (page.isEmpty()) {
            return stop(held, delivery.unsettled(), new Later(RunStatus.AWAITING_RETRY, "unreadable-answer",
                    "Stripe listed a line of invoice " + held.invoice().id() + " without an amount.", null));
        }
        List<HeldLine> lines = new ArrayList<>(held.content().lines() == null || held.lookUp().cursor() == null
                ? List.of() : held.content().lines());
        lines.addAll(page.get());
        Call open = delivery.unsettled();
        if (reading.body().path("has_more").asBoolean()) {
            return held.lookUp().pages() + 1 >= MOST_PAGES_OF_LINES
                    ? stop(held, open, StripeRefusals.tooManyListed("the invoice's lines", MOST_PAGES_OF_LINES))
                    : go(held.with(held.content().listing(lines, false)).with(held.lookUp().page(lastId())), open);
        }
        StripeHolding listed = held.with(held.content().listing(lines, true)).with(held.lookUp().firstPage());
        return open == null ? go(listed, null) : settleLines(listed, open);
    }

    /** The customer is known here: it is the right account, so the invoice is gone - or it was another key that missed it. */
    private StripeHolding afterMissing() {
        for (JsonNode invoice : reading.body().path("data")) {
            if (invoice.path("id").asText().equals(held.invoice().id())) {
                return held.with(held.invoice().asKnown()).with(held.content().stale()).turned();
            }
        }
        return held.nextEpoch();
    }

    private Absorbed settleLines(StripeHolding listed, Call open) {
        LineEffect effect = new LineEffect(open);
        boolean there = effect.isOn(listed.content().lines());
        boolean marked = there && effect.revision() != null && effect.revision().equals(listed.content().revision());
        return settle(marked ? listed.with(listed.content().marked(effect.revision())) : listed, open, there);
    }

    private Absorbed invoicesListed() {
        Call open = delivery.unsettled();
        if (open == null) {
            return go(held.invoice() != null && held.invoice().missing() ? afterMissing() : held, null);
        }
        Optional<JsonNode> ours = reader.ours(reading.body(), open);
        if (ours.isPresent()) {
            return go(reader.found(open, ours.get()), null);
        }
        if (!reading.body().path("has_more").asBoolean()) {
            return settle(held.with(held.lookUp().firstPage()), open, false);
        }
        return held.lookUp().pages() + 1 >= MOST_PAGES_OF_INVOICES
                ? stop(held, open, StripeRefusals.tooManyListed("the customer's invoices", MOST_PAGES_OF_INVOICES))
                : go(held.with(held.lookUp().page(lastId())), open);
    }

    /** The look-up is complete. Without a trace of the call it is sent again, or given up where its key can bring nothing. */
    private Absorbed settle(StripeHolding read, Call open, boolean there) {
        if (there) {
            return go(read.with(read.plan().next(wanted.purpose())).with(LookUp.NONE), null);
        }
        if (delivery.keyExpired() || read.lookUp().stored() == Stored.FAILURE_LOOK_LATER) {
            return go(open.name().equals(StripeCalls.CREATE) ? read.nextEpoch()
                    : read.with(read.plan().next(wanted.purpose())).with(LookUp.NONE).turned(), null);
        }
        return read.lookUp().stored() == Stored.FAILURE
                ? stop(read.with(read.lookUp().withStored(Stored.FAILURE_LOOK_LATER)), open, storedFailure(open))
                : go(read.with(read.lookUp().found(true)), open);
    }

    /** A write that may or may not have happened. */
    private Absorbed unknown() {
        boolean again = delivery.unsettled() != null;
        int rounds = again ? held.lookUp().rounds() + 1 : 1;
        boolean useless = reading.meaning() == Meaning.STORED_FAILURE;
        // Stripe: a 500 is kept under its key, so the same 500 again is all the key will ever bring
        boolean repeated = again && (useless || reading.status() == 500);
        Stored stored = repeated ? Stored.FAILURE_LOOK_LATER : useless ? Stored.FAILURE : Stored.NO;
        StripeHolding after = held.with(doubted()).with(held.lookUp().sentInVain(rounds, stored)).turned();
        if (repeated) {
            return stop(after, call, storedFailure(call));
        }
        return rounds >= MOST_ROUNDS ? stop(after, call, later()) : go(after, call);
    }

    /** What is known of the content while it is open whether this call changed it. */
    private HeldContent doubted() {
        HeldContent content = StripeCalls.LINE_CALLS.contains(call.name()) ? held.content().asMixed() : held.content();
        return content.stale();
    }

    private Absorbed missing() {
        return switch (call.name()) {
            case StripeCalls.GET -> go(held.with(held.invoice().asMissing()).with(LookUp.NONE), null);
            case StripeCalls.DELETE -> go(held.nextEpoch(), null);
            case StripeCalls.LIST_LINES -> go(held.with(held.content().stale()).with(held.lookUp().firstPage()).turned(),
                    delivery.unsettled());
            default -> wrongState();
        };
    }

    /** Refused for the state of the invoice: its status says what is to be done. */
    private Absorbed wrongState() {
        if (!call.writes() || call.name().equals(StripeCalls.CREATE) || call.name().equals(StripeCalls.MARK_REJECTED)) {
            return refused();
        }
        String param = reading.param().isEmpty() ? "" : " Parameter: " + reading.param() + ".";
        return go(lookAgain(reading.message() + param), null);
    }

    private Absorbed refused() {
        if (call.name().equals(StripeCalls.MARK_REJECTED)) {
            // the note was a courtesy to people looking at the invoice; the run says the same
            HeldInvoice noted = held.invoice().withRejected(wanted.revision());
            return go(held.with(noted).with(held.plan().answered()).with(LookUp.NONE), null);
        }
        if (StripeCalls.LINE_CALLS.contains(call.name()) && reading.code().equals("resource_missing")
                && reading.param().startsWith("lines")) {
            // somebody took a line off meanwhile
            return go(lookAgain(null), null);
        }
        boolean customer = reading.code().equals("resource_missing") && reading.param().equals("customer");
        boolean create = call.name().equals(StripeCalls.CREATE);
        if (customer && call.name().equals(StripeCalls.LIST_INVOICES) && delivery.unsettled() != null
                && isForAnother(delivery.unsettled())) {
            // no customer, no invoice of his: sending the create again brings the same refusal, and settles it; where he is
            // still the customer, the key may be that of another account, and the create stays to be looked up
            return settle(held.with(held.lookUp().firstPage()), delivery.unsettled(), false);
        }
        if (customer && create && isForAnother(call)) {
            return go(held.nextEpoch(), null);
        }
        Step parked = StripeRefusals.refused(reading, call, delivery.customer(), progress(held));
        if (!call.writes()) {
            return stop(held, delivery.unsettled(), parked);
        }
        // the key keeps the refusal, so the next try needs another one
        return stop(create ? held.nextEpoch() : held.with(held.plan().answered()).with(LookUp.NONE), null, parked);
    }

    /** Whether the account was mapped to another customer after this create was made. */
    private boolean isForAnother(Call create) {
        return !FormBody.parse(create.body()).getOrDefault("customer", "").equals(delivery.customer());
    }

    private StripeHolding lookAgain(String said) {
        return held.with(held.plan().answered()).with(held.content().stale()).with(LookUp.NONE.refused(said)).turned();
    }

    private Absorbed keyMisused() {
        Step parked = StripeRefusals.keyMisused(reading, call);
        if (call.name().equals(StripeCalls.CREATE)) {
            // another request made use of this key: look for its invoice before another key is taken
            return stop(held.with(held.lookUp().withStored(Stored.FAILURE_LOOK_LATER)), call, parked);
        }
        return stop(held, call.writes() ? null : delivery.unsettled(), parked);
    }

    private Absorbed go(StripeHolding after, Call unsettled) {
        return after.turns() > MOST_TURNS ? stop(after, unsettled, new Later(RunStatus.AWAITING_RETRY, "no-progress",
                "Stripe was looked at " + MOST_TURNS + " times and kept changing meanwhile.", null))
                : new Absorbed(after, unsettled, null, false);
    }

    private Absorbed stop(StripeHolding after, Call unsettled, Step verdict) {
        return new Absorbed(after.stopped(), unsettled, verdict, false);
    }

    private Later later() {
        RunStatus status = reading.meaning() == Meaning.RATE_LIMIT ? RunStatus.RATE_LIMIT_RETRY : RunStatus.AWAITING_RETRY;
        return new Later(status, StripeAnswers.word(reading), reading.message(), reading.pause());
    }

    private Later storedFailure(Call open) {
        return new Later(RunStatus.AWAITING_RETRY, "stored-failure", "Stripe keeps a failure for " + open.name()
                + " and repeats it. Before another key is used, the next try looks once more whether it happened after all.",
                null);
    }

    private String progress(StripeHolding known) {
        return new StripeWords(wanted, known, delivery.testMode()).progress();
    }

    private String lastId() {
        JsonNode data = reading.body().path("data");
        return data.path(data.size() - 1).path("id").asText();
    }
}
