package dev.waybill.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** m3ter bills for tests, as m3ter's own JSON. */
public final class Bills {

    /** Customers of load: the bills of one go one after the other. */
    static final int ACCOUNTS = 20;

    private Bills() {
    }

    /** An approved bill of the account of this number, in turn: {@code acc-1}, which is {@code cus_1} ... */
    public static ObjectNode numbered(int number, String id, String currency, String... amounts) {
        return billOf("acc-" + (1 + number % ACCOUNTS), id, currency, amounts);
    }

    /** What names the customers of those accounts; the first one's stands in {@link Rehearsal#setup}. */
    static String moreMappings() {
        return IntStream.rangeClosed(2, ACCOUNTS).mapToObj(i -> "      - { m3terEntity: Account, m3terId: acc-" + i
                + ", externalSystem: Stripe, externalTable: Customer, externalId: cus_" + i + " }\n").collect(Collectors.joining());
    }

    /** An approved bill of {@link Rehearsal#ACCOUNT} with one usage line per amount, version 1. */
    public static ObjectNode bill(String id, String currency, String... amounts) {
        return billOf(Rehearsal.ACCOUNT, id, currency, amounts);
    }

    public static ObjectNode billOf(String account, String id, String currency, String... amounts) {
        ObjectNode bill = Json.MAPPER.createObjectNode().put("id", id).put("version", 1).put("accountId", account)
                .put("accountCode", account + "-code").put("startDate", "2026-10-01").put("endDate", "2026-11-01")
                .put("billDate", "2026-11-01").put("currency", currency).put("status", "APPROVED").put("locked", false)
                .put("purchaseOrderNumber", "ordered by " + Rehearsal.PURCHASER).put("dtLastModified", "2026-11-01T09:30:00.000Z");
        bill.putArray("lineItems");
        for (int i = 0; i < amounts.length; i++) {
            addLine(bill, "USAGE", "Line " + (i + 1), amounts[i]);
        }
        return bill;
    }

    /** An approved USD bill with this many lines of 1.01, 1.02 ... */
    public static ObjectNode withLines(String id, int lines) {
        return bill(id, "USD", IntStream.rangeClosed(1, lines).mapToObj(i -> new BigDecimal(i).movePointLeft(2)
                .add(BigDecimal.ONE).toPlainString()).toArray(String[]::new));
    }

    /** Adds a line; its product is its description, so that it keeps its key over versions of the bill. */
    public static ObjectNode addLine(ObjectNode bill, String type, String description, String amount) {
        BigDecimal value = new BigDecimal(amount);
        bill.withArray("lineItems").addObject().put("id", UUID.randomUUID().toString()).put("lineItemType", type)
                .put("description", description).put("quantity", 1).put("units", 1).put("unit", "").put("averageUnitPrice", value)
                .put("subtotal", value).put("currency", bill.path("currency").asText()).put("conversionRate", 1)
                .put("convertedSubtotal", value).put("productId", description)
                .put("sequenceNumber", bill.withArray("lineItems").size())
                .put("servicePeriodStartDate", "2026-10-01T00:00:00Z").put("servicePeriodEndDate", "2026-11-01T00:00:00Z");
        return bill;
    }

    /** The bill's next version with these amounts instead. */
    public static ObjectNode next(ObjectNode bill, String... amounts) {
        ObjectNode next = billOf(bill.path("accountId").asText(), bill.path("id").asText(), bill.path("currency").asText(), amounts);
        long version = bill.path("version").asLong() + 1;
        return next.put("version", version).put("dtLastModified", "2026-11-01T09:3" + version % 10 + ":00.000Z")
                .put("status", bill.path("status").asText());
    }

    /** An event about a bill, with an id of its own, as m3ter shows them: {@code m3terEvent.eventData.newDto}. */
    public static String event(String eventName, ObjectNode bill) {
        return event(UUID.randomUUID().toString(), eventName, bill);
    }

    public static String event(String eventId, String eventName, ObjectNode bill) {
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", eventId).put("eventName", eventName)
                .put("eventTime", "2026-11-01T09:30:00.557Z");
        event.putObject("m3terEvent").putObject("eventData").set(eventName.endsWith("deleted") ? "oldDto" : "newDto", bill);
        return event.toString();
    }
}
