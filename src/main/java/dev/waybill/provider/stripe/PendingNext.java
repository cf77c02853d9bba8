package dev.waybill.provider.stripe;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.PendingHolding.Seen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares the items that should wait for a subscription with those that are known to exist, and names the one thing to do next. */
final class PendingNext {

    private final Delivery delivery;
    private final Call unsettled;
    private final WantedInvoice wanted;
    private final PendingHolding held;
    private final PendingCalls calls;
    private final PendingWords words;

    PendingNext(Delivery delivery, Call unsettled, WantedInvoice wanted, PendingHolding held) {
        this.delivery = delivery;
        this.unsettled = unsettled;
        this.wanted = wanted;
        this.held = held;
        calls = new PendingCalls(delivery, wanted, held);
        words = new PendingWords(delivery, wanted, held);
    }

    Step step() {
        if (unsettled != null) {
            return settle();
        }
        if (wanted.refusal() != null) {
            return words.refused(wanted.refusal());
        }
        if (held.items().isEmpty() && wanted.nothing() != null) {
            return words.nothingToCollect();
        }
        if (wanted.nothing() == null && !elsewhere()) {
            Step open = subscription();
            if (open != null) {
                return open;
            }
        }
        if (held.seen() == Seen.NOT_ALL_PENDING) {
            return calls.listItems(customer());
        }
        if (held.seen() == Seen.NOTHING || !purpose(delivery, wanted).equals(held.plan().purpose())) {
            return calls.listPending(customer());
        }
        Optional<String> unread = taking().keySet().stream().filter(id -> invoice(id) == null).findFirst();
        return unread.isPresent() ? calls.getInvoice(unread.get()) : items();
    }

    /** What a plan is made for: other lines, or another customer or subscription, need another plan. */
    static String purpose(Delivery delivery, WantedInvoice wanted) {
        return wanted.purpose() + " " + delivery.subscription();
    }

    /** Whether items of ours were made for another customer or subscription than the bill's account is mapped to now. */
    boolean elsewhere() {
        return !held.items().isEmpty() && held.customer() != null && !(held.customer().equals(delivery.customer())
                && String.valueOf(held.subscription()).equals(delivery.subscription()));
    }

    /** Finds out what became of a call without a usable answer; sends it again, byte for byte, when there is no trace of it. */
    private Step settle() {
        if (held.lookUp().absent() && !delivery.keyExpired()) {
            return unsettled;
        }
        return unsettled.name().equals(PendingCalls.CREATE_ITEM)
                ? calls.listItems(FormBody.parse(unsettled.body()).getOrDefault("customer", "")) : calls.getItem(unsettled.path());
    }

    /** What stands in the way of items for the subscription, or null. */
    private Step subscription() {
        if (delivery.subscription() == null) {
            return words.missingSubscription();
        }
        HeldSubscription at = held.at();
        if (at == null || !at.id().equals(delivery.subscription())) {
            return calls.getSubscription();
        }
        if (!delivery.customer().equals(at.customer())) {
            return words.ofAnotherCustomer();
        }
        if (!at.known()) {
            return words.unknownStatus("Subscription " + at.id(), at.status());
        }
        return null;
    }

    private Step items() {
        Optional<TakingInvoice> unknown = held.invoices().stream().filter(invoice -> !invoice.known()).findFirst();
        if (unknown.isPresent()) {
            return words.unknownStatus("Invoice " + unknown.get().id(), unknown.get().status());
        }
        boolean takenBack = wanted.nothing() != null || elsewhere();
        List<WantedLine> lines = takenBack ? List.of() : wanted.lines();
        TakingInvoice draft = takenBack ? null : draftWithRoom();
        PendingChanges changes = PendingChanges.between(held.items(), lines, this::isFrozen, item -> draft != null && item.pending());
        boolean late = held.delivered() != null && held.items().stream().anyMatch(this::isFrozen)
                && held.items().stream().allMatch(this::isFrozen);
        if (!changes.remove().isEmpty()) {
            return held.lookUp().said() != null && held.items().stream().noneMatch(this::isFrozen) ? words.refusedUnchanged()
                    : calls.delete(changes.remove().get(0));
        }
        Step against = takenBack || late || changes.update().isEmpty() && changes.add().isEmpty() ? null : obstacle(changes, draft);
        if (against != null) {
            return against;
        }
        if (!changes.update().isEmpty()) {
            return held.lookUp().said() != null && held.items().stream().noneMatch(this::isFrozen) ? words.refusedUnchanged()
                    : calls.update(changes.update().get(0), changes.updated().get(0));
        }
        if (!changes.add().isEmpty() && !late) {
            return calls.create(changes.add().get(0), draft == null ? null : draft.id());
        }
        if (held.seen() == Seen.ASSUMED) {
            return calls.listPending(customer());   // what was written is proved by Stripe's own lists
        }
        return takenBack ? taken() : verdict(changes.add());
    }

