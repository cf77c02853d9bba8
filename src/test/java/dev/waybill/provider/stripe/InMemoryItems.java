package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.FormBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Answers the calls of mode subscription as Stripe does: items that wait, invoices that take them up, idempotency keys. */
final class InMemoryItems {

    static final String SUBSCRIPTION = "sub_1";

    private static final Set<String> CONTENT = Set.of("amount", "description", "period[start]", "period[end]");
    private static final Set<String> CREATE = Set.of("amount", "description", "period[start]", "period[end]", "customer", "subscription",
            "invoice", "currency", "discountable");

    /** One invoice item. */
    static final class Item {
        final String id;
        final String customer;
        final String subscription;
        long amount;
        String description;
        String invoice;
        final Map<String, String> metadata = new TreeMap<>();

        Item(String id, String customer, String subscription) {
            this.id = id;
            this.customer = customer;
            this.subscription = subscription;
        }
    }

    /** One subscription. */
    static final class Subscription {
        String customer = Samples.CUSTOMER;
        String currency = "usd";
        String status = "active";
        boolean taxed;
        int lines = 1;
    }

    private record Kept(String request, Answer answer) {
    }

    final Map<String, Item> items = new LinkedHashMap<>();
    final Map<String, Subscription> subscriptions = new HashMap<>(Map.of(SUBSCRIPTION, new Subscription()));
    /** Status by id. */
    final Map<String, String> invoices = new TreeMap<>();
    final List<Call> received = new ArrayList<>();
    final Set<String> customers = Set.of(Samples.CUSTOMER, "cus_Other");
    private final Map<String, Kept> keys = new HashMap<>();
    private int lastId;

    /** Does what is asked, or answers from what is kept under the key. */
    Answer answer(Call call) {
        received.add(call);
        if (!call.method().equals("POST")) {
            return execute(call);
        }
        String request = call.path() + "?" + call.body();
        Kept kept = keys.get(call.idempotencyKey());
        if (kept != null) {
            return kept.request.equals(request) ? Answer.of(kept.answer.status(), Map.of("Idempotent-Replayed", "true"), kept.answer.body())
                    : Answer.of(400, Map.of(), "{\"error\":{\"type\":\"idempotency_error\",\"message\":\"key was used before\"}}");
        }
        Answer answer = execute(call);
        keys.put(call.idempotencyKey(), new Kept(request, answer));
        return answer;
    }

    /** Keeps a 500 under the key; the work may be done or not. */
    Answer fail(Call call, boolean doTheWork) {
        received.add(call);
        Kept kept = keys.get(call.idempotencyKey());
        if (kept != null && !call.idempotencyKey().isEmpty()) {
            return Answer.of(kept.answer.status(), Map.of("Idempotent-Replayed", "true"), kept.answer.body());
        }
        if (doTheWork) {
            execute(call);
        }
        Answer failure = Answer.of(500, Map.of(), "{\"error\":{\"type\":\"api_error\",\"message\":\"something failed\"}}");
        if (call.method().equals("POST")) {
            keys.put(call.idempotencyKey(), new Kept(call.path() + "?" + call.body(), failure));
        }
        return failure;
    }

    void forgetKeys() {
        keys.clear();
    }

    /** The period ends: a draft takes up what waits, as much as it takes. */
    String renew(int most) {
        String id = "in_" + ++lastId;
        invoices.put(id, "draft");
        items.values().stream().filter(item -> item.invoice == null).limit(most).forEach(item -> item.invoice = id);
        return id;
    }

    long sum() {
        return items.values().stream().mapToLong(item -> item.amount).sum();
    }

