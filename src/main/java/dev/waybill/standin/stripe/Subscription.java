package dev.waybill.standin.stripe;

/** A subscription as far as invoice items need one. */
record Subscription(String id, Customer customer, String currency, String status, long created) {

    /** Whether an item or invoice belongs to it; {@code of} may be null. */
    boolean isThat(Subscription of) {
        return of != null && of.id.equals(id);
    }

    /** Stripe: a subscription that has ended holds its customer to no currency. */
    boolean holdsCurrency() {
        return !status.equals("canceled") && !status.equals("incomplete_expired");
    }
}
