package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Paddle would have told the seller's alert addresses, oldest first. Guarded by the {@link Seller}. */
final class Alerts {

    private final List<Alert> sent = new ArrayList<>();
    private final Seller seller;

    Alerts(Seller seller) {
        this.seller = seller;
    }

    List<Alert> sent() {
        return List.copyOf(sent);
    }

    void created(Subscription subscription) {
        Map<String, String> fields = fields(subscription);
        fields.put("next_bill_date", day(subscription.upcoming.date));
        fields.put("source", "");
        add("subscription_created", fields);
    }

    void updated(Subscription subscription, SubscriptionState oldState, Plan oldPlan) {
        Map<String, String> fields = fields(subscription);
        fields.put("old_status", oldState.word());
        fields.put("old_subscription_plan_id", String.valueOf(oldPlan.id()));
        if (subscription.upcoming != null) {
            fields.put("next_bill_date", day(subscription.upcoming.date));
        }
        if (subscription.pausedAt != null) {
            fields.put("paused_at", time(subscription.pausedAt));
            fields.put("paused_from", day(subscription.pausedFrom) + " 00:00:00");
            fields.put("paused_reason", "voluntary");
        }
        add("subscription_updated", fields);
    }

    void cancelled(Subscription subscription, LocalDate end) {
        Map<String, String> fields = fields(subscription);
        fields.put("cancellation_effective_date", day(end));
        add("subscription_cancelled", fields);
    }

    /** @param initial true for the payment that begins the subscription */
    void paymentSucceeded(Payment payment, boolean initial) {
        Map<String, String> fields = fields(payment.subscription);
        fields.put("subscription_payment_id", String.valueOf(payment.id));
        fields.put("order_id", PaymentJson.orderId(payment));
        fields.put("receipt_url", PaymentJson.receiptUrl(payment));
        fields.put("sale_gross", decimal(payment.subscription, payment.amount));
        fields.put("payment_tax", "0");
        fields.put("initial_payment", initial ? "1" : "0");
        fields.put("payment_method", "card");
        fields.put("plan_name", payment.subscription.plan.name());
        fields.put("next_bill_date", day(payment.subscription.upcoming.date));
        fields.put("next_payment_amount", decimal(payment.subscription, payment.subscription.price));
        add("subscription_payment_succeeded", fields);
    }

    void paymentFailed(Subscription subscription) {
        Map<String, String> fields = fields(subscription);
        fields.put("amount", decimal(subscription, subscription.price));
        fields.put("subscription_payment_id", String.valueOf(subscription.upcoming.id));
        add("subscription_payment_failed", fields);
    }

    private void add(String name, Map<String, String> fields) {
        long id = seller.nextId();
        fields.put("alert_id", String.valueOf(id));
        fields.put("alert_name", name);
        fields.put("event_time", time(seller.now()));
        sent.add(new Alert(id, name, seller.now(), fields));
    }

    private static Map<String, String> fields(Subscription subscription) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("subscription_id", String.valueOf(subscription.id));
        fields.put("subscription_plan_id", String.valueOf(subscription.plan.id()));
        fields.put("user_id", String.valueOf(subscription.userId));
        fields.put("email", subscription.email());
        fields.put("currency", subscription.currency);
        fields.put("status", subscription.state.word());
        fields.put("quantity", "1");
        fields.put("unit_price", decimal(subscription, subscription.price));
        fields.put("passthrough", subscription.passthrough);
        fields.put("marketing_consent", "0");
        fields.put("linked_subscriptions", "");
        fields.put("checkout_id", subscription.userId + "-chrestandin-" + subscription.id);
        fields.put("cancel_url", SubscriptionJson.buyerUrl("cancel", subscription));
        fields.put("update_url", SubscriptionJson.buyerUrl("update", subscription));
        return fields;
    }

    private static String decimal(Subscription subscription, BigDecimal amount) {
        return amount.setScale(Math.max(amount.scale(), subscription.digits())).toPlainString();
    }

    static String day(LocalDate day) {
        return Parameters.DAY.format(day);
    }

    static String time(Instant time) {
        return Parameters.TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
