package dev.waybill.provider.stripe;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.stripe.StripeAnswers.Reading;

/** What a person can do about a request that Stripe refused for good. */
final class StripeRefusals {

    private StripeRefusals() {
    }

    static Parked authFailed(Reading reading) {
        if (reading.status() == 403) {
            return new Parked(RunStatus.AUTH_FAILED, "permission-missing",
                    "The API key of this integration may not do this. " + reading.message(),
                    "Give the restricted key the permission that Stripe names, in the Stripe Dashboard (Waybill needs Invoices"
                            + " and Invoice items: write, Customers and Subscriptions: read), or save another key in the integration's"
                            + " credentials. Deliveries go on when the credentials change.");
        }
        return new Parked(RunStatus.AUTH_FAILED, "auth-failed", "Stripe does not accept the API key of this integration. "
                + reading.message(),
                "Save a valid key in the integration's credentials: rk_test_ or sk_test_ for StripeTest, rk_live_ or sk_live_"
                        + " for Stripe. Deliveries go on when the credentials change.");
    }

    static Parked keyMisused(Reading reading, Call call) {
        return Parked.error("idempotency-key-misused", "Waybill used the idempotency key of " + call.name()
                + " for two different requests; this is a fault of Waybill. " + reading.message(),
                "Report it with the run and its calls. A retry looks at what Stripe holds before anything is sent under another"
                        + " key.");
    }

    static Parked refused(Reading reading, Call call, String customer, String progress) {
        String param = reading.param().isEmpty() ? "" : " Parameter: " + reading.param() + ".";
        String reason = reading.message() + param + progress;
        boolean create = call.name().equals(StripeCalls.CREATE) || call.name().equals(StripeCalls.LIST_INVOICES);
        return switch (reading.code()) {
            case "resource_missing" -> create && reading.param().equals("customer") ? customerUnknown(customer, reason)
                    : general("refused", reason);
            case "livemode_mismatch" -> Parked.error("wrong-mode", reason,
                    "A test key meets a live customer, or the other way round: use destination StripeTest with a test key and"
                            + " Stripe with a live key, then retry the delivery.");
            case "amount_too_large", "amount_too_small" -> Parked.error("amount-refused", reason,
                    "Check the amounts on the billing platform. If they are right, ask Stripe about your account's limits, then"
                            + " retry the delivery.");
            case "customer_tax_location_invalid", "invalid_tax_location" -> Parked.error("tax-location", reason,
                    "Give customer " + customer + " a valid address in Stripe, or set taxBehavior to none on the integration;"
                            + " then retry the delivery.");
            case "" -> create ? currencyConflict(customer, reason) : general("refused", reason);
            default -> create && reading.param().equals("currency") ? currencyConflict(customer, reason)
                    : general("refused", reason);
        };
    }

    /** Refused in mode subscription: the customer is asked for by every item and every list of them. */
    static Parked refusedItem(Reading reading, Call call, String customer, String progress) {
        String param = reading.param().isEmpty() ? "" : " Parameter: " + reading.param() + ".";
        String reason = reading.message() + param + progress;
        if (reading.code().equals("resource_missing") && reading.param().equals("customer")) {
            return customerUnknown(customer, reason);
        }
        boolean create = call.name().equals(PendingCalls.CREATE_ITEM);
        return create && (reading.code().isEmpty() && reading.param().isEmpty() || reading.param().equals("currency"))
                ? currencyConflict(customer, reason) : refused(reading, call, customer, progress);
    }

    static Parked subscriptionUnknown(String subscription, String said) {
        return Parked.error("subscription-unknown", "Subscription " + subscription
                + " does not exist at Stripe, or belongs to the other mode (test or live). " + said,
                "Correct the external mapping of the account to its Stripe subscription (externalTable Subscription, sub_...), then"
                        + " retry the delivery.");
    }

    /** Stripe refused a write over the state of the invoice, yet the invoice is a draft. */
    static Parked refusedOnDraft(String said, String progress) {
        return general("refused", said + progress);
    }

    static Parked tooManyListed(String what, int pages) {
        return Parked.error("list-too-long", "Stripe's list of " + what + " did not end after " + pages + " pages of 100.",
                "Look at the customer's invoices in Stripe; if nothing there is out of the ordinary, retry.");
    }

    private static Parked customerUnknown(String customer, String reason) {
        return Parked.error("customer-unknown", "Customer " + customer
                + " does not exist at Stripe, was deleted, or belongs to the other mode (test or live). " + reason,
                "Correct the external mapping of the account to its Stripe customer (cus_...), then retry the delivery.");
    }

    // Stripe: a customer is bound to the currency of its subscriptions and pending items; this refusal carries no code
    private static Parked currencyConflict(String customer, String reason) {
        return Parked.error("currency-conflict", reason, "Read Stripe's words. If they speak of currencies: customer " + customer
                + " has a subscription or pending items in another currency; map the account to a customer without them."
                + " Then retry the delivery.");
    }

    private static Parked general(String code, String reason) {
        return Parked.error(code, reason,
                "Correct in Stripe or on the billing platform what Stripe complains about, then retry the delivery.");
    }
}
