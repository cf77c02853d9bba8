package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns m3ter's document of a bill into our {@link Bill}.
 *
 * <p>m3ter: only {@code id} is required by its schema. We also need an account, a currency and lines, for without them nobody
 * can be charged. Fields we do not read may hold anything; a field we read is as documented, or the bill is refused.
 */
public final class M3terBills {

    /** What {@link Bill#source()} says of these bills. */
    public static final String SOURCE = "m3ter";

    /** Major units of any currency. m3ter: nothing is said about rounding, so a total may be off by one hundredth. */
    private static final BigDecimal TOLERANCE = new BigDecimal("0.01");
    private static final String REMEDY = "Correct the bill in m3ter and recalculate it there, which sends it again.";

    /**
     * Reads one bill.
     *
     * @param document  the bill with its lines
     * @param eventTime when m3ter spoke of it, for a bill that does not tell when it changed; or null
     * @throws BillRefusedException when it cannot be used as it is, with all reasons in one message
     */
    public Bill read(JsonNode document, Instant eventTime) {
        if (document == null || !document.isObject()) {
            throw new BillRefusedException(BillRefusedException.INVALID, "The notice holds no bill.", "Give the inbound webhook"
                    + " the credentials of a m3ter service user, so that bills are read from m3ter, then recalculate the bill"
                    + " there, which sends it again.", null);
        }
        Findings findings = new Findings();
        Fields fields = new Fields(document, "", findings);
        String id = fields.id("id");
        String accountId = fields.id("accountId");
        String currency = fields.currency("currency");
        Long version = fields.whole("version");
        Instant changedAt = changedAt(fields, version, eventTime);
        BigDecimal statedTotal = fields.optionalAmount("billTotal");
        String accountCode = fields.text("accountCode");
        BillStatus status = BillStatus.of(fields.text("status"));
        boolean locked = fields.flag("locked");
        LocalDate startDate = fields.date("startDate");
        LocalDate endDate = fields.date("endDate");
        LocalDate billDate = fields.date("billDate");
        LocalDate dueDate = fields.date("dueDate");
        String purchaseOrder = fields.text("purchaseOrderNumber");
        String number = fields.text("sequentialInvoiceNumber");
        List<LineItem> lines = new M3terLines(id, currency, findings).read(fields.list("lineItems"));
        if (!findings.isEmpty()) {
            throw new BillRefusedException(BillRefusedException.INVALID,
                    "Bill " + (id == null ? "without a usable id" : id) + " cannot be used: " + findings + ".", REMEDY, id);
        }
        Bill bill = new Bill(SOURCE, id, version == null ? 0 : version, changedAt, accountId, accountCode, currency, status,
                locked, false, startDate, endDate, billDate, dueDate, purchaseOrder, number, statedTotal, lines);
        checkTotal(bill);
        return bill;
    }

    /**
     * The bill with the lines of these pages in place of its own. A listed line has no {@code childAccountId}; it gets that of
     * the embedded line with its id.
     *
     * @param lineItemPages answers of m3ter's line item listing, each with its lines in {@code data}
     */
    public ObjectNode merge(JsonNode bill, List<JsonNode> lineItemPages) {
        Map<String, JsonNode> childAccounts = new HashMap<>();
        for (JsonNode embedded : bill.path("lineItems")) {
            if (embedded.path("id").isTextual() && embedded.has("childAccountId")) {
                childAccounts.put(embedded.path("id").textValue(), embedded.get("childAccountId"));
            }
        }
        ObjectNode merged = ((ObjectNode) bill).objectNode();
        merged.setAll((ObjectNode) bill);
        ArrayNode lines = merged.putArray("lineItems");
        for (JsonNode page : lineItemPages) {
            for (JsonNode line : page.path("data")) {
                JsonNode childAccount = childAccounts.get(line.path("id").textValue());
                lines.add(childAccount == null || line.has("childAccountId") ? line : with(line, "childAccountId", childAccount));
            }
        }
        return merged;
    }

    private static JsonNode with(JsonNode line, String field, JsonNode value) {
        ObjectNode copy = ((ObjectNode) line).objectNode();
        copy.setAll((ObjectNode) line);
        return copy.set(field, value);
    }

    private static Instant changedAt(Fields fields, Long version, Instant eventTime) {
        Instant modified = fields.instant("dtLastModified");
        Instant calculated = fields.instant("lastCalculatedDate");
        if (modified != null || calculated != null || eventTime != null) {
            return modified != null ? modified : calculated != null ? calculated : eventTime;
        }
        if (version == null || version == 0) {
            fields.refuse("version", "is missing, and so are dtLastModified, lastCalculatedDate and the event's time:"
                    + " nothing tells this state of the bill from an older one");
        }
        return Instant.EPOCH;
    }

    private static void checkTotal(Bill bill) {
        BigDecimal stated = bill.statedTotal();
        if (stated == null || bill.total().subtract(stated).abs().compareTo(TOLERANCE) <= 0) {
            return;
        }
        String sum = bill.total().toPlainString() + " " + bill.currency();
        String message = "Bill " + bill.id() + ": its " + bill.lineItems().size() + " lines add up to " + sum
                + ", but billTotal is " + stated.toPlainString() + " " + bill.currency() + ". Nothing was sent.";
        throw new BillRefusedException(BillRefusedException.TOTAL_DIFFERS, message, REMEDY, bill.id());
    }
}
