package dev.waybill.standin.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.m3ter.Bills.Kept;
import dev.waybill.standin.server.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bills and their lines as m3ter's calls show them. The line shape inside a bill and on its own differ. */
final class BillViews {

    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    /** Compared as text with the bill's field of the same name. */
    private static final List<String> EQUAL = List.of("accountId", "status", "locked", "billDate", "billingFrequency", "billJobId");
    private static final Set<String> LIST_QUERY = Set.of("accountId", "status", "locked", "billDate", "billDateStart",
            "billDateEnd", "externalInvoiceDateStart", "externalInvoiceDateEnd", "billingFrequency", "billJobId", "ids",
            "excludeLineItems", "includeBillTotal", "additional", "pageSize", "nextToken");

    private final Bills bills;
    private final int embedded;

    BillViews(Bills bills, int embedded) {
        this.bills = bills;
        this.embedded = embedded;
    }

    /** {@code GET /bills/{id}}, and what the calls that change a bill answer. */
    ObjectNode bill(Kept bill) {
        ObjectNode shown = bill.current().deepCopy();
        if (shown.path("lineItems") instanceof ArrayNode lines) {
            while (lines.size() > embedded) {
                lines.remove(lines.size() - 1);
            }
        }
        return shown;
    }

    /** {@code GET /bills}. m3ter: newest first; the total only on request; end dates are exclusive. */
    ObjectNode list(Request request) {
        Map<String, String> query = Query.read(request.query(), LIST_QUERY);
        long from = query.getOrDefault("nextToken", "").isEmpty() ? Long.MAX_VALUE : offset(query.get("nextToken"));
        int size = pageSize(query);
        List<Kept> found = bills.newestFirst().stream().filter(bill -> bill.sequence() < from && fits(bill.current(), query))
                .limit(size + 1L).toList();
        List<Kept> page = found.subList(0, Math.min(size, found.size()));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode data = answer.putArray("data");
        for (Kept bill : page) {
            ObjectNode shown = bill(bill);
            if ("true".equals(query.get("excludeLineItems"))) {
                shown.remove("lineItems");
            }
            if (!"true".equals(query.get("includeBillTotal"))) {
                shown.remove("billTotal");
            }
            data.add(shown);
        }
        return answer.put("nextToken", found.size() > size ? token(page.get(size - 1).sequence()) : null);
    }

    /** {@code GET /bills/{id}/lineitems}. */
    ObjectNode lineItems(Kept bill, Request request) {
        Map<String, String> query = Query.read(request.query(), Set.of("additional", "pageSize", "nextToken"));
        JsonNode lines = bill.current().path("lineItems");
        int from = query.getOrDefault("nextToken", "").isEmpty() ? 0 : (int) offset(query.get("nextToken"));
        int to = Math.min(lines.size(), from + pageSize(query));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode data = answer.putArray("data");
        for (int i = from; i < to; i++) {
            data.add(lineItem(bill, lines.get(i)));
        }
        return answer.put("nextToken", to < lines.size() ? token(to) : null);
    }

    /** {@code GET /bills/{id}/lineitems/{id}}. */
    ObjectNode lineItem(Kept bill, String id) {
        for (JsonNode line : bill.current().path("lineItems")) {
            if (line.path("id").asText().equals(id)) {
                return lineItem(bill, line);
            }
        }
        throw new M3terError(404, "Line item not found: " + id);
    }

    /** m3ter: on its own a line calls its bands {@code bandUsage}, names its bill and knows no child account. */
    private static ObjectNode lineItem(Kept bill, JsonNode line) {
        ObjectNode shown = line.deepCopy();
        JsonNode bands = shown.remove("usagePerPricingBand");
        if (bands != null) {
            shown.set("bandUsage", bands);
        }
        shown.remove(List.of("childAccountId", "childAccountCode"));
        shown.put("billId", bill.id()).put("version", 1);
        for (String audit : List.of("dtCreated", "dtLastModified", "createdBy", "lastModifiedBy")) {
            if (bill.current().has(audit)) {
                shown.set(audit, bill.current().get(audit));
            }
        }
        return shown;
    }

    private static boolean fits(ObjectNode bill, Map<String, String> query) {
        return EQUAL.stream().allMatch(field -> !query.containsKey(field) || bill.path(field).asText().equals(query.get(field)))
                && isWithin(bill.path("billDate").asText(), query.get("billDateStart"), query.get("billDateEnd"))
                && isWithin(bill.path("externalInvoiceDate").asText(), query.get("externalInvoiceDateStart"),
                        query.get("externalInvoiceDateEnd"))
                && (!query.containsKey("ids") || new HashSet<>(Arrays.asList(query.get("ids").split(",")))
                        .contains(bill.path("id").asText()));
    }

    /** Dates as {@code YYYY-MM-DD} order like text; a bill without the date fits no range. */
    private static boolean isWithin(String date, String start, String end) {
        return (start == null || !date.isEmpty() && date.compareTo(start) >= 0)
                && (end == null || !date.isEmpty() && date.compareTo(end) < 0);
    }

    private static int pageSize(Map<String, String> query) {
        String size = query.getOrDefault("pageSize", String.valueOf(USUAL_PAGE));
        if (!size.matches("[0-9]{1,3}") || Integer.parseInt(size) < 1 || Integer.parseInt(size) > LARGEST_PAGE) {
            throw new M3terError(400, "pageSize must be from 1 to " + LARGEST_PAGE + ", not " + size);
        }
        return Integer.parseInt(size);
    }

    private static String token(long offset) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("after-" + offset).getBytes(StandardCharsets.UTF_8));
    }

    private static long offset(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.matches("after-[0-9]{1,9}")) {
                return Long.parseLong(text.substring("after-".length()));
            }
        } catch (IllegalArgumentException e) {
            // Not even base64: answered like any other token that no page gave out.
        }
        throw new M3terError(400, "nextToken is not one that a page gave out.");
    }
}
