package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;

/** A flat change of the next payment, or of all to come. Guarded by the {@link Seller}. */
final class Modifier {

    final long id;
    final Subscription subscription;
    /** In major units of the subscription's currency, with three decimals. */
    final BigDecimal amount;
    final boolean recurring;
    final String description;
    /** The overdue payment that it came too late for, else null. */
    final Payment missed;
    /** How many payments have billed it. */
    int billed;

    Modifier(long id, Subscription subscription, BigDecimal amount, boolean recurring, String description, Payment missed) {
        this.id = id;
        this.subscription = subscription;
        this.amount = amount;
        this.recurring = recurring;
        this.description = description;
        this.missed = missed;
    }

    /** Billed, and never to be billed again. */
    boolean isConsumed() {
        return !recurring && billed > 0;
    }
}
