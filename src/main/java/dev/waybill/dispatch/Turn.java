package dev.waybill.dispatch;

import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;

/** A worker's right to work on one thing of one lane, from {@link Dispatcher#poll} until {@link Dispatcher#end}. */
public final class Turn<T> {

    private final T item;
    private Lane lane;
    /** The account's pace has counted the next call already. */
    private boolean paid = true;
    /** The breaker let the next call pass and has not heard of its end yet. */
    private boolean counted = true;
    private boolean ended;

    Turn(Lane lane, T item) {
        this.lane = lane;
        this.item = item;
    }

    /** What to work on. */
    public T item() {
        return item;
    }

    public Lane lane() {
        return lane;
    }

    public ProviderAccount account() {
        return lane.account();
    }

    void moveTo(Lane other) {
        lane = other;
    }

    boolean isPaid() {
        return paid;
    }

    void paid(boolean now) {
        paid = now;
    }

    boolean isCounted() {
        return counted;
    }

    void counted(boolean now) {
        counted = now;
    }

    /** False when it had ended before. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
