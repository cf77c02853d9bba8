package dev.waybill.standin.stripe;

import java.util.Map;

/**
 * An invoice item as the stand-in holds it at one moment.
 *
 * @param id           of the line, or null while the item is pending
 * @param item         of the invoice item
 * @param invoice      null while the item is pending
 * @param subscription the one whose invoice it waits for, or null
 * @param amount       in minor units of the currency
 * @param periodStart  Unix seconds
 * @param periodEnd    Unix seconds, inclusive
 */
public record HeldLine(String id, String item, String invoice, String customer, String subscription, long amount, String currency,
                       String description, boolean discountable, long periodStart, long periodEnd, Map<String, String> metadata) {

    public HeldLine {
        metadata = Map.copyOf(metadata);
    }

    static HeldLine of(Item item) {
        return new HeldLine(item.lineId, item.id, item.invoice == null ? null : item.invoice.id, item.customer.id,
                item.subscription == null ? null : item.subscription.id(), item.amount, item.currency, item.description,
                item.discountable, item.periodStart, item.periodEnd, item.metadata);
    }
}
