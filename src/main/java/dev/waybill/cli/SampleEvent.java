package dev.waybill.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/** The events that {@code trigger} knows by name, in m3ter's shape: a bill with one usage line. */
enum SampleEvent {
    BILL_CREATED("bill.created", "billing.bill.created", "PENDING", 1),
    BILL_UPDATED("bill.updated", "billing.bill.updated", "PENDING", 2),
    /** m3ter has no event of that name: approval is an update whose new status is APPROVED and whose old one is not. */
    BILL_APPROVED("bill.approved", "billing.bill.updated", "APPROVED", 3);

    private final String word;
    private final String eventName;
    private final String status;
    private final int usualVersion;

    SampleEvent(String word, String eventName, String status, int usualVersion) {
        this.word = word;
        this.eventName = eventName;
        this.status = status;
        this.usualVersion = usualVersion;
    }

    static SampleEvent named(String word) {
        return Arrays.stream(values()).filter(sample -> sample.word.equals(word)).findFirst()
                .orElseThrow(() -> new CommandFailedException("There is no sample " + word + ". Known: " + Arrays.stream(values())
                        .map(sample -> sample.word).collect(Collectors.joining(", ")) + "; or give --file."));
    }

    /**
     * The event as it is posted.
     *
     * @param version null for the one that is usual for this kind of event
     * @param amount  of the only line, in major units
     */
    String json(String billId, Integer version, String account, BigDecimal amount, String currency) {
        Instant now = Instant.now();
        LocalDate end = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        ObjectNode bill = Json.MAPPER.createObjectNode().put("id", billId).put("version", version == null ? usualVersion : version)
                .put("accountId", account).put("currency", currency).put("status", status).put("locked", false)
                .put("startDate", end.minusMonths(1).toString()).put("endDate", end.toString()).put("billDate", end.toString())
                .put("dtLastModified", now.toString()).put("billTotal", amount);
        bill.putArray("lineItems").addObject().put("id", UUID.randomUUID().toString()).put("lineItemType", "USAGE")
                .put("description", "Sample usage").put("quantity", 1).put("units", 1).put("unit", "")
                .put("averageUnitPrice", amount).put("subtotal", amount).put("currency", currency).put("conversionRate", 1)
                .put("convertedSubtotal", amount).put("productId", "sample-product");
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", UUID.randomUUID().toString()).put("eventName", eventName)
                .put("eventTime", now.toString());
        ObjectNode data = event.putObject("m3terEvent").putObject("eventData");
        data.set("newDto", bill);
        if (this == BILL_APPROVED) {
            data.set("oldDto", bill.deepCopy().put("status", "PENDING").put("version", bill.path("version").asInt() - 1));
        }
        return event.toString();
    }

    /** The id of the bill that an event's bytes speak of; empty when they are no such event. */
    static String billId(byte[] body) {
        try {
            JsonNode event = Json.MAPPER.readTree(body);
            JsonNode data = event.path("m3terEvent").path("eventData");
            return (data.has("newDto") ? data.path("newDto") : data.has("oldDto") ? data.path("oldDto") : event).path("id").asText("");
        } catch (IOException e) {
            return "";
        }
    }
}
