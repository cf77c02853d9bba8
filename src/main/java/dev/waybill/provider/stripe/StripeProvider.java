package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Optional;

/**
 * Stripe: a bill becomes an invoice of its own, see {@link InvoiceMode}, or items that wait for the next invoice of the account's
 * subscription, see {@link SubscriptionMode}. A delivery that was begun in one mode goes on in it, whatever the setting says
 * since: so no bill is collected both ways. {@link StripeExpectation} and {@link PendingExpectation} say what Stripe would answer.
 */
public final class StripeProvider implements Provider {

    @Override
    public Step next(Delivery delivery) {
        if (delivery.verdict() != null) {
            return delivery.verdict();
        }
        try {
            return waits(delivery, delivery.unsettled()) ? SubscriptionMode.next(delivery) : InvoiceMode.next(delivery);
        } catch (IllegalStateException notOurs) {
            return unreadable(delivery);
        }
    }

    @Override
    public Delivery absorb(Delivery delivery, Call call, Answer answer) {
        try {
            return waits(delivery, call) ? SubscriptionMode.absorb(delivery, call, answer)
                    : InvoiceMode.absorb(delivery, call, answer);
        } catch (IllegalStateException notOurs) {
            return delivery.concluded(unreadable(delivery));
        }
    }

    private static boolean waits(Delivery delivery, Call call) {
        if (call != null) {
            return PendingCalls.ALL.contains(call.name());
        }
        return delivery.held().isEmpty() ? StripeSettings.of(delivery.settings()).subscription() : PendingHolding.isOne(delivery.held());
    }

    @Override
    public Expectation expected(Delivery delivery, Call call, List<Bill> earlier) {
        return waits(delivery, call) ? new PendingExpectation(delivery, PendingHolding.of(delivery.held()), call).expectation()
                : new StripeExpectation(delivery, HeldParts.of(delivery.held()), call, earlier).expectation();
    }

    @Override
    public List<Setting> settings() {
        return StripeSettings.ALL;
    }

    @Override
    public Optional<String> contradiction(ObjectNode settings) {
        return StripeSettings.contradiction(settings);
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
