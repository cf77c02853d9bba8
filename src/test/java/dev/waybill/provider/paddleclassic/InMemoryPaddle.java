package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.FormBody;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers the calls of this package as Paddle Classic does: subscriptions, modifiers, payments, errors with status 200, refusal of
 * unknown fields and of credentials that do not belong into a stored body.
 */
final class InMemoryPaddle {

    /** What Paddle does with a one-time modifier that was charged: its texts do not say. */
    enum Charged {
        /** It stays in the list; deleting it is error 124. */
        STAYS,
        /** It leaves the list; deleting it is error 124. */
        LEAVES,
        /** It leaves the list; deleting it is error 123, as if it had never been. */
        IS_FORGOTTEN
    }

    /** One modifier. */
    static final class Modifier {
        final long id;
        final String subscription;
        BigDecimal amount;
        String description;
        boolean recurring;
        boolean charged;

        Modifier(long id, String subscription) {
            this.id = id;
            this.subscription = subscription;
        }
    }

    /** One subscription. */
    static final class Subscription {
        final String id;
        String state = "active";
        String currency = "EUR";
        LocalDate last = LocalDate.of(2025, 9, 15);
        LocalDate next = LocalDate.of(2025, 10, 15);
        BigDecimal lastAmount = new BigDecimal("49");

        Subscription(String id) {
            this.id = id;
        }
    }

    private record Payment(String subscription, LocalDate date, BigDecimal amount, boolean oneOff) {
    }

    private static final Map<String, Set<String>> FIELDS = Map.of(
            "users", Set.of("subscription_id", "state"),
            "modifiers", Set.of("subscription_id", "results_per_page", "after"),
            "modifiers/create", Set.of("subscription_id", "modifier_amount", "modifier_recurring", "modifier_description"),
            "modifiers/delete", Set.of("modifier_id"),
            "payments", Set.of("subscription_id", "is_paid", "is_one_off_charge", "from"));

    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    /** In the order they were made; deleted ones are gone, charged ones stay here whatever the list shows. */
    final List<Modifier> modifiers = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
    final List<Call> received = new ArrayList<>();
    private final Charged mode;
    int largestPage = 250;
    private long lastId = 190_000;

    InMemoryPaddle() {
        this(Charged.STAYS);
    }

    InMemoryPaddle(Charged mode) {
        this.mode = mode;
        subscription(Samples.SUBSCRIPTION);
        subscription("8800001");
    }

    Subscription subscription(String id) {
        return subscriptions.computeIfAbsent(id, Subscription::new);
    }

    /** A payment of the subscription's price and of every modifier on it. */
    void renew(String id) {
        Subscription subscription = subscription(id);
        BigDecimal amount = new BigDecimal("49");
        for (Modifier modifier : modifiers) {
            if (modifier.subscription.equals(id) && !modifier.charged) {
                amount = amount.add(modifier.amount);
                modifier.charged = !modifier.recurring;
            }
        }
        subscription.last = subscription.next;
        subscription.lastAmount = amount;
        subscription.next = subscription.next.plusMonths(1);
        payments.add(new Payment(id, subscription.last, amount, false));
    }

    void renew() {
        renew(Samples.SUBSCRIPTION);
    }

    void chargeOnce(LocalDate date) {
        payments.add(new Payment(Samples.SUBSCRIPTION, date, BigDecimal.TEN, true));
    }

    /** Another modifier that reads the same. */
    Modifier twinOf(Modifier one, long id) {
        Modifier twin = new Modifier(id, one.subscription);
        twin.amount = one.amount;
        twin.description = one.description;
        return twin;
    }

    /** A modifier that a person put on the subscription. */
    Modifier addByHand(String amount, String description) {
        Modifier modifier = new Modifier(++lastId, Samples.SUBSCRIPTION);
        modifier.amount = new BigDecimal(amount);
        modifier.description = description;
        modifiers.add(modifier);
        return modifier;
    }

