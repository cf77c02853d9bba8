package dev.waybill.provider.stripe;

/**
 * The subscription whose next invoice is to take up the items, as it was seen in this go.
 *
 * @param currency in lower case
 * @param taxed    true when Stripe computes the tax of its invoices
 * @param items    how many lines of its own it puts on an invoice
 */
record HeldSubscription(String id, String customer, String currency, String status, boolean taxed, int items) {

    /** Stripe: it raises no further invoice, so nothing that waits for it is ever billed. */
    boolean ended() {
        return "canceled".equals(status) || "incomplete_expired".equals(status);
    }

    boolean known() {
        return switch (String.valueOf(status)) {
            case "incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid", "paused" -> true;
            default -> false;
        };
    }
}
