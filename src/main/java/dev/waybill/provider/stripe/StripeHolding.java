package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;

/**
 * What Stripe is known to hold for one delivery; stored as {@link dev.waybill.delivery.Delivery#held()}.
 *
 * @param epoch   counts the invoices made for the bill: rises when the last one is gone or its creation failed for good
 * @param invoice the present invoice, or null
 * @param turns   how often in this go we had to look again; bounds the go
 */
record StripeHolding(int epoch, HeldInvoice invoice, HeldPlan plan, HeldContent content, LookUp lookUp, int turns) {

    static final StripeHolding NONE = new StripeHolding(0, null, null, null, null, 0);

    StripeHolding {
        plan = plan == null ? HeldPlan.NONE : plan;
        content = content == null ? HeldContent.UNKNOWN : content;
        lookUp = lookUp == null ? LookUp.NONE : lookUp;
    }

    /**
     * Reads what {@link #stored()} wrote; an empty object is {@link #NONE}.
     *
     * @throws IllegalStateException when the object is not one of ours
     */
    static StripeHolding of(ObjectNode held) {
        return held.isEmpty() ? NONE : Json.read(held, StripeHolding.class);
    }

    ObjectNode stored() {
        return equals(NONE) ? Json.MAPPER.createObjectNode() : Json.MAPPER.valueToTree(this);
    }

    StripeHolding with(HeldInvoice invoice) {
        return new StripeHolding(epoch, invoice, plan, content, lookUp, turns);
    }

    StripeHolding with(HeldPlan plan) {
        return new StripeHolding(epoch, invoice, plan, content, lookUp, turns);
    }

    StripeHolding with(HeldContent content) {
        return new StripeHolding(epoch, invoice, plan, content, lookUp, turns);
    }

    StripeHolding with(LookUp lookUp) {
        return new StripeHolding(epoch, invoice, plan, content, lookUp, turns);
    }

    StripeHolding turned() {
        return new StripeHolding(epoch, invoice, plan, content, lookUp, turns + 1);
    }

    /** The invoice is gone, or was never made: the next one carries another number. */
    StripeHolding nextEpoch() {
        return new StripeHolding(epoch + 1, null, plan, HeldContent.UNKNOWN, LookUp.NONE, turns + 1);
    }

    /** As kept between two goes: whatever a person may change meanwhile is to be asked for again. */
    StripeHolding stopped() {
        return new StripeHolding(epoch, invoice == null ? null : invoice.asKnown(), plan, content.stale(), lookUp.stopped(), 0);
    }

    /** As kept over a short pause before a call that Stripe did not take: a whole picture is kept. */
    StripeHolding paused() {
        boolean whole = content.seen() == HeldContent.Seen.LISTED || content.seen() == HeldContent.Seen.ASSUMED;
        return new StripeHolding(epoch, invoice == null ? null : invoice.asKnown(), plan, whole ? content : content.stale(), lookUp.stopped(), 0);
    }
}
