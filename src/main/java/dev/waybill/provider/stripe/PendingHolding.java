package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What Stripe is known to hold for one delivery in mode subscription; stored as
 * {@link dev.waybill.delivery.Delivery#held()}. It never grows beyond the items of one invoice.
 *
 * @param items        our items; kept between two goes, because one that an invoice took up is found by its id only
 * @param customer     Stripe's id of the customer they were made for, or null while there are none
 * @param subscription Stripe's id of the subscription they were made for, or null while there are none
 * @param since        Unix time before which none of them was made, or null when nothing bounds it
 * @param delivered    the revision that was held in whole, or null once anything was written since
 * @param seen         how we know {@code items}
 * @param found        items found so far by a list that is not read to its end
 * @param others       pending items of others that the same invoice will take up
 * @param at           the subscription, once it was looked at in this go
 * @param invoices     those that took up items of ours, once they were looked at in this go
 * @param turns        how often in this go we had to look again; bounds the go
 */
record PendingHolding(List<HeldItem> items, String customer, String subscription, Long since, String delivered, HeldPlan plan,
                      Seen seen, List<HeldItem> found, int others, HeldSubscription at, List<TakingInvoice> invoices, LookUp lookUp,
                      int turns) {

    enum Seen {
        /** Nothing current is known: list what is pending. */
        NOTHING,
        /** Not all of ours are pending: list all that were made since. */
        NOT_ALL_PENDING,
        /** Every item of ours was listed. */
        LISTED,
        /** Items were written since, and the rest follows from what was sent. */
        ASSUMED
    }

    static final PendingHolding NONE = new PendingHolding(null, null, null, null, null, null, null, null, 0, null, null, null, 0);

    private static final String ITEMS = "items";

    PendingHolding {
        items = items == null ? List.of() : List.copyOf(items);
        found = found == null ? List.of() : List.copyOf(found);
        invoices = invoices == null ? List.of() : List.copyOf(invoices);
        plan = plan == null ? HeldPlan.NONE : plan;
        seen = seen == null ? Seen.NOTHING : seen;
        lookUp = lookUp == null ? LookUp.NONE : lookUp;
    }

    /** Whether a delivery was begun in mode subscription, and so goes on in it. */
    static boolean isOne(ObjectNode held) {
        return held.has(ITEMS);
    }

    /** @throws IllegalStateException when the object is not one of ours */
    static PendingHolding of(ObjectNode held) {
        return held.isEmpty() ? NONE : Json.read(held, PendingHolding.class);
    }

    ObjectNode stored() {
        return Json.MAPPER.valueToTree(this);
    }

    PendingHolding with(LookUp lookUp) {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, found, others, at, invoices, lookUp, turns);
    }

    PendingHolding with(HeldPlan plan) {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, found, others, at, invoices, lookUp, turns);
    }

    PendingHolding with(HeldSubscription at) {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, found, others, at, invoices, lookUp, turns);
    }

    PendingHolding with(TakingInvoice invoice) {
        List<TakingInvoice> all = new ArrayList<>(invoices);
        all.removeIf(one -> one.id().equals(invoice.id()));
        all.add(invoice);
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, found, others, at, all, lookUp, turns);
    }

    /** The earliest of several answers wins: nothing of ours can be older. */
    PendingHolding since(Long earliest) {
        Long least = since == null || earliest != null && earliest < since ? earliest : since;
        return new PendingHolding(items, customer, subscription, least, delivered, plan, seen, found, others, at, invoices, lookUp, turns);
    }

    PendingHolding delivered(String revision) {
        return new PendingHolding(items, customer, subscription, since, revision, plan, seen, found, others, at, invoices, lookUp, turns);
    }

    /** A list of what is pending begins anew. */
    PendingHolding listing() {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, List.of(), 0, at, invoices, lookUp, turns);
    }

    /** A look is complete. */
    PendingHolding turned() {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, found, others, at, invoices, lookUp,
                turns + 1);
    }

    /** A page of a list was read, and there are more. */
    PendingHolding page(List<HeldItem> ours, int foreign, String cursor) {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, seen, join(ours), others + foreign, at, invoices,
                lookUp.page(cursor), turns);
    }

    /** The last page of what is pending was read; what is known and not in it was taken up by an invoice, or is gone. */
    PendingHolding pendingListed(List<HeldItem> ours, int foreign) {
        List<HeldItem> all = join(ours);
        Set<String> pending = new HashSet<>();
        all.forEach(item -> pending.add(item.id()));
        boolean whole = items.stream().allMatch(item -> pending.contains(item.id()));
        return new PendingHolding(whole ? all : items, customer, subscription, since, delivered, plan,
                whole ? Seen.LISTED : Seen.NOT_ALL_PENDING, List.of(), others + foreign, at, List.of(), lookUp.firstPage(), turns);
    }

    /** The last page of everything made since was read. */
    PendingHolding allListed(List<HeldItem> ours) {
        return new PendingHolding(join(ours), customer, subscription, since, delivered, plan, Seen.LISTED, List.of(), others, at,
                List.of(), lookUp.firstPage(), turns);
    }

    /** An item of ours as it stands after a write; made for this customer and subscription. */
    PendingHolding written(HeldItem item, String customer, String subscription) {
        List<HeldItem> all = new ArrayList<>(items);
        boolean added = !all.removeIf(one -> one.id().equals(item.id()));
        all.add(item);
        return new PendingHolding(all, customer, subscription, since, null, plan, Seen.ASSUMED, List.of(), others, at,
                grown(item.invoice(), added ? 1 : 0), LookUp.NONE, turns);
    }

    PendingHolding without(String id) {
        String invoice = items.stream().filter(item -> item.id().equals(id)).map(HeldItem::invoice).filter(Objects::nonNull)
                .findFirst().orElse(null);
        return new PendingHolding(items.stream().filter(item -> !item.id().equals(id)).toList(), customer, subscription, since, null,
                plan, Seen.ASSUMED, List.of(), others, at, grown(invoice, -1), LookUp.NONE, turns);
    }

    private List<TakingInvoice> grown(String id, int by) {
        return invoices.stream().map(one -> one.id().equals(id) ? new TakingInvoice(id, one.status(), one.lines() + by) : one).toList();
    }

    /** To be looked at again. */
    PendingHolding stale() {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, Seen.NOTHING, List.of(), 0, at, List.of(),
                lookUp.firstPage(), turns + 1);
    }

    /** Nothing is left at the customer and subscription they were made for: the next ones may be for others. */
    PendingHolding forAnother() {
        return new PendingHolding(List.of(), null, null, since, null, plan, Seen.NOTHING, List.of(), 0, null, List.of(), LookUp.NONE,
                turns + 1);
    }

    /** As kept between two goes. */
    PendingHolding stopped() {
        return new PendingHolding(items, customer, subscription, since, delivered, plan, Seen.NOTHING, List.of(), 0, null, List.of(),
                lookUp.stopped(), 0);
    }

    /** As kept over a short pause before a call that Stripe did not take: a whole picture is kept. */
    PendingHolding paused() {
        boolean whole = seen == Seen.LISTED || seen == Seen.ASSUMED;
        return whole ? new PendingHolding(items, customer, subscription, since, delivered, plan, seen, List.of(), others, at, invoices,
                lookUp.stopped(), 0) : stopped();
    }

    private List<HeldItem> join(List<HeldItem> ours) {
        List<HeldItem> all = new ArrayList<>(lookUp.cursor() == null ? List.of() : found);
        all.addAll(ours);
        return all;
    }
}
