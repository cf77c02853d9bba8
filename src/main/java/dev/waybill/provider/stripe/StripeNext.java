package dev.waybill.provider.stripe;

import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.HeldContent.Seen;
import java.util.Locale;
import java.util.Map;

/** Compares what an invoice should hold with what it is known to hold, and names the one thing to do next. */
final class StripeNext {

    private final Delivery delivery;
    private final Call unsettled;
    private final boolean mayFinalize;
    private final WantedInvoice wanted;
    private final StripeHolding held;
    private final StripeSettings settings;
    private final StripeCalls calls;
    private final StripeWords words;

    /** @param mayFinalize false while the other invoices of a bill are not known to be right */
    StripeNext(Delivery delivery, Call unsettled, WantedInvoice wanted, StripeHolding held, boolean mayFinalize) {
        this.delivery = delivery;
        this.unsettled = unsettled;
        this.mayFinalize = mayFinalize;
        this.wanted = wanted;
        this.held = held;
        settings = StripeSettings.of(delivery.settings());
        calls = new StripeCalls(delivery, wanted, held);
        words = new StripeWords(wanted, held, delivery.testMode());
    }

    Step step() {
        if (unsettled != null) {
            return settle();
        }
        if (wanted.refusal() != null) {
            return words.refused(wanted.refusal());
        }
        if (held.invoice() == null) {
            return wanted.nothing() == null ? calls.create() : words.nothingToCollect();
        }
        if (held.invoice().missing()) {
            return calls.listInvoices(delivery.customer());
        }
        if (mustLook()) {
            return calls.get();
        }
        return held.invoice().draft() ? draft() : finished();
    }

    /** Whether there is an invoice, and it was not looked at for what is wanted now. */
    boolean mustLook() {
        return held.invoice() != null && (held.invoice().missing() || held.content().seen() == Seen.NOTHING
                || !wanted.purpose().equals(held.plan().purpose()));
    }

    /** Whether the invoice can no longer change. */
    boolean isFinal() {
        return held.invoice() != null && !held.invoice().missing() && !held.invoice().draft();
    }

    /** Finds out what became of a call without a usable answer; sends it again, byte for byte, when there is no trace of it. */
    private Step settle() {
        if (held.lookUp().absent() && !delivery.keyExpired()) {
            return unsettled;
        }
        if (unsettled.name().equals(StripeCalls.CREATE)) {
            Map<String, String> sent = FormBody.parse(unsettled.body());
            return calls.listInvoices(sent.getOrDefault("customer", ""));
        }
        if (held.invoice() == null) {
            return unsettled;
        }
        return held.content().seen() == Seen.INVOICE && StripeCalls.LINE_CALLS.contains(unsettled.name())
                ? calls.listLines() : calls.get();
    }

    private Step draft() {
        if (held.content().seen() == Seen.INVOICE) {
            return isComplete() ? delivered() : calls.listLines();
        }
        boolean replaced = wanted.nothing() == null && isForAnother();
        if (held.content().foreignLines() == 0 && (wanted.nothing() != null || replaced)) {
            return calls.delete();
        }
        if (replaced) {
            return words.othersOnDraft();
        }
        if (held.content().foreignLines() + wanted.lines().size() > StripeLines.MOST_LINES) {
            return words.tooManyWithOthers();
        }
        LineChanges changes = LineChanges.between(held.content().lines(), wanted.lines());
        if (!changes.none()) {
            return changes.lackIds() ? calls.get() : calls.change(changes);
        }
        return wanted.nothing() == null ? linesAreRight() : words.othersRemain();
    }

    private Step linesAreRight() {
        if (!hasHeader() || !held.content().holds(wanted.revision())) {
            return calls.updateHeader();
        }
        long expected = wanted.total() + held.content().foreignAmount();
        boolean assumed = held.content().seen() == Seen.ASSUMED;
        Long subtotal = held.content().subtotal();
        if (assumed && (subtotal == null || subtotal != expected)) {
            return calls.get();   // somebody else's line, or one of ours that is not there: look
        }
        return subtotal == null || subtotal == expected ? delivered() : words.totalDiffers(expected, subtotal);
    }

    private Step delivered() {
        boolean approved = delivery.bill().status() == BillStatus.APPROVED;
        return mayFinalize && settings.finalizeApproved() && approved ? calls.finalizeInvoice(settings.autoAdvance())
                : words.delivered(settings.finalizeApproved());
    }

    /** A final invoice: equal content is a delivered bill, anything else is for a person. */
    private Step finished() {
        String status = String.valueOf(held.invoice().status());
        switch (status) {
            case "open", "paid", "uncollectible", "void":
                break;
            default:
                return words.unknownStatus();
        }
        if (wanted.nothing() == null && held.content().holds(wanted.revision())) {
            return words.delivered(settings.finalizeApproved());
        }
        if (wanted.nothing() != null && status.equals("void")) {
            return words.voidAndNothing();
        }
        return wanted.revision().equals(held.invoice().rejected()) ? words.alreadyFinal() : calls.markRejected();
    }

    /** Nothing to write and nothing to list: marks, header and sum are as wanted. */
    private boolean isComplete() {
        Long subtotal = held.content().subtotal();
        return wanted.nothing() == null && !isForAnother() && hasHeader() && held.content().holds(wanted.revision())
                && subtotal != null && subtotal == wanted.total();
    }

    private boolean hasHeader() {
        return wanted.header().fingerprint().equals(held.invoice().header());
    }

    /** Stripe: neither customer nor currency of an invoice can change. */
    private boolean isForAnother() {
        return !delivery.customer().equals(held.invoice().customer())
                || !wanted.currency().code().toLowerCase(Locale.ROOT).equals(held.invoice().currency());
    }
}
