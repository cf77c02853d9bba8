package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.Placeholder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Stripe would answer in mode subscription to a call that is not sent. Writes follow from what is sent; a look shows a
 * subscription that runs and our items as they were last left. What became of an invoice only Stripe can tell.
 */
final class PendingExpectation {

    private final Delivery delivery;
    private final PendingHolding held;
    private final Call call;

    PendingExpectation(Delivery delivery, PendingHolding held, Call call) {
        this.delivery = delivery;
        this.held = held;
        this.call = call;
    }

    Expectation expectation() {
        if (delivery.unsettled() != null) {
            return new Expectation.Open("Nobody knows yet how an earlier " + delivery.unsettled().name() + " ended, so Stripe is"
                    + " looked at first. If it shows the effect, the delivery goes on from there; if not, the very same call is sent"
                    + " again.");
        }
        return switch (call.name()) {
            case PendingCalls.GET_SUBSCRIPTION -> subscription();
            case PendingCalls.LIST_PENDING -> pending();
            case PendingCalls.LIST_ITEMS -> assumed(page(held.items()), "Items that are no longer pending are on the invoice on which"
                    + " Waybill last saw them.");
            case PendingCalls.CREATE_ITEM -> created();
            case PendingCalls.UPDATE_ITEM -> certain(object().put("id", objectOf(call.path())), Map.of());
            case PendingCalls.DELETE_ITEM -> certain(object().put("id", objectOf(call.path())).put("deleted", true), Map.of());
            default -> new Expectation.Open("What follows depends on the invoice that took up items of the bill: on a draft they are"
                    + " changed, on a final one they are left as they are, and the difference is reported.");
        };
    }

    private Expectation subscription() {
        String currency = delivery.bill().currency().toLowerCase(Locale.ROOT);
        ObjectNode body = object().put("id", delivery.subscription()).put("customer", delivery.customer()).put("currency", currency)
                .put("status", "active");
        body.putObject("items").put("total_count", 1);
        return assumed(body, "Subscription " + delivery.subscription() + " runs, is in " + delivery.bill().currency().toUpperCase(Locale.ROOT)
                + " and belongs to customer " + delivery.customer() + ".");
    }

    private Expectation pending() {
        List<HeldItem> waiting = held.items().stream().filter(HeldItem::pending).toList();
        if (held.seen() == PendingHolding.Seen.ASSUMED) {
            return certain(page(waiting), Map.of());
        }
        return assumed(page(waiting), held.items().isEmpty()
                ? "What others have waiting for the subscription's next invoice leaves room for the bill."
                : "The bill's items are as Waybill last left them, and no invoice has taken them up since.");
    }

    private Expectation created() {
        String name = "item id " + (held.items().size() + 1) + " of call " + (held.plan().calls() + 1);
        String line = FormBody.parse(call.body()).getOrDefault("description", "");
        return certain(object().put("id", Placeholder.named(name)), Map.of(name, "the item made for: " + line));
    }

    private ObjectNode page(List<HeldItem> items) {
        ObjectNode page = object();
        ArrayNode data = page.putArray("data");
        for (int i = items.size() - 1; i >= 0; i--) {
            HeldItem item = items.get(i);
            ObjectNode shown = data.addObject().put("id", item.id()).put("amount", item.amount()).put("invoice", item.invoice());
            shown.putObject("metadata").put(StripeCalls.BILL, StripeLines.mark(delivery.bill().id()))
                    .put(StripeCalls.INTEGRATION, String.valueOf(delivery.integrationId())).put(StripeCalls.LINE, item.key())
                    .put(StripeCalls.HASH, item.hash());
        }
        return page.put("has_more", false);
    }

    private static String objectOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Expectation assumed(ObjectNode body, String condition) {
        return new Expectation.Assumed(Answer.of(200, Map.of(), Json.write(body)), condition, Map.of());
    }

    private static Expectation certain(ObjectNode body, Map<String, String> ids) {
        return new Expectation.Certain(Answer.of(200, Map.of(), Json.write(body)), new LinkedHashMap<>(ids));
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
