package dev.waybill.provider.stripe;

/**
 * The invoice we made for a bill.
 *
 * @param id       Stripe's id
 * @param customer Stripe's id of who is to pay; cannot be changed
 * @param currency as Stripe writes it, in lower case; cannot be changed
 * @param header   fingerprint of the {@link InvoiceHeader} that was last written
 * @param status   draft, open, paid, uncollectible or void, as last seen; {@link #MISSING} once Stripe did not find it
 * @param total    with tax, in Stripe's smallest unit, as last seen, or null
 * @param rejected {@code gw_rejected_rev}: the revision that came too late and is noted on the invoice, or null
 */
record HeldInvoice(String id, String customer, String currency, String header, String status, Long total, String rejected) {

    private static final String MISSING = "missing";

    /** Stripe does not find it: somebody deleted it, or the API key is that of another account. */
    HeldInvoice asMissing() {
        return seen(MISSING, null);
    }

    /** To be asked for again: that it was missing holds for the moment only. */
    HeldInvoice asKnown() {
        return missing() ? seen("draft", null) : this;
    }

    boolean missing() {
        return MISSING.equals(status);
    }

    boolean draft() {
        return "draft".equals(status);
    }

    HeldInvoice seen(String status, Long total) {
        return new HeldInvoice(id, customer, currency, header, status == null ? this.status : status,
                total == null ? this.total : total, rejected);
    }

    HeldInvoice withHeader(String header) {
        return new HeldInvoice(id, customer, currency, header, status, total, rejected);
    }

    HeldInvoice withRejected(String rejected) {
        return new HeldInvoice(id, customer, currency, header, status, total, rejected);
    }
}
