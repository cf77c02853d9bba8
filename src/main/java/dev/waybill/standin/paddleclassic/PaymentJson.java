package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;

/** A payment as Paddle shows it. */
record PaymentJson(Scalars scalars) {

    /** A row of the list of payments. */
    ObjectNode row(Payment payment) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        scalars.whole(row, "id", payment.id);
        scalars.whole(row, "subscription_id", payment.subscription.id);
        scalars.numberAmount(row, "amount", payment.shownAmount());
        row.put("currency", payment.subscription.currency).put("payout_date", Alerts.day(payment.date));
        scalars.flag(row, "is_paid", payment.isPaid());
        scalars.flag(row, "is_one_off_charge", payment.isOneOff());
        if (payment.isPaid()) {
            row.put("receipt_url", receiptUrl(payment));
        }
        return row;
    }

    /** The answer to a one-off charge. Paddle: the amount is text here; the sandbox prints three decimals. */
    ObjectNode charge(Payment payment) {
        ObjectNode charge = Json.MAPPER.createObjectNode();
        scalars.whole(charge, "invoice_id", payment.id);
        scalars.whole(charge, "subscription_id", payment.subscription.id);
        charge.put("amount", scalars.loose() ? Scalars.text(payment.amount) : payment.amount.toPlainString());
        return charge.put("currency", payment.subscription.currency).put("payment_date", Alerts.day(payment.date))
                .put("receipt_url", receiptUrl(payment)).put("order_id", orderId(payment)).put("status", "success");
    }

    static String orderId(Payment payment) {
        return payment.subscription.userId + "-" + payment.id;
    }

    static String receiptUrl(Payment payment) {
        return "https://my.paddle.com/receipt/" + orderId(payment) + "/stand-in";
    }
}
