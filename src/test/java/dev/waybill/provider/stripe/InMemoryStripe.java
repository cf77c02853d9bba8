package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.FormBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the calls of this package as Stripe does: drafts, lines, states, idempotency keys, refusal of unknown parameters. */
final class InMemoryStripe {

    private static final Pattern ITEM = Pattern.compile("lines\\[(\\d+)](.*)");
    private static final Set<String> UPDATE = Set.of("collection_method", "days_until_due", "description",
            "automatic_tax[enabled]");
    private static final Set<String> CREATE = Set.of("customer", "currency", "auto_advance", "pending_invoice_items_behavior",
            "collection_method", "days_until_due", "description", "automatic_tax[enabled]");
    private static final Set<String> LINE = Set.of("[id]", "[amount]", "[description]", "[discountable]", "[period][start]",
            "[period][end]", "[behavior]");

    /** One invoice. */
    static final class Invoice {
        final String id;
        final String customer;
        final String currency;
        String status = "draft";
        final Map<String, String> header = new TreeMap<>();
        final Map<String, String> metadata = new TreeMap<>();
        final List<Line> lines = new ArrayList<>();

        Invoice(String id, String customer, String currency) {
            this.id = id;
            this.customer = customer;
            this.currency = currency;
        }

        long subtotal() {
            return lines.stream().mapToLong(line -> line.amount).sum();
        }
    }

    /** One line of an invoice. */
    static final class Line {
        final String id;
        long amount;
        String description;
        final Map<String, String> metadata = new TreeMap<>();

        Line(String id) {
            this.id = id;
        }
    }

    private record Kept(String request, Answer answer) {
    }

    final Map<String, Invoice> invoices = new LinkedHashMap<>();
    final List<Call> received = new ArrayList<>();
    final Set<String> customers = new HashSet<>(Set.of(Samples.CUSTOMER, "cus_Other"));
    private final Map<String, Kept> keys = new HashMap<>();
    private int lastId;

    /** Does what is asked, or answers from what is kept under the key. */
    Answer answer(Call call) {
        received.add(call);
        if (!"2026-10-28.endive".equals(call.headers().get("Stripe-Version"))) {
            return error(400, "version_missing", "no version", null);
        }
        if (!call.method().equals("POST")) {
            return call.idempotencyKey().isEmpty() ? execute(call) : error(400, "key_without_post", "no key expected", null);
        }
        String request = call.path() + "?" + call.body();
        Kept kept = keys.get(call.idempotencyKey());
        if (kept != null) {
            return kept.request.equals(request) ? replayed(kept.answer) : misused();
        }
        Answer answer = execute(call);
        keys.put(call.idempotencyKey(), new Kept(request, answer));
        return answer;
    }

    /** Keeps a 500 under the key; the work may be done or not. */
    Answer fail(Call call, boolean doTheWork) {
        received.add(call);
        String request = call.path() + "?" + call.body();
        Kept kept = keys.get(call.idempotencyKey());
        if (kept != null && !call.idempotencyKey().isEmpty()) {
            return replayed(kept.answer);
        }
        if (doTheWork) {
            execute(call);
        }
        Answer failure = Answer.of(500, Map.of(), "{\"error\":{\"type\":\"api_error\",\"message\":\"something failed\"}}");
        if (call.method().equals("POST")) {
            keys.put(call.idempotencyKey(), new Kept(request, failure));
        }
        return failure;
    }

    void forgetKeys() {
        keys.clear();
    }

    Invoice only() {
        if (invoices.size() != 1) {
            throw new AssertionError("expected one invoice, found " + invoices.keySet());
        }
        return invoices.values().iterator().next();
    }

    /** A line that a person put on the invoice. */
    Line addByHand(Invoice invoice, long amount) {
        Line line = new Line("il_" + ++lastId);
        line.amount = amount;
        line.description = "by hand";
        invoice.lines.add(line);
        return line;
    }

