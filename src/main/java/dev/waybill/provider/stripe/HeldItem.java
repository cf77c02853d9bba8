package dev.waybill.provider.stripe;

/**
 * One invoice item of ours at Stripe, in mode subscription.
 *
 * @param id      Stripe's id
 * @param key     {@code gw_line}
 * @param hash    {@code gw_hash}, or null when somebody took it away
 * @param amount  in Stripe's smallest unit of the subscription's currency
 * @param invoice Stripe's id of the invoice that took it up, or null while it is pending
 */
record HeldItem(String id, String key, String hash, long amount, String invoice) {

    boolean pending() {
        return invoice == null;
    }

    boolean isSame(WantedLine line) {
        return line.hash().equals(hash) && line.amount() == amount;
    }
}
