package dev.waybill.provider.stripe;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.stripe.StripeAbsorb.Absorbed;
import java.util.List;
import java.util.Set;

/**
 * Stripe Invoicing: one draft invoice per bill, kept equal to the bill until it is final; several where it is split.
 * {@link PartsNext} names what to do next, {@link StripeAbsorb} what an answer means, {@link StripeLines} what a bill looks like
 * at Stripe.
 */
final class InvoiceMode {

    /** After one of these, what is known of an invoice is not what Stripe showed of it. */
    private static final Set<String> CHANGES = Set.of(StripeCalls.CREATE, StripeCalls.ADD_LINES, StripeCalls.UPDATE_LINES,
            StripeCalls.REMOVE_LINES, StripeCalls.UPDATE, StripeCalls.DELETE);

    private InvoiceMode() {
    }

    static Step next(Delivery delivery) {
        return new PartsNext(delivery, delivery.unsettled(), StripeLines.parts(delivery), HeldParts.of(delivery.held())).step();
    }

    static Delivery absorb(Delivery delivery, Call call, Answer answer) {
        HeldParts held = HeldParts.of(delivery.held());
        List<WantedInvoice> wanted = StripeLines.parts(delivery);
        int at = held.partOf(call, delivery.unsettled());
        Absorbed absorbed = new StripeAbsorb(delivery, PartsNext.wanted(wanted, at), held.part(at), call, answer).absorbed();
        HeldParts after = held.with(at, absorbed.held(), CHANGES.contains(call.name()));
        if (absorbed.verdict() != null) {
            return concluded(delivery, absorbed.paused() ? after.paused() : after.stopped(), absorbed.unsettled(), absorbed.verdict());
        }
        PartsNext next = new PartsNext(delivery, absorbed.unsettled(), wanted, after);
        if (next.isFinished(at)) {
            after = after.finished(at);
        }
        if (next.mustCheck()) {
            after = after.unchecked();
        }
        Step step = new PartsNext(delivery, absorbed.unsettled(), wanted, after).step();
        return step instanceof Call ? concluded(delivery, after, absorbed.unsettled(), null)
                : concluded(delivery, after.stopped(), absorbed.unsettled(), step);
    }

    private static Delivery concluded(Delivery delivery, HeldParts after, Call unsettled, Step verdict) {
        Delivery known = delivery.holding(after.stored());
        if (unsettled != null) {
            known = known.unsettled(unsettled, delivery.unsettled() != null && delivery.keyExpired());
        }
        return verdict == null ? known : known.concluded(verdict);
    }
}
