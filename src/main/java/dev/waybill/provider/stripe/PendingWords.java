package dev.waybill.provider.stripe;

import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.Escaping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the run log says about items in mode subscription, for a person who has not seen them. */
final class PendingWords {

    private static final String RETRY = " Then retry the delivery.";

    private final Delivery delivery;
    private final WantedInvoice wanted;
    private final PendingHolding held;

    PendingWords(Delivery delivery, WantedInvoice wanted, PendingHolding held) {
        this.delivery = delivery;
        this.wanted = wanted;
        this.held = held;
    }

    Done nothingToCollect() {
        return new Done(null, null, "Nothing to collect: " + wanted.nothing() + ".");
    }

    Done delivered(long sum) {
        List<String> sentences = new ArrayList<>();
        long pending = held.items().stream().filter(HeldItem::pending).count();
        if (pending > 0) {
            sentences.add(items(pending) + (pending == 1 ? " waits" : " wait") + " for the next invoice of subscription "
                    + subscription() + ".");
        }
        Map<String, Long> taken = held.items().stream().filter(item -> !item.pending())
                .collect(Collectors.groupingBy(HeldItem::invoice, TreeMap::new, Collectors.counting()));
        taken.forEach((invoice, count) -> sentences.add(items(count) + (count == 1 ? " is" : " are") + " on its invoice " + invoice + " ("
                + status(invoice) + ")."));
        sentences.add("The bill comes to " + wanted.currency().words(sum) + ".");
        sentences.addAll(wanted.remarks());
        String url = "https://dashboard.stripe.com/" + (delivery.testMode() ? "test/" : "") + "subscriptions/"
                + Escaping.ADDRESS.escaped(subscription());
        return new Done(subscription(), url, String.join(" ", sentences));
    }

    /** The same word as for a missing customer: deliveries that wait for a mapping go on when one is applied. */
    Parked missingSubscription() {
        return Parked.error("missing-account-mapping", "Account " + delivery.bill().accountId()
                + " has no ExternalMapping for its Stripe subscription, and the integration is in mode subscription.",
                "Add one (m3terEntity Account, externalSystem Stripe, externalTable Subscription, externalId sub_...). The bill waits"
                        + " and is sent once the mapping exists.");
    }

    Parked ofAnotherCustomer() {
        return Parked.error("subscription-of-another", "Subscription " + delivery.subscription() + " does not belong to customer "
                + delivery.customer() + ", to whom account " + delivery.bill().accountId() + " is mapped." + kept(),
                "Correct the account's external mappings, Customer (cus_...) or Subscription (sub_...)." + RETRY);
    }

    Parked subscriptionEnded() {
        long pending = held.items().stream().filter(HeldItem::pending).count();
        String lost = pending == 0 ? "" : " " + items(pending) + " of the bill that already " + (pending == 1 ? "waits" : "wait")
                + " for it would never be billed.";
        return Parked.error("subscription-ended", "Subscription " + held.at().id() + " is " + held.at().status()
                + ": Stripe raises no further invoice for it." + lost,
                "Map the account to a subscription that runs; Waybill then takes what waits for the old one away and adds it to the new"
                        + " one. Or bill the account by hand." + RETRY);
    }

    Parked otherCurrency() {
        return Parked.error("currency-conflict", "The bill is in " + wanted.currency().code() + ", subscription " + held.at().id() + " in "
                + String.valueOf(held.at().currency()).toUpperCase(Locale.ROOT) + "; Stripe puts one currency on an invoice."
                + kept(), "Map the account to a subscription in the bill's currency." + RETRY);
    }

    Parked negativeWithTax() {
        return Parked.error("negative-line-with-automatic-tax", "The bill has a negative line, and Stripe refuses those on the invoices"
                + " of subscription " + held.at().id() + ", whose tax it computes." + kept(),
                "Exclude that line item type on the integration, or set tooManyLines to roll lines up and settle the credit by hand."
                        + RETRY);
    }

    Parked tooManyPending() {
        return Parked.error("too-many-lines", "The bill needs " + wanted.lines().size() + " lines, "
                + items(held.others()) + " of others " + (held.others() == 1 ? "waits" : "wait") + " for the same invoice, and the"
                + " subscription adds " + held.at().items() + " of its own; Stripe takes " + StripeLines.MOST_LINES
                + " on an invoice, and the rest would move to the one after it.",
                "Wait until Stripe has raised the subscription's next invoice, or take pending items of others away." + RETRY);
    }

