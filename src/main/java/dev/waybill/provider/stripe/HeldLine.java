package dev.waybill.provider.stripe;

/**
 * One line that stands on the invoice at Stripe.
 *
 * @param id     Stripe's id of the line, or null when we added it and have not listed it since
 * @param key    {@code gw_line}; null for a line that somebody else put there
 * @param hash   {@code gw_hash} of a line of ours
 * @param amount in Stripe's smallest unit of the invoice's currency
 */
record HeldLine(String id, String key, String hash, long amount) {

    /** Lines of others are never touched. */
    boolean foreign() {
        return key == null;
    }
}