    /** What was charged for the sample bill, and will be with the next payment, in all. */
    BigDecimal sum() {
        return ours().stream().map(modifier -> modifier.amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal chargedSum() {
        return ours().stream().filter(modifier -> modifier.charged).map(modifier -> modifier.amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    List<Modifier> ours() {
        return modifiers.stream().filter(modifier -> modifier.description.contains(Samples.TAG)).toList();
    }

    Modifier only() {
        if (ours().size() != 1) {
            throw new AssertionError("expected one modifier, found " + ours().size());
        }
        return ours().get(0);
    }

    Answer answer(Call call) {
        received.add(call);
        if (!call.method().equals("POST") || !call.path().startsWith("/api/2.0/subscription/") || !call.query().isEmpty()
                || !call.contentType().equals("application/x-www-form-urlencoded")) {
            throw new AssertionError("not a call of Paddle Classic: " + call);
        }
        String path = call.path().substring("/api/2.0/subscription/".length());
        Map<String, String> form = FormBody.parse(call.body());
        if (!FIELDS.getOrDefault(path, Set.of()).containsAll(form.keySet())) {
            throw new AssertionError("a field that does not belong into " + path + ": " + form.keySet());
        }
        return switch (path) {
            case "users" -> users(form);
            case "modifiers" -> list(form);
            case "modifiers/create" -> create(form);
            case "modifiers/delete" -> delete(Long.parseLong(form.get("modifier_id")));
            default -> payments(form);
        };
    }

    static Answer error(int code) {
        return Answer.of(200, Map.of(), "{\"success\":false,\"error\":{\"code\":" + code + ",\"message\":\"words\"}}");
    }

    private Answer users(Map<String, String> form) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        Subscription subscription = subscriptions.get(form.get("subscription_id"));
        if (subscription != null && subscription.state.equals("deleted") == "deleted".equals(form.get("state"))) {
            ObjectNode row = rows.addObject().put("subscription_id", Long.parseLong(subscription.id)).put("state", subscription.state)
                    .put("user_email", "ann@example.com");
            if (subscription.last != null) {
                row.putObject("last_payment").put("amount", subscription.lastAmount).put("currency", subscription.currency)
                        .put("date", subscription.last.toString());
            }
            if (subscription.next != null) {
                row.putObject("next_payment").put("amount", 49).put("currency", subscription.currency)
                        .put("date", subscription.next.toString());
            }
        }
        return ok(rows);
    }

    private Answer list(Map<String, String> form) {
        int page = Math.min(largestPage, Integer.parseInt(form.get("results_per_page")));
        long after = Long.parseLong(form.getOrDefault("after", "0"));
        ArrayNode rows = Json.MAPPER.createArrayNode();
        for (Modifier modifier : modifiers) {
            boolean shown = !modifier.charged || mode == Charged.STAYS;
            if (shown && modifier.subscription.equals(form.get("subscription_id")) && modifier.id > after && rows.size() < page) {
                rows.addObject().put("modifier_id", modifier.id).put("subscription_id", Long.parseLong(modifier.subscription))
                        .put("amount", modifier.amount.setScale(3).toPlainString())
                        .put("currency", subscriptions.get(modifier.subscription).currency)
                        .put("is_recurring", modifier.recurring ? 1 : 0).put("description", modifier.description);
            }
        }
        return ok(rows);
    }

    private Answer create(Map<String, String> form) {
        Subscription subscription = subscriptions.get(form.get("subscription_id"));
        if (subscription == null) {
            return error(119);
        }
        if (subscription.state.equals("deleted") || subscription.state.equals("paused")) {
            return error(subscription.state.equals("deleted") ? 187 : 194);
        }
        Modifier modifier = new Modifier(++lastId, subscription.id);
        modifier.amount = new BigDecimal(form.get("modifier_amount"));
        if (modifier.amount.signum() == 0 || form.get("modifier_description").length() > 255) {
            return error(155);
        }
        modifier.recurring = !"false".equals(form.get("modifier_recurring"));
        modifier.description = form.get("modifier_description");
        modifiers.add(modifier);
        return ok(Json.MAPPER.createObjectNode().put("subscription_id", Long.parseLong(subscription.id)).put("modifier_id", lastId));
    }

    private Answer delete(long id) {
        Modifier modifier = modifiers.stream().filter(one -> one.id == id).findFirst().orElse(null);
        if (modifier == null || modifier.charged && mode == Charged.IS_FORGOTTEN) {
            return error(123);
        }
        if (modifier.charged) {
            return error(124);
        }
        modifiers.remove(modifier);
        return Answer.of(200, Map.of(), "{\"success\":true}");
    }

    private Answer payments(Map<String, String> form) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        LocalDate from = LocalDate.parse(form.getOrDefault("from", "2000-01-01"));
        for (Payment payment : payments) {
            boolean asked = payment.subscription.equals(form.get("subscription_id")) && payment.date.isAfter(from)
                    && payment.oneOff == "1".equals(form.get("is_one_off_charge"));
            if (asked) {
                rows.addObject().put("id", 55_000_000 + rows.size()).put("subscription_id", Long.parseLong(payment.subscription))
                        .put("amount", payment.amount).put("currency", "EUR").put("payout_date", payment.date.toString())
                        .put("is_paid", 1).put("is_one_off_charge", payment.oneOff ? 1 : 0);
            }
        }
        return ok(rows);
    }

    private static Answer ok(JsonNode response) {
        return Answer.of(200, Map.of(), Json.write(Json.MAPPER.createObjectNode().put("success", true).set("response", response)));
    }
}