    Parked totalDiffers(long sum) {
        return Parked.error("total-differs", "The bill's items add up to " + wanted.currency().words(sum) + " at Stripe, and should add up"
                + " to " + wanted.currency().words(wanted.total()) + ".",
                "Compare the customer's pending items with the bill in Stripe." + RETRY);
    }

    /** The bill changed after an invoice with its items became final. */
    Parked alreadyBilled(TakingInvoice invoice, long sum, long now) {
        long difference = now - sum;
        String what = wanted.nothing() == null ? "The bill changed"
                : "Nothing is to be collected any more (" + wanted.nothing() + ")";
        String reason = what + " after items of it were billed on invoice " + invoice.id() + " of subscription " + held.subscription()
                + ", which is " + invoice.status() + ". Its items add up to " + money(sum) + ", the bill now to " + money(now) + ", "
                + (difference == 0 ? "so only lines or texts differ." : "a difference of " + (difference > 0 ? "+" : "")
                + money(difference) + ".") + " What was billed was left as it is.";
        if ("void".equals(invoice.status())) {
            return Parked.error("invoice-void", reason, "The invoice was voided by hand. If the bill is still to be collected, make an"
                    + " invoice for it in Stripe by hand; Waybill makes no second one.");
        }
        return new Parked(RunStatus.INVOICE_ALREADY_PAID, "invoice-" + invoice.status(), reason,
                "Settle the difference in Stripe: a credit note lowers the invoice, a further invoice item adds to the next one. Waybill"
                        + " never changes a final invoice.");
    }

    /** The account is mapped to another customer or subscription now, and the old one was billed. */
    Parked billedElsewhere(TakingInvoice invoice, long sum) {
        return new Parked(RunStatus.INVOICE_ALREADY_PAID, "billed-elsewhere", "Items of the bill over " + money(sum) + " are on invoice "
                + invoice.id() + " (" + invoice.status() + ") of subscription " + held.subscription() + " of customer " + held.customer()
                + ", and the account is now mapped to subscription " + delivery.subscription() + " of customer " + delivery.customer()
                + ". Nothing was sent there.",
                "If the old invoice is right, map the account back and retry. If not, settle it in Stripe (a credit note) and bill the"
                        + " new subscription by hand; Waybill bills nothing twice.");
    }

    Parked refusedUnchanged() {
        return Parked.error("refused", held.lookUp().said() + progress(),
                "Correct in Stripe or on the billing platform what Stripe complains about, then retry the delivery.");
    }

    Later unknownStatus(String what, String status) {
        return new Later(RunStatus.AWAITING_RETRY, "unknown-status", what + " has a status this release does not know: "
                + StripeLog.sayable(String.valueOf(status)) + ".", null);
    }

    Parked refused(Parked refusal) {
        return held.items().isEmpty() ? refusal
                : new Parked(refusal.status(), refusal.code(), refusal.reason() + kept(), refusal.remedy());
    }

    /** How far the items have come, for a call that Stripe refused. */
    String progress() {
        int count = held.items().size();
        return count == 0 ? " None of the bill's items was made."
                : " " + items(count) + " of the bill " + (count == 1 ? "is" : "are") + " at Stripe, of " + wanted.lines().size() + ".";
    }

    private String kept() {
        return held.items().isEmpty() ? "" : " " + items(held.items().size()) + " at Stripe "
                + (held.items().size() == 1 ? "was" : "were") + " left as they are, with an earlier version of the bill.";
    }

    private String subscription() {
        return held.subscription() == null ? delivery.subscription() : held.subscription();
    }

    private String status(String invoice) {
        return held.invoices().stream().filter(one -> one.id().equals(invoice)).map(TakingInvoice::status).findFirst().orElse("");
    }

    private String money(long minorUnits) {
        StripeCurrency currency = wanted.currency() != null ? wanted.currency()
                : StripeCurrency.of(delivery.bill().currency().toUpperCase(Locale.ROOT)).orElse(null);
        return currency == null ? minorUnits + " of the smallest unit of " + delivery.bill().currency() : currency.words(minorUnits);
    }

    private static String items(long count) {
        return count == 1 ? "1 item" : count + " items";
    }
}
