package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.FormBody;
import java.util.List;
import java.util.Optional;

/** Compares what Paddle should charge with what it is known to hold and to have charged, and names the one thing to do next. */
final class PaddleNext {

    private final Delivery delivery;
    private final Call unsettled;
    private final WantedCharges wanted;
    private final PaddleHolding held;
    private final PaddleWords words;

    PaddleNext(Delivery delivery, Call unsettled, WantedCharges wanted, PaddleHolding held) {
        this.delivery = delivery;
        this.unsettled = unsettled;
        this.wanted = wanted;
        this.held = held;
        words = new PaddleWords(delivery, wanted, held);
    }

    Step step() {
        if (unsettled != null) {
            return settle();
        }
        if (held.lookUp().refusal() != null) {
            return takeBack(held.lookUp().refusal());
        }
        if (wanted.refusal() != null) {
            return words.refused(wanted.refusal());
        }
        if (wanted.nothing() != null && held.modifiers().isEmpty()) {
            return words.nothingToCollect();
        }
        String place = place();
        Optional<Call> look = look(place);
        if (look.isPresent()) {
            return look.get();
        }
        Optional<HeldModifier> vanished = held.modifiers().stream().filter(HeldModifier::vanished).findFirst();
        return vanished.isPresent() ? PaddleCalls.listPayments(vanished.get()) : change(place);
    }

    /**
     * Asks after what Paddle lists no more, deletes what is not wanted, makes what is missing, then looks whether it is there. A
     * list may or may not show what was charged, so only a deletion tells: a charged modifier refuses it.
     */
    private Step change(String place) {
        ChargePlan plan = ChargePlan.of(wanted, held.modifiers(), delivery.customer());
        List<HeldModifier> stale = plan.remove().stream().filter(one -> one.subscription().equals(place)).toList();
        Optional<HeldModifier> unlisted = stale.stream().filter(one -> !one.listed()).findFirst();
        if (unlisted.isPresent()) {
            return PaddleCalls.deleteModifier(unlisted.get());
        }
        if (place.equals(delivery.customer())) {
            Optional<Step> obstacle = words.currencyChanged(plan).or(() -> plan.add().isEmpty() ? Optional.empty()
                    : words.obstacle(plan));
            if (obstacle.isPresent()) {
                return obstacle.get();
            }
        }
        if (!stale.isEmpty()) {
            return PaddleCalls.deleteModifier(stale.get(0));
        }
        if (!plan.add().isEmpty()) {
            return held.lookUp().said() == null
                    ? PaddleCalls.createModifier(delivery, plan.add().get(0), wanted.currency()) : words.notAsSent();
        }
        return held.lookUp().lacksProof() ? PaddleCalls.listModifiers(place, held.lookUp().cursor()) : words.delivered(plan);
    }

    /** Of a bill in several modifiers of which one was refused nothing stays: a renewal would charge a part of it. */
    private Step takeBack(Step.Parked refusal) {
        return held.modifiers().stream().filter(HeldModifier::open).findFirst().<Step>map(PaddleCalls::deleteModifier)
                .orElseGet(() -> words.takenBack(refusal));
    }

    /**
     * Finds out what became of a write without a usable answer. A creation is never sent again before the list and the
     * subscription's payments were looked at. A deletion is sent again, because only its answer tells a modifier that is gone
     * from one that was charged.
     */
    private Step settle() {
        if (unsettled.name().equals(PaddleCalls.CREATE_MODIFIER)) {
            String place = FormBody.parse(unsettled.body()).getOrDefault(PaddleCalls.SUBSCRIPTION, "");
            LookUp seen = held.lookUp().at(place);
            return seen.listed() ? PaddleCalls.readSubscription(place, seen.deletedAsked())
                    : PaddleCalls.listModifiers(place, seen.cursor());
        }
        long id = Long.parseLong(FormBody.parse(unsettled.body()).getOrDefault(PaddleCalls.MODIFIER, "0"));
        String place = held.modifiers().stream().filter(one -> one.is(id)).map(HeldModifier::subscription).findFirst()
                .orElse(delivery.customer());
        LookUp seen = held.lookUp().at(place);
        return seen.listed() ? unsettled : PaddleCalls.listModifiers(place, seen.cursor());
    }

    private Optional<Call> look(String place) {
        LookUp seen = held.lookUp().at(place);
        if (!seen.read()) {
            return Optional.of(PaddleCalls.readSubscription(place, seen.deletedAsked()));
        }
        return seen.listed() ? Optional.empty() : Optional.of(PaddleCalls.listModifiers(place, seen.cursor()));
    }

    /** The subscription to work on: one that the account is no longer mapped to comes first while a modifier stands there. */
    private String place() {
        return held.modifiers().stream().filter(HeldModifier::open).map(HeldModifier::subscription)
                .filter(subscription -> !subscription.equals(delivery.customer())).findFirst().orElse(delivery.customer());
    }
}
