package dev.waybill.standin.stripe;

import java.math.BigDecimal;
import java.util.Map;

/** An invoice item, and the invoice line it shows as once it is on an invoice. Guarded by the {@link Account}. */
final class Item {

    final String id;
    final long sequence;
    final long created;
    final Customer customer;
    final String currency;
    /** Waits for this subscription's invoice, or null. */
    final Subscription subscription;
    boolean livemode;
    /** In minor units. */
    long amount;
    /** In minor units, may have a fraction. */
    BigDecimal unitAmount;
    BigDecimal quantity;
    String description;
    boolean discountable;
    long periodStart;
    long periodEnd;
    Map<String, String> metadata = Map.of();
    /** Null while it is pending. */
    Invoice invoice;
    String lineId;
    long lineSequence;

    Item(String id, long sequence, long created, Customer customer, String currency, Subscription subscription) {
        this.id = id;
        this.sequence = sequence;
        this.created = created;
        this.customer = customer;
        this.currency = currency;
        this.subscription = subscription;
    }
}
