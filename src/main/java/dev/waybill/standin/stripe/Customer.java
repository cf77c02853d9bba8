package dev.waybill.standin.stripe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A customer and everything made for it. Guarded by the {@link Account}. */
final class Customer {

    final String id;
    final long sequence;
    final long created;
    final NavigableMap<Long, Invoice> invoices = new TreeMap<>();
    final NavigableMap<Long, Item> items = new TreeMap<>();
    /** Those of the items that are on no invoice. */
    final NavigableMap<Long, Item> pending = new TreeMap<>();
    /** Set by the first invoice or item; lower case, or null. */
    String currency;
    String name;
    String email;
    String phone;
    String description;
    String defaultPaymentMethod;
    Map<String, String> address = Map.of();
    Map<String, String> metadata = new LinkedHashMap<>();
    /** In minor units; negative is credit that lowers the next invoice, positive is debt that raises it. */
    long balance;
    boolean deleted;
    int invoiceNumber = 1;

    Customer(String id, long sequence, long created) {
        this.id = id;
        this.sequence = sequence;
        this.created = created;
    }
}
