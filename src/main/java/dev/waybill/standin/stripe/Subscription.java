package dev.waybill.standin.stripe;

/**
 * A subscription as far as invoice items need one.
 *
 * @param items        how many lines of its own it puts on each of its invoices; here they are of zero, and counted, not shown
 * @param automaticTax true when Stripe computes the tax of its invoices, which then take no negative items
 */
record Subscription(String id, Customer customer, String currency, String status, long created, int items, boolean automaticTax) {

    /** Stripe: a subscription takes twenty items. */
    static final int MOST_ITEMS = 20;

    Subscription in(String status) {
        return new Subscription(id, customer, currency, status, created, items, automaticTax);
    }

    /** Whether an item or invoice belongs to it; {@code of} may be null. */
    boolean isThat(Subscription of) {
        return of != null && of.id.equals(id);
    }

    /** Stripe: a subscription that has ended holds its customer to no currency. */
    boolean holdsCurrency() {
        return !hasEnded();
    }

    /** Stripe: it raises no further invoice. */
    boolean hasEnded() {
        return status.equals("canceled") || status.equals("incomplete_expired");
    }
}
