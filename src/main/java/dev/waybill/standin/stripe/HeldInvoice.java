package dev.waybill.standin.stripe;

import java.util.List;
import java.util.Map;

/**
 * An invoice as the stand-in holds it at one moment. Amounts in minor units.
 *
 * @param currency lower case
 * @param dueDate  Unix seconds, or null
 * @param number   null until it is finalized
 * @param lines    oldest first
 */
public record HeldInvoice(String id, String status, String customer, String currency, String collectionMethod, Long dueDate,
                          boolean autoAdvance, String number, String description, long total, long amountDue, long amountPaid,
                          Map<String, String> metadata, List<HeldLine> lines) {

    public HeldInvoice {
        metadata = Map.copyOf(metadata);
        lines = List.copyOf(lines);
    }

    static HeldInvoice of(Invoice invoice) {
        return new HeldInvoice(invoice.id, invoice.status, invoice.customer.id, invoice.currency, invoice.collectionMethod,
                invoice.dueDate, invoice.autoAdvance, invoice.number, invoice.description, invoice.subtotal(), invoice.due(),
                invoice.amountPaid, invoice.metadata, invoice.lines.values().stream().map(HeldLine::of).toList());
    }
}
