package dev.waybill.standin.stripe;

import dev.waybill.standin.server.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A person at work in Stripe's dashboard, and Stripe itself at the end of a subscription's period: what changes without the
 * gateway's doing. Nothing of it shows in the request log, and no fault strikes it.
 */
public final class Dashboard {

    /** Stripe: a draft of a subscription is finalized an hour after it was made. */
    private static final long HOUR = 3_600;

    private final Account account;
    private final StripeApi api;

    Dashboard(Account account, StripeApi api) {
        this.account = account;
        this.api = api;
    }

    /**
     * Does what an API call would do.
     *
     * @param form the parameters, form-encoded
     * @throws IllegalStateException with Stripe's answer, when Stripe refuses
     */
    public void call(String method, String path, String form) {
        Reply reply;
        try {
            reply = api.execute(api.check(method, Arrays.asList(path.substring(1).split("/")), form, false));
        } catch (Refusal refusal) {
            reply = refusal.reply();
        }
        if (reply.status() != 200) {
            throw new IllegalStateException(method + " " + path + " was refused: "
                    + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    /** Adds a line that carries none of our marks. */
    public void addForeignLine(String invoiceId, String description, long amount) {
        call("POST", "/v1/invoices/" + invoiceId + "/add_lines", "lines[0][amount]=" + amount + "&lines[0][description]="
                + URLEncoder.encode(description, StandardCharsets.UTF_8));
    }

    /** Changes the amount of one line, in minor units. */
    public void editAmount(String invoiceId, String lineId, long amount) {
        call("POST", "/v1/invoices/" + invoiceId + "/lines/" + lineId, "amount=" + amount);
    }

    public void deleteLine(String invoiceId, String lineId) {
        call("POST", "/v1/invoices/" + invoiceId + "/remove_lines", "lines[0][id]=" + lineId + "&lines[0][behavior]=delete");
    }

    public void deleteDraft(String invoiceId) {
        call("DELETE", "/v1/invoices/" + invoiceId, "");
    }

    public void finalizeInvoice(String invoiceId) {
        call("POST", "/v1/invoices/" + invoiceId + "/finalize", "");
    }

    /** Marks it as paid elsewhere; a draft is finalized first. */
    public void pay(String invoiceId) {
        call("POST", "/v1/invoices/" + invoiceId + "/pay", "paid_out_of_band=true");
    }

    public void voidInvoice(String invoiceId) {
        call("POST", "/v1/invoices/" + invoiceId + "/void", "");
    }

    public void markUncollectible(String invoiceId) {
        call("POST", "/v1/invoices/" + invoiceId + "/mark_uncollectible", "");
    }

    public void deleteItem(String itemId) {
        call("DELETE", "/v1/invoiceitems/" + itemId, "");
    }

    public void deleteCustomer(String customerId) {
        call("DELETE", "/v1/customers/" + customerId, "");
    }

    /** Cancels a subscription: pending items that wait for it are never billed. */
    public void cancelSubscription(String subscriptionId) {
        subscriptionStatus(subscriptionId, "canceled");
    }

    /** Brings a subscription into this status: {@code past_due}, {@code unpaid}, {@code canceled} ... */
    public void subscriptionStatus(String subscriptionId, String status) {
        synchronized (account) {
            account.subscriptions.put(subscriptionId, subscription(subscriptionId).in(status));
        }
    }

    /**
     * What Stripe does at the end of a subscription's period: a draft takes the pending items that wait for this subscription
     * or for none in particular, as many as fit beside the subscription's own lines. It is to be finalized an hour later, which
     * {@link #finalizeInvoice} does.
     *
     * @return the draft's id
     */
    public String raiseSubscriptionInvoice(String subscriptionId) {
        synchronized (account) {
            Subscription subscription = subscription(subscriptionId);
            if (subscription.hasEnded()) {
                throw new IllegalStateException("subscription " + subscriptionId + " is " + subscription.status()
                        + " and raises no invoice");
            }
            Customer customer = subscription.customer();
            List<Item> taken = customer.pending.values().stream()
                    .filter(item -> item.currency.equals(subscription.currency())
                            && (item.subscription == null || subscription.isThat(item.subscription)))
                    .limit(account.settings.itemsPerInvoice() - subscription.items()).toList();
            if (subscription.automaticTax() && taken.stream().anyMatch(item -> item.amount < 0)) {
                throw new IllegalStateException("subscription " + subscriptionId + " computes tax, and a negative item waits for it");
            }
            Invoice invoice = account.addInvoice(customer, subscription.currency(), subscription);
            invoice.billingReason = "subscription_cycle";
            invoice.ownLines = subscription.items();
            invoice.automaticTax = subscription.automaticTax();
            invoice.autoAdvance = true;
            invoice.automaticallyFinalizesAt = invoice.created + HOUR;
            taken.forEach(item -> account.attach(item, invoice));
            return invoice.id;
        }
    }

    private Subscription subscription(String id) {
        Subscription subscription = account.subscriptions.get(id);
        if (subscription == null) {
            throw new IllegalStateException("the stand-in holds no subscription " + id);
        }
        return subscription;
    }
}
