package dev.waybill.provider.paddleclassic;

import java.math.BigDecimal;

/**
 * One modifier of the bill, as far as we know.
 *
 * @param id           Paddle's id, or null when an operator's word stands for it
 * @param subscription Paddle's id of the subscription it stands on
 * @param part         what it stands for, as in its tag; empty when Paddle shows it without one
 * @param amount       in major units; negative charges less
 * @param currency     ISO 4217, upper case, or null when Paddle did not tell
 * @param recurring    true when it would be charged with every renewal; ours never should
 * @param state        how far it has come
 * @param listed       true while Paddle is known to list it
 * @param condemned    true once a deletion of it, while it was listed, got no answer
 * @param paidBefore   date of the subscription's last payment when it was made or first seen, or null
 */
record HeldModifier(Long id, String subscription, String part, BigDecimal amount, String currency, boolean recurring, State state,
                    boolean listed, boolean condemned, String paidBefore) {

    enum State {
        /** Waits for the next payment, as far as we know. */
        OPEN,
        /** A payment took it in: it can be neither changed nor deleted. */
        CHARGED,
        /** Paddle has no such modifier, and we did not delete it: a payment took it in, or somebody else deleted it. */
        VANISHED
    }

    /** One that was just made. */
    static HeldModifier made(long id, String subscription, WantedModifier what, String currency, String paidBefore) {
        return new HeldModifier(id, subscription, what.part(), what.amount(), currency, false, State.OPEN, true, false,
                paidBefore);
    }

    /** An amount that counts as charged by an operator's word. */
    static HeldModifier chargedByWord(String subscription, WantedModifier what, String currency) {
        return new HeldModifier(null, subscription, what.part(), what.amount(), currency, false, State.CHARGED, false, false,
                null);
    }

    boolean open() {
        return state == State.OPEN;
    }

    boolean charged() {
        return state == State.CHARGED;
    }

    boolean vanished() {
        return state == State.VANISHED;
    }

    boolean is(Long other) {
        return id != null && id.equals(other);
    }

    HeldModifier as(State state) {
        return new HeldModifier(id, subscription, part, amount, currency, recurring, state, listed, condemned, paidBefore);
    }

    HeldModifier listed(boolean listed) {
        return new HeldModifier(id, subscription, part, amount, currency, recurring, state, listed, condemned, paidBefore);
    }

    /** A deletion got no answer: only when it was listed before can "no such modifier" mean that the deletion worked. */
    HeldModifier asCondemned() {
        return new HeldModifier(id, subscription, part, amount, currency, recurring, state, listed, condemned || listed,
                paidBefore);
    }

    /** As Paddle lists it now. */
    HeldModifier seen(HeldModifier now) {
        return new HeldModifier(id, subscription, now.part, now.amount, now.currency, now.recurring, State.OPEN, true, condemned,
                paidBefore);
    }
}
