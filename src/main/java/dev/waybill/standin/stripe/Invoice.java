package dev.waybill.standin.stripe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** An invoice. Amounts in minor units of its currency, times in Unix seconds. Guarded by the {@link Account}. */
final class Invoice {

    final String id;
    final long sequence;
    final long created;
    final Customer customer;
    final String currency;
    /** The subscription that raised it, or null. */
    final Subscription subscription;
    final NavigableMap<Long, Item> lines = new TreeMap<>();
    /** Lines of the subscription itself, of zero each; 0 on an invoice that no subscription raised. */
    int ownLines;
    boolean livemode;
    String status = "draft";
    String collectionMethod = "charge_automatically";
    String billingReason = "manual";
    boolean autoAdvance;
    boolean automaticTax;
    Long dueDate;
    Long automaticallyFinalizesAt;
    Long effectiveAt;
    String description;
    String footer;
    String number;
    String statementDescriptor;
    Map<String, String> customFields = Map.of();
    Map<String, String> metadata = new LinkedHashMap<>();
    Long finalizedAt;
    Long paidAt;
    Long voidedAt;
    Long uncollectibleAt;
    long startingBalance;
    Long endingBalance;
    /** Fixed once the invoice is final; a draft's is worked out anew each time. */
    long amountDue;
    long amountPaid;
    /** When a request last changed it. */
    Instant writtenAt;
    /** Whether it is among {@link Account#invoicesWithLines}. */
    boolean countedWithLines;

    Invoice(String id, long sequence, long created, Customer customer, String currency, Subscription subscription) {
        this.id = id;
        this.sequence = sequence;
        this.created = created;
        this.customer = customer;
        this.currency = currency;
        this.subscription = subscription;
    }

    /** Those of a subscription count too. */
    int lineCount() {
        return lines.size() + ownLines;
    }

    boolean isDraft() {
        return status.equals("draft");
    }

    boolean isOpenOrUncollectible() {
        return status.equals("open") || status.equals("uncollectible");
    }

    /** No taxes and no discounts are played, so this is also the total. */
    long subtotal() {
        return lines.values().stream().mapToLong(line -> line.amount).sum();
    }

    /**
     * What is to be paid. Stripe: the customer balance counts, and a sum below the smallest charge is not collected.
     */
    long due() {
        if (!isDraft()) {
            return amountDue;
        }
        long due = subtotal() <= 0 ? 0 : Math.max(0, subtotal() + customer.balance);
        return due < StripeCurrency.smallestCharge(currency) ? 0 : due;
    }

    void addLine(Item item, String lineId, long lineSequence) {
        item.invoice = this;
        item.lineId = lineId;
        item.lineSequence = lineSequence;
        lines.put(lineSequence, item);
    }

    void removeLine(Item item) {
        lines.remove(item.lineSequence);
        item.invoice = null;
        item.lineId = null;
    }

    List<Item> linesNewestFirst() {
        return List.copyOf(lines.descendingMap().values());
    }
}
