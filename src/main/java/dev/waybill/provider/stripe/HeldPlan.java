package dev.waybill.provider.stripe;

/**
 * The writes that follow one look at Stripe. Its number is part of every idempotency key, so that a bill which changes from A to
 * B and back never meets the stored answer of its first A.
 *
 * @param number  rises with every look
 * @param calls   writes answered so far
 * @param purpose {@link WantedInvoice#purpose()} it was made for, or null
 */
record HeldPlan(int number, int calls, String purpose) {

    static final HeldPlan NONE = new HeldPlan(0, 0, null);

    HeldPlan next(String purpose) {
        return new HeldPlan(number + 1, 0, purpose);
    }

    HeldPlan answered() {
        return new HeldPlan(number, calls + 1, purpose);
    }
}