    private Answer execute(Call call) {
        Map<String, String> form = FormBody.parse(call.body().isEmpty() ? call.query() : call.body());
        String[] path = call.path().split("/");
        if (path.length == 3) {
            return call.method().equals("GET") ? invoicesOf(form) : create(form);
        }
        Invoice invoice = invoices.get(path[3]);
        if (invoice == null) {
            return error(404, "resource_missing", "no such invoice", "id");
        }
        String action = path.length > 4 ? path[4] : "";
        return switch (call.method() + " " + action) {
            case "GET " -> ok(json(invoice));
            case "GET lines" -> page(invoice.lines.stream().map(line -> json(line, invoice)).toList(), form);
            case "DELETE " -> delete(invoice);
            case "POST " -> update(invoice, form);
            case "POST finalize" -> finish(invoice);
            case "POST add_lines" -> lines(invoice, form, "add");
            case "POST update_lines" -> lines(invoice, form, "update");
            case "POST remove_lines" -> lines(invoice, form, "remove");
            default -> error(404, "", "no such route", null);
        };
    }

    private Answer create(Map<String, String> form) {
        Answer unknown = unknown(form, CREATE);
        if (unknown != null) {
            return unknown;
        }
        if (!customers.contains(form.get("customer"))) {
            return error(400, "resource_missing", "no such customer", "customer");
        }
        Invoice invoice = new Invoice("in_" + ++lastId, form.get("customer"), form.get("currency"));
        write(invoice, form, "metadata");
        invoices.put(invoice.id, invoice);
        return ok(json(invoice));
    }

    private Answer update(Invoice invoice, Map<String, String> form) {
        boolean onlyMetadata = form.keySet().stream().allMatch(key -> key.startsWith("metadata["));
        if (!invoice.status.equals("draft") && !onlyMetadata) {
            return error(400, "", "field cannot change after finalization", "description");
        }
        Answer unknown = unknown(form, UPDATE);
        if (unknown == null) {
            write(invoice, form, "metadata");
        }
        return unknown == null ? ok(json(invoice)) : unknown;
    }

    private Answer finish(Invoice invoice) {
        if (!invoice.status.equals("draft")) {
            return error(400, "", "already finalized", null);
        }
        invoice.status = invoice.subtotal() > 0 ? "open" : "paid";
        return ok(json(invoice));
    }

    private Answer delete(Invoice invoice) {
        if (!invoice.status.equals("draft")) {
            return error(400, "", "only drafts can be deleted", null);
        }
        invoices.remove(invoice.id);
        return ok(Json.MAPPER.createObjectNode().put("id", invoice.id).put("object", "invoice").put("deleted", true));
    }

    private Answer lines(Invoice invoice, Map<String, String> form, String action) {
        if (!invoice.status.equals("draft")) {
            return error(400, "invoice_not_editable", "invoice is final", null);
        }
        Map<Integer, Map<String, String>> items = new TreeMap<>();
        for (Map.Entry<String, String> field : form.entrySet()) {
            Matcher item = ITEM.matcher(field.getKey());
            if (item.matches()) {
                if (!LINE.contains(item.group(2)) && !item.group(2).startsWith("[metadata]")) {
                    return error(400, "parameter_unknown", "no such parameter", field.getKey());
                }
                items.computeIfAbsent(Integer.parseInt(item.group(1)), index -> new LinkedHashMap<>())
                        .put(item.group(2), field.getValue());
            }
        }
        if (action.equals("add") && invoice.lines.size() + items.size() > 250) {
            return error(400, "", "too many items", null);
        }
        for (Map<String, String> item : items.values()) {
            Answer refused = line(invoice, item, action);
            if (refused != null) {
                return refused;
            }
        }
        write(invoice, form, "invoice_metadata");
        return ok(json(invoice));
    }

