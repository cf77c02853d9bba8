package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A subscription as Paddle shows it. */
record SubscriptionJson(Scalars scalars) {

    /** A row of the list of users. */
    ObjectNode row(Subscription subscription) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        scalars.whole(row, "subscription_id", subscription.id);
        scalars.whole(row, "plan_id", subscription.plan.id());
        scalars.whole(row, "user_id", subscription.userId);
        row.put("user_email", subscription.email()).put("marketing_consent", false);
        row.put("update_url", buyerUrl("update", subscription)).put("cancel_url", buyerUrl("cancel", subscription));
        row.put("state", subscription.state.word()).put("signup_date", Alerts.time(subscription.signedUp));
        scalars.whole(row, "quantity", 1);
        row.putArray("linked_subscriptions");
        if (subscription.last != null) {
            payment(row, "last_payment", subscription.last.amount, subscription.currency, subscription.last.date);
        }
        if (subscription.upcoming != null) {
            next(row, subscription);
        }
        row.putObject("payment_information").put("payment_method", "card").put("card_type", "visa")
                .put("last_four_digits", "4242").put("expiry_date", "11/2099");
        if (subscription.pausedAt != null) {
            row.put("paused_at", Alerts.time(subscription.pausedAt));
            row.put("paused_from", Alerts.day(subscription.pausedFrom) + " 00:00:00").put("paused_reason", "voluntary");
        }
        return row;
    }

    /** The answer to an update. */
    ObjectNode updated(Subscription subscription) {
        ObjectNode updated = Json.MAPPER.createObjectNode();
        scalars.whole(updated, "subscription_id", subscription.id);
        scalars.whole(updated, "user_id", subscription.userId);
        scalars.whole(updated, "plan_id", subscription.plan.id());
        if (subscription.upcoming != null) {
            next(updated, subscription);
        }
        return updated;
    }

    private void next(ObjectNode json, Subscription subscription) {
        payment(json, "next_payment", subscription.price, subscription.currency, subscription.upcoming.date);
    }

    private void payment(ObjectNode json, String field, BigDecimal amount, String currency, LocalDate date) {
        ObjectNode payment = json.putObject(field);
        scalars.numberAmount(payment, "amount", amount);
        payment.put("currency", currency).put("date", Alerts.day(date));
    }

    static String buyerUrl(String action, Subscription subscription) {
        return "https://checkout.paddle.com/subscription/" + action + "?user=" + subscription.userId + "&subscription="
                + subscription.id + "&hash=stand-in";
    }
}
