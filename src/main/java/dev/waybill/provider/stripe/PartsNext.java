package dev.waybill.provider.stripe;

import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Done;
import java.util.List;

/**
 * Names the one thing to do next for all invoices of a bill. One invoice is what {@link StripeNext} says. Several are all looked
 * at before any is written to, all written before any is finalized, and all looked at once more in between.
 */
final class PartsNext {

    private final Delivery delivery;
    private final Call unsettled;
    private final List<WantedInvoice> wanted;
    private final HeldParts held;

    /** @param wanted the invoices the bill should become; held ones beyond them are surplus */
    PartsNext(Delivery delivery, Call unsettled, List<WantedInvoice> wanted, HeldParts held) {
        this.delivery = delivery;
        this.unsettled = unsettled;
        this.wanted = wanted;
        this.held = held;
    }

    Step step() {
        if (unsettled != null) {
            return next(held.partOf(unsettled, null), unsettled, count() == 1).step();
        }
        if (count() == 1 || wanted.get(0).refusal() != null) {
            return next(0, null, true).step();
        }
        Step open = firstOpen();
        if (open != null) {
            return open;
        }
        return finalizes() ? finalizeNext() : done();
    }

    /** Whether nothing more is to be written to the part, counted from 0. */
    boolean isFinished(int index) {
        return unsettled == null && count() > 1 && !next(index, null, false).mustLook()
                && next(index, null, false).step() instanceof Done;
    }

    /** Whether every invoice is as wanted and only looking once more at all of them stands before finalizing. */
    boolean mustCheck() {
        return unsettled == null && count() > 1 && wanted.get(0).refusal() == null && !held.checked() && finalizes()
                && drafts() > 0 && firstOpen() == null;
    }

    /** What belongs on the part, counted from 0. */
    static WantedInvoice wanted(List<WantedInvoice> wanted, int index) {
        return index < wanted.size() ? wanted.get(index) : WantedInvoice.surplus(wanted.get(0), index + 1, wanted.size());
    }

    private Step firstOpen() {
        for (int i = 0; i < count(); i++) {
            if (next(i, null, false).mustLook()) {
                return next(i, null, false).step();
            }
        }
        // a bill that cannot become right any more is said to be so before anything else of it changes
        for (int i = 0; i < count(); i++) {
            Step step = next(i, null, false).isFinal() ? next(i, null, false).step() : null;
            if (step != null && !(step instanceof Done)) {
                return step;
            }
        }
        for (int i = 0; i < count(); i++) {
            Step step = next(i, null, false).step();
            if (!(step instanceof Done)) {
                return step;
            }
        }
        return null;
    }

    private boolean finalizes() {
        return StripeSettings.of(delivery.settings()).finalizeApproved() && delivery.bill().status() == BillStatus.APPROVED
                && drafts() > 0;
    }

    private long drafts() {
        return held.parts().stream().limit(wanted.size()).filter(part -> part.invoice() != null && part.invoice().draft()).count();
    }

    private Step finalizeNext() {
        for (int i = 0; i < wanted.size(); i++) {
            HeldInvoice invoice = held.part(i).invoice();
            if (invoice != null && invoice.draft()) {
                return next(i, null, true).step();
            }
        }
        throw new IllegalStateException("no draft is left to finalize");
    }

    private Done done() {
        if (wanted.size() > 1) {
            return StripeWords.delivered(wanted, held.parts(), delivery.testMode());
        }
        Done first = (Done) next(0, null, false).step();
        StringBuilder note = new StringBuilder(first.note());
        for (int i = 1; i < count(); i++) {
            if (held.part(i).invoice() != null) {
                note.append(' ').append(((Done) next(i, null, false).step()).note());
            }
        }
        return new Done(first.externalId(), first.url(), note.toString());
    }

    private int count() {
        return Math.max(wanted.size(), held.parts().size());
    }

    private StripeNext next(int index, Call open, boolean mayFinalize) {
        return new StripeNext(delivery, open, wanted(wanted, index), held.part(index), mayFinalize);
    }
}
