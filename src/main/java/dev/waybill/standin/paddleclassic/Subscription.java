package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A buyer's subscription. Guarded by the {@link Seller}. */
final class Subscription {

    final long id;
    final long userId;
    final String currency;
    final Instant signedUp;
    /** All but the deleted ones, the consumed ones included. */
    final NavigableMap<Long, Modifier> modifiers = new TreeMap<>();
    final NavigableMap<Long, Payment> payments = new TreeMap<>();
    Plan plan;
    /** What one month of one unit costs, in major units. */
    BigDecimal price;
    SubscriptionState state = SubscriptionState.ACTIVE;
    /** Null when nothing is scheduled. */
    Payment upcoming;
    Payment last;
    String passthrough = "";
    /** In major units; never above zero. Paddle: what a credit exceeds a payment by lowers the next ones. */
    BigDecimal balance = BigDecimal.ZERO;
    /** True while the upcoming payment is being made. */
    boolean renewing;
    /** Null unless paused. */
    Instant pausedAt;
    LocalDate pausedFrom;

    Subscription(long id, long userId, Plan plan, String currency, Instant signedUp) {
        this.id = id;
        this.userId = userId;
        this.plan = plan;
        this.currency = currency;
        this.signedUp = signedUp;
        this.price = plan.prices().get(currency);
    }

    /** How many decimals an amount of its currency has. */
    int digits() {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    String email() {
        return "buyer" + id + "@example.com";
    }
}
