package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.Provider;
import dev.waybill.provider.Setting;
import java.util.List;

/**
 * Paddle Classic: one one-time modifier per bill on the customer's subscription, charged with its next payment.
 * {@link PaddleNext} names what to do next, {@link PaddleAbsorb} what an answer means, {@link PaddleCharges} what a bill comes to
 * at Paddle, {@link ChargePlan} what is missing.
 */
public final class PaddleClassicProvider implements Provider {

    @Override
    public Step next(Delivery delivery) {
        if (delivery.verdict() != null) {
            return delivery.verdict();
        }
        PaddleHolding held;
        try {
            held = PaddleHolding.of(delivery.held());
        } catch (IllegalStateException notOurs) {
            return unreadable(delivery);
        }
        if (delivery.unsettled() != null && !PaddleCalls.WRITES.contains(delivery.unsettled().name())) {
            return unreadable(delivery);   // another provider's call must not go out to Paddle
        }
        return new PaddleNext(delivery, delivery.unsettled(), PaddleCharges.of(delivery), held).step();
    }

    @Override
    public Delivery absorb(Delivery delivery, Call call, Answer answer) {
        PaddleHolding held;
        try {
            held = PaddleHolding.of(delivery.held());
        } catch (IllegalStateException notOurs) {
            return delivery.concluded(unreadable(delivery));
        }
        return new PaddleAbsorb(delivery, held, call, answer).delivery();
    }

    @Override
    public List<Setting> settings() {
        return PaddleSettings.ALL;
    }

    @Override
    public String loggable(Answer answer) {
        return PaddleLog.masked(answer.body());
    }

    private static Parked unreadable(Delivery delivery) {
        return Parked.error("state-unreadable", "What is stored about the modifiers of delivery " + delivery.id()
                + " cannot be read by this release.",
                "Run the release that wrote it, or one after it; nothing was sent.");
    }
}
