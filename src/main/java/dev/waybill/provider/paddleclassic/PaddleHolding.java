package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What Paddle is known to hold, and to have charged, for one delivery; stored as
 * {@link dev.waybill.delivery.Delivery#held()}.
 *
 * @param known        true once Paddle was looked at for this bill, so that whatever was sent since is recorded here
 * @param subscription the subscription as last read, or null
 * @param modifiers    ours for the bill: open, charged or vanished; deleted ones are forgotten
 * @param silence      set while a modifier was sent and no answer came, else null
 * @param throttled    how often in a row Paddle asked us to slow down
 */
record PaddleHolding(boolean known, SeenSubscription subscription, List<HeldModifier> modifiers, Silence silence, int throttled,
                     LookUp lookUp) {

    static final PaddleHolding NONE = new PaddleHolding(false, null, null, null, 0, null);

    PaddleHolding {
        modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
        lookUp = lookUp == null ? LookUp.NONE : lookUp;
    }

    /**
     * Reads what {@link #stored()} wrote; an empty object is {@link #NONE}.
     *
     * @throws IllegalStateException when the object is not one of ours
     */
    static PaddleHolding of(ObjectNode held) {
        return held.isEmpty() ? NONE : Json.read(held, PaddleHolding.class);
    }

    ObjectNode stored() {
        return equals(NONE) ? Json.MAPPER.createObjectNode() : Json.MAPPER.valueToTree(this);
    }

    PaddleHolding asKnown() {
        return new PaddleHolding(true, subscription, modifiers, silence, throttled, lookUp);
    }

    PaddleHolding with(SeenSubscription subscription) {
        return new PaddleHolding(known, subscription, modifiers, silence, throttled, lookUp);
    }

    PaddleHolding with(List<HeldModifier> modifiers) {
        return new PaddleHolding(known, subscription, modifiers, silence, throttled, lookUp);
    }

    PaddleHolding with(Silence silence) {
        return new PaddleHolding(known, subscription, modifiers, silence, throttled, lookUp);
    }

    PaddleHolding with(LookUp lookUp) {
        return new PaddleHolding(known, subscription, modifiers, silence, throttled, lookUp);
    }

    PaddleHolding plus(HeldModifier modifier) {
        List<HeldModifier> all = new ArrayList<>(modifiers);
        all.add(modifier);
        return with(all);
    }

    /** With another in the place of one modifier. */
    PaddleHolding replacing(HeldModifier one, HeldModifier other) {
        return with(modifiers.stream().map(held -> held == one ? other : held).toList());
    }

    PaddleHolding without(HeldModifier one) {
        return with(modifiers.stream().filter(held -> held != one).toList());
    }

    /** Nothing that was sent is without its outcome any more. */
    PaddleHolding settled() {
        return new PaddleHolding(known, subscription, modifiers, null, throttled, lookUp);
    }

    PaddleHolding throttled(int times) {
        return new PaddleHolding(known, subscription, modifiers, silence, times, lookUp);
    }

    /** As kept between two goes: whatever a person or a renewal may change meanwhile is to be asked for again. */
    PaddleHolding stopped() {
        return with(modifiers.stream().map(held -> held.listed(false)).toList()).with(LookUp.NONE);
    }
}