    /** Why nothing may be written that is to be collected. */
    private Step obstacle(PendingChanges changes, TakingInvoice draft) {
        HeldSubscription at = held.at();
        if (at.ended()) {
            return words.subscriptionEnded();
        }
        if (!wanted.currency().code().toLowerCase(Locale.ROOT).equals(at.currency())) {
            return words.otherCurrency();
        }
        if (at.taxed() && wanted.lines().stream().anyMatch(line -> line.amount() < 0)) {
            return words.negativeWithTax();
        }
        long pending = held.items().stream().filter(HeldItem::pending).count();
        return draft == null && pending + changes.add().size() + held.others() + at.items() > StripeLines.MOST_LINES
                ? words.tooManyPending() : null;
    }

    private Step verdict(List<WantedLine> missing) {
        Map<String, WantedLine> lines = wanted.lines().stream().collect(Collectors.toMap(WantedLine::key, line -> line));
        boolean wrong = held.items().stream().filter(this::isFrozen)
                .anyMatch(item -> lines.get(item.key()) == null || !item.isSame(lines.get(item.key())));
        long sum = held.items().stream().mapToLong(HeldItem::amount).sum();
        if (wrong || !missing.isEmpty()) {
            return words.alreadyBilled(frozenInvoice(), sum, wanted.total());
        }
        if (sum != wanted.total()) {
            return words.totalDiffers(sum);
        }
        return held.at().ended() && held.items().stream().anyMatch(HeldItem::pending) ? words.subscriptionEnded()
                : words.delivered(sum);
    }

    /** Everything that could be taken back is. */
    private Step taken() {
        if (held.items().isEmpty()) {
            return words.nothingToCollect();
        }
        long sum = held.items().stream().mapToLong(HeldItem::amount).sum();
        return elsewhere() ? words.billedElsewhere(frozenInvoice(), sum) : words.alreadyBilled(frozenInvoice(), sum, 0);
    }

    /** The draft that holds most of ours, if it takes the others too. Stripe: it is final an hour after it was made. */
    private TakingInvoice draftWithRoom() {
        Map<String, Long> ours = taking();
        TakingInvoice best = null;
        for (TakingInvoice invoice : held.invoices()) {
            if (invoice.draft() && ours.containsKey(invoice.id())
                    && (best == null || ours.get(invoice.id()) > ours.get(best.id()))) {
                best = invoice;
            }
        }
        if (best == null) {
            return null;
        }
        long there = ours.get(best.id());
        long frozen = held.items().stream().filter(this::isFrozen).count();
        long others = best.lines() - there;
        return others + Math.max(there, wanted.lines().size() - frozen) <= StripeLines.MOST_LINES ? best : null;
    }

    /** How many of our items each invoice has, by its id. */
    private Map<String, Long> taking() {
        return held.items().stream().filter(item -> !item.pending())
                .collect(Collectors.groupingBy(HeldItem::invoice, TreeMap::new, Collectors.counting()));
    }

    private boolean isFrozen(HeldItem item) {
        return !item.pending() && !invoice(item.invoice()).draft();
    }

    private TakingInvoice frozenInvoice() {
        return held.items().stream().filter(this::isFrozen).map(item -> invoice(item.invoice())).findFirst().orElseThrow();
    }

    private TakingInvoice invoice(String id) {
        return held.invoices().stream().filter(invoice -> invoice.id().equals(id)).findFirst().orElse(null);
    }

    /** Whose items are listed. */
    private String customer() {
        return held.customer() == null || held.items().isEmpty() ? delivery.customer() : held.customer();
    }
}