    private Answer line(Invoice invoice, Map<String, String> item, String action) {
        Line line = new Line("il_" + ++lastId);
        if (action.equals("add")) {
            invoice.lines.add(0, line);
        } else {
            line = invoice.lines.stream().filter(held -> held.id.equals(item.get("[id]"))).findFirst().orElse(null);
            if (line == null) {
                return error(400, "resource_missing", "no such line", "lines[0][id]");
            }
            if (action.equals("remove")) {
                invoice.lines.remove(line);
                return null;
            }
        }
        line.amount = Long.parseLong(item.get("[amount]"));
        line.description = item.get("[description]");
        for (Map.Entry<String, String> field : item.entrySet()) {
            if (field.getKey().startsWith("[metadata]")) {
                line.metadata.put(field.getKey().substring(11, field.getKey().length() - 1), field.getValue());
            }
        }
        return null;
    }

    private Answer invoicesOf(Map<String, String> query) {
        if (!customers.contains(query.get("customer"))) {
            return error(400, "resource_missing", "no such customer", "customer");
        }
        List<Invoice> newestFirst = new ArrayList<>(invoices.values());
        Collections.reverse(newestFirst);
        newestFirst.removeIf(invoice -> !invoice.customer.equals(query.get("customer")));
        return page(newestFirst.stream().map(InMemoryStripe::json).toList(), query);
    }

    private static Answer page(List<ObjectNode> all, Map<String, String> query) {
        int start = 0;
        for (int i = 0; i < all.size(); i++) {
            start = all.get(i).path("id").asText().equals(query.get("starting_after")) ? i + 1 : start;
        }
        int end = Math.min(all.size(), start + Integer.parseInt(query.get("limit")));
        ObjectNode page = Json.MAPPER.createObjectNode().put("object", "list").put("has_more", end < all.size());
        page.putArray("data").addAll(all.subList(start, end));
        return ok(page);
    }

    private static void write(Invoice invoice, Map<String, String> form, String metadata) {
        form.forEach((key, value) -> {
            if (key.startsWith(metadata + "[")) {
                invoice.metadata.put(key.substring(metadata.length() + 1, key.length() - 1), value);
            } else if (UPDATE.contains(key)) {
                invoice.header.put(key, value);
            }
        });
    }

    private static Answer unknown(Map<String, String> form, Set<String> known) {
        return form.keySet().stream().filter(key -> !known.contains(key) && !key.startsWith("metadata[")).findFirst()
                .map(key -> error(400, "parameter_unknown", "no such parameter", key)).orElse(null);
    }

    private static ObjectNode json(Invoice invoice) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", invoice.id).put("object", "invoice")
                .put("status", invoice.status).put("customer", invoice.customer).put("currency", invoice.currency)
                .put("subtotal", invoice.subtotal()).put("total", invoice.subtotal()).put("customer_email", "ann@example.com");
        ObjectNode metadata = json.putObject("metadata");
        invoice.metadata.forEach(metadata::put);
        ObjectNode embedded = json.putObject("lines").put("object", "list").put("has_more", invoice.lines.size() > 10);
        ArrayNode lines = embedded.putArray("data");
        invoice.lines.stream().limit(10).forEach(line -> lines.add(json(line, invoice)));
        return json;
    }

    private static ObjectNode json(Line line, Invoice invoice) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", line.id).put("object", "line_item")
                .put("amount", line.amount).put("currency", invoice.currency).put("description", line.description);
        ObjectNode metadata = json.putObject("metadata");
        line.metadata.forEach(metadata::put);
        return json;
    }

    private static Answer ok(ObjectNode body) {
        return Answer.of(200, Map.of("Request-Id", "req_1"), Json.write(body));
    }

    private static Answer replayed(Answer answer) {
        return Answer.of(answer.status(), Map.of("Idempotent-Replayed", "true"), answer.body());
    }

    private static Answer misused() {
        return Answer.of(400, Map.of(), "{\"error\":{\"type\":\"idempotency_error\",\"message\":\"key was used before\"}}");
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