    Item of(String key) {
        List<Item> found = items.values().stream().filter(item -> key.equals(item.metadata.get("gw_line"))).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " items for " + key);
        }
        return found.get(0);
    }

    private Answer execute(Call call) {
        Map<String, String> form = FormBody.parse(call.body().isEmpty() ? call.query() : call.body());
        String[] path = call.path().split("/");
        String id = path.length > 3 ? path[3] : "";
        return switch (call.method() + " " + path[2]) {
            case "GET subscriptions" -> subscription(id);
            case "GET invoices" -> invoice(id);
            case "GET invoiceitems" -> id.isEmpty() ? list(form)
                    : items.containsKey(id) ? ok(json(items.get(id))) : error(404, "resource_missing", "no such item", "id");
            case "POST invoiceitems" -> id.isEmpty() ? create(form) : change(id, form);
            case "DELETE invoiceitems" -> delete(id);
            default -> error(404, "", "no such route", null);
        };
    }

    private Answer subscription(String id) {
        Subscription found = subscriptions.get(id);
        if (found == null) {
            return error(404, "resource_missing", "no such subscription", "id");
        }
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", id).put("customer", found.customer).put("currency", found.currency)
                .put("status", found.status);
        json.putObject("automatic_tax").put("enabled", found.taxed);
        json.putObject("items").put("total_count", found.lines);
        return ok(json);
    }

    private Answer invoice(String id) {
        if (!invoices.containsKey(id)) {
            return error(404, "resource_missing", "no such invoice", "id");
        }
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", id).put("status", invoices.get(id));
        json.putObject("lines").put("total_count", on(id) + 1);
        return ok(json);
    }

    private long on(String invoice) {
        return items.values().stream().filter(item -> invoice.equals(item.invoice)).count();
    }

    private Answer create(Map<String, String> form) {
        Answer unknown = unknown(form, CREATE);
        if (unknown != null) {
            return unknown;
        }
        if (!customers.contains(form.get("customer"))) {
            return error(400, "resource_missing", "no such customer", "customer");
        }
        if (form.containsKey("subscription") && !subscriptions.containsKey(form.get("subscription"))) {
            return error(400, "resource_missing", "no such subscription", "subscription");
        }
        if (form.containsKey("invoice") && !"draft".equals(invoices.get(form.get("invoice")))) {
            return error(400, "", "not a draft", "invoice");
        }
        Item item = new Item("ii_" + ++lastId, form.get("customer"), form.get("subscription"));
        item.invoice = form.get("invoice");
        write(item, form);
        items.put(item.id, item);
        return ok(json(item));
    }

    private Answer change(String id, Map<String, String> form) {
        Answer unknown = unknown(form, CONTENT);
        Answer refused = unknown == null ? uneditable(id) : unknown;
        if (refused != null) {
            return refused;
        }
        write(items.get(id), form);
        return ok(json(items.get(id)));
    }

    private Answer delete(String id) {
        Answer refused = uneditable(id);
        if (refused != null) {
            return refused;
        }
        items.remove(id);
        return ok(Json.MAPPER.createObjectNode().put("id", id).put("deleted", true));
    }

    private Answer uneditable(String id) {
        Item item = items.get(id);
        if (item == null) {
            return error(404, "resource_missing", "no such item", "id");
        }
        return item.invoice == null || invoices.get(item.invoice).equals("draft") ? null : error(400, "", "the invoice is final", null);
    }

    private Answer list(Map<String, String> query) {
        if (!customers.contains(query.get("customer"))) {
            return error(400, "resource_missing", "no such customer", "customer");
        }
        boolean pending = "true".equals(query.get("pending"));
        Predicate<Item> asked = item -> item.customer.equals(query.get("customer")) && (!pending || item.invoice == null);
        List<Item> newestFirst = new ArrayList<>(items.values().stream().filter(asked).toList());
        Collections.reverse(newestFirst);
        int start = 0;
        if (query.containsKey("starting_after")) {
            if (!items.containsKey(query.get("starting_after"))) {
                return error(400, "resource_missing", "no such object", "starting_after");
            }
            for (int i = 0; i < newestFirst.size(); i++) {
                start = newestFirst.get(i).id.equals(query.get("starting_after")) ? i + 1 : start;
            }
        }
        int end = Math.min(newestFirst.size(), start + Integer.parseInt(query.get("limit")));
        ObjectNode page = Json.MAPPER.createObjectNode().put("object", "list").put("has_more", end < newestFirst.size());
        page.putArray("data").addAll(newestFirst.subList(start, end).stream().map(InMemoryItems::json).toList());
        return ok(page);
    }

    private static void write(Item item, Map<String, String> form) {
        item.amount = Long.parseLong(form.get("amount"));
        item.description = form.get("description");
        form.forEach((key, value) -> {
            if (key.startsWith("metadata[")) {
                item.metadata.put(key.substring(9, key.length() - 1), value);
            }
        });
    }

    private static Answer unknown(Map<String, String> form, Set<String> known) {
        return form.keySet().stream().filter(key -> !known.contains(key) && !key.startsWith("metadata[")).findFirst()
                .map(key -> error(400, "parameter_unknown", "no such parameter", key)).orElse(null);
    }

    private static ObjectNode json(Item item) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", item.id).put("object", "invoiceitem").put("amount", item.amount)
                .put("customer", item.customer).put("invoice", item.invoice);
        json.putObject("parent").putObject("subscription_details").put("subscription", item.subscription);
        ObjectNode metadata = json.putObject("metadata");
        item.metadata.forEach(metadata::put);
        return json;
    }

    private static Answer ok(ObjectNode body) {
        return Answer.of(200, Map.of("Request-Id", "req_1"), Json.write(body));
    }

    private static Answer error(int status, String code, String message, String param) {
        ObjectNode error = Json.MAPPER.createObjectNode().put("type", "invalid_request_error").put("message", message);
        if (!code.isEmpty()) {
            error.put("code", code);
        }
        if (param != null) {
            error.put("param", param);
        }
        return Answer.of(status, Map.of(), Json.write(Json.MAPPER.createObjectNode().set("error", error)));
    }
}
