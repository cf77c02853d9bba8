package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A payment of a subscription: the upcoming one, a paid one, or a one-off charge. Guarded by the {@link Seller}. */
final class Payment {

    final long id;
    final Subscription subscription;
    final LocalDate date;
    /** The name of a one-off charge, else null. */
    final String chargeName;
    /** What it billed beyond the plan; each modifier once. */
    final List<Modifier> modifiers = new ArrayList<>();
    /** In major units; null until it is paid. */
    BigDecimal amount;
    /** Null until it is paid. */
    Instant paidAt;

    Payment(long id, Subscription subscription, LocalDate date, String chargeName) {
        this.id = id;
        this.subscription = subscription;
        this.date = date;
        this.chargeName = chargeName;
    }

    boolean isPaid() {
        return paidAt != null;
    }

    boolean isOneOff() {
        return chargeName != null;
    }

    /** What the list of payments shows: of an upcoming payment the plan's price alone, as Paddle may or may not do. */
    BigDecimal shownAmount() {
        return isPaid() ? amount : subscription.price;
    }

    void pay(BigDecimal paid, Instant at) {
        amount = paid;
        paidAt = at;
    }
}
