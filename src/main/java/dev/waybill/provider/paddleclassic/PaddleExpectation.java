package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.Placeholder;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Paddle would answer to a call that is not sent. A look at a subscription shows it as it was last seen, or one that fits the
 * bill; a look at its modifiers shows ours as far as they are known; a write succeeds. Only Paddle can tell whether the list then
 * shows what was made, and what a payment took in.
 */
final class PaddleExpectation {

    /** Ids of modifiers that would be made, far above Paddle's own. They occur in no call before the list that ends a preview. */
    private static final long FIRST_MADE = 9_000_000_000_000_000_000L;

    private final Delivery delivery;
    private final PaddleHolding held;
    private final Call call;
    private final Map<String, String> asked;

    PaddleExpectation(Delivery delivery, PaddleHolding held, Call call) {
        this.delivery = delivery;
        this.held = held;
        this.call = call;
        asked = FormBody.parse(call.body());
    }

    Expectation expectation() {
        if (delivery.unsettled() != null) {
            return new Expectation.Open("Nobody knows yet how an earlier " + delivery.unsettled().name() + " ended, so Paddle is"
                    + " looked at first. A modifier is made again only if neither Paddle's list nor a payment can hold it.");
        }
        return switch (call.name()) {
            case PaddleCalls.READ_SUBSCRIPTION -> subscription();
            case PaddleCalls.LIST_MODIFIERS -> held.lookUp().lacksProof() ? new Expectation.Open("If Paddle lists what was just"
                    + " made as it was sent, the delivery is COMPLETE; if it lists it otherwise, it is deleted again.") : modifiers();
            case PaddleCalls.CREATE_MODIFIER -> new Expectation.Certain(done(made()), Map.of());
            case PaddleCalls.DELETE_MODIFIER -> new Expectation.Assumed(done(null), "No payment has taken in modifier "
                    + asked.get(PaddleCalls.MODIFIER) + " yet.", Map.of());
            default -> new Expectation.Open("What follows depends on whether a payment that Paddle lists can have taken in a modifier"
                    + " that is gone.");
        };
    }

    private Expectation subscription() {
        String id = asked.getOrDefault(PaddleCalls.SUBSCRIPTION, "");
        if (asked.containsKey("state") || !id.matches("[0-9]{1,18}")) {
            return new Expectation.Open("What follows depends on whether Paddle knows subscription " + id + ".");
        }
        SeenSubscription last = held.subscription();
        boolean known = last != null && last.id().equals(id) && !last.state().equals(SeenSubscription.UNKNOWN);
        String currency = PaddleCharges.of(delivery).currency();
        SeenSubscription seen = known ? last : new SeenSubscription(id, "active", currency, null, null,
                Placeholder.named("date of the next payment"), null);
        LocalDate changed = LocalDate.ofInstant(delivery.bill().changedAt(), ZoneOffset.UTC);
        String condition = "Subscription " + id + (known ? " is still as Waybill last saw it: " + seen.state() + ", charged in "
                + seen.currency() + ", paid last on " + seen.lastDate() + ", next payment on " + seen.nextDate() + "."
                : " is active, is charged in " + currency + ", has a next payment, and was not paid after " + changed + ", when the"
                + " bill was last changed.");
        return new Expectation.Assumed(done(Json.MAPPER.createArrayNode().add(row(seen))), condition, Map.of());
    }

    private static ObjectNode row(SeenSubscription seen) {
        ObjectNode row = Json.MAPPER.createObjectNode().put(PaddleCalls.SUBSCRIPTION, seen.id()).put("state", seen.state());
        payment(row, "last_payment", seen.lastDate(), seen.lastAmount(), seen.currency());
        payment(row, "next_payment", seen.nextDate(), seen.nextAmount(), seen.currency());
        return row;
    }

    private static void payment(ObjectNode row, String name, String date, String amount, String currency) {
        if (date != null) {
            row.putObject(name).put("date", date).put("amount", amount).put("currency", currency);
        }
    }

    /** A page of the bill's modifiers. Those of others are on it too, but say nothing of the bill. */
    private Expectation modifiers() {
        String subscription = asked.getOrDefault(PaddleCalls.SUBSCRIPTION, "");
        long after = Long.parseLong(asked.getOrDefault("after", "0"));
        List<HeldModifier> page = held.modifiers().stream()
                .filter(one -> one.open() && one.id() != null && one.id() > after && one.subscription().equals(subscription))
                .sorted(Comparator.comparing(HeldModifier::id)).limit(PaddleCalls.PAGE).toList();
        ArrayNode rows = Json.MAPPER.createArrayNode();
        page.forEach(one -> rows.add(row(one)));
        String condition = page.isEmpty() ? "Subscription " + subscription + " carries no modifier of this bill yet."
                : "Still waiting for the next payment of subscription " + subscription + ", and no others of this bill: "
                + (page.size() == 1 ? "modifier " : "modifiers ") + page.stream().map(one -> String.valueOf(one.id()))
                .collect(Collectors.joining(", ")) + ".";
        return new Expectation.Assumed(done(rows), condition, Map.of());
    }

    private ObjectNode row(HeldModifier modifier) {
        String description = modifier.part().isEmpty() ? "" : BillTag.of(delivery).on(modifier.part(), modifier.amount(),
                String.valueOf(modifier.currency()));
        return Json.MAPPER.createObjectNode().put(PaddleCalls.MODIFIER, modifier.id())
                .put(PaddleCalls.SUBSCRIPTION, modifier.subscription()).put("amount", modifier.amount().toPlainString())
                .put("currency", modifier.currency()).put("is_recurring", modifier.recurring()).put("description", description);
    }

    private ObjectNode made() {
        return Json.MAPPER.createObjectNode().put(PaddleCalls.MODIFIER, FIRST_MADE + held.lookUp().created().size())
                .put(PaddleCalls.SUBSCRIPTION, asked.getOrDefault(PaddleCalls.SUBSCRIPTION, ""));
    }

    private static Answer done(JsonNode response) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("success", true);
        if (response != null) {
            body.set("response", response);
        }
        return Answer.of(200, Map.of(), Json.write(body));
    }
}
