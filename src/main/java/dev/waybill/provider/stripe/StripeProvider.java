package dev.waybill.provider.stripe;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.Provider;
import dev.waybill.provider.Setting;
import java.util.List;

/** Stripe: a bill becomes an invoice of its own, see {@link InvoiceMode}; {@link StripeExpectation} says what Stripe would answer. */
public final class StripeProvider implements Provider {

    @Override
    public Step next(Delivery delivery) {
        if (delivery.verdict() != null) {
            return delivery.verdict();
        }
        try {
            return InvoiceMode.next(delivery);
        } catch (IllegalStateException notOurs) {
            return unreadable(delivery);
        }
    }

    @Override
    public Delivery absorb(Delivery delivery, Call call, Answer answer) {
        try {
            return InvoiceMode.absorb(delivery, call, answer);
        } catch (IllegalStateException notOurs) {
            return delivery.concluded(unreadable(delivery));
        }
    }

    @Override
    public Expectation expected(Delivery delivery, Call call, List<Bill> earlier) {
        return new StripeExpectation(delivery, HeldParts.of(delivery.held()), call, earlier).expectation();
    }

    @Override
    public List<Setting> settings() {
        return StripeSettings.ALL;
    }

    @Override
    public String loggable(Answer answer) {
        return StripeLog.masked(answer.body());
    }

    private static Parked unreadable(Delivery delivery) {
        return Parked.error("state-unreadable", "What is stored about the invoice of delivery " + delivery.id()
                + " cannot be read by this release.",
                "Run the release that wrote it, or one after it; nothing was sent.");
    }
}
