package dev.waybill.provider.stripe;

/**
 * One line as it should stand on the invoice.
 *
 * @param key         our name of the line, kept by Stripe as {@code gw_line}
 * @param amount      in Stripe's smallest unit of the invoice's currency; negative for a credit
 * @param start       first second of the service period, Unix time, or null when unknown
 * @param end         last second of the service period, inclusive; null exactly when {@code start} is
 * @param hash        names the content, kept by Stripe as {@code gw_hash}
 */
record WantedLine(String key, long amount, String description, Long start, Long end, String hash) {

    static WantedLine of(String key, long amount, String description, Long start, Long end) {
        String content = amount + "\n" + start + "\n" + end + "\n" + description;
        return new WantedLine(key, amount, description, start, end, ContentHash.brief(content));
    }

    WantedLine plus(long difference) {
        return of(key, amount + difference, description, start, end);
    }
}
