package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines of one bill, in both shapes m3ter has for them: embedded in the bill, and listed on their own. They come out
 * by {@code sequenceNumber}, those without one last, else in document order.
 */
final class M3terLines {

    private final String billId;
    private final String billCurrency;
    private final Findings findings;
    private final LineKeys keys = new LineKeys();
    private final Map<String, Integer> positionsById = new HashMap<>();
    private final Map<String, Instant> times = new HashMap<>();

    M3terLines(String billId, String billCurrency, Findings findings) {
        this.billId = billId;
        this.billCurrency = billCurrency;
        this.findings = findings;
    }

    /** All lines that are sound; each that is not leaves a finding. */
    List<LineItem> read(JsonNode lines) {
        List<Row> rows = new ArrayList<>();
        for (int position = 0; position < lines.size(); position++) {
            JsonNode line = lines.get(position);
            if (line.isObject()) {
                Fields fields = new Fields(line, "lineItems[" + position + "].", findings);
                rows.add(new Row(position, fields.whole("sequenceNumber"), line, fields));
            } else {
                findings.add("lineItems[" + position + "]", "is " + PlainText.shown(line) + ", an object was expected");
            }
        }
        rows.sort(Comparator.comparing(Row::sequence, Comparator.nullsLast(Comparator.naturalOrder())));
        List<LineItem> items = new ArrayList<>();
        for (Row row : rows) {
            LineItem item = item(row);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private LineItem item(Row row) {
        Fields line = row.fields;
        String id = line.text("id");
        checkIsOnce(line, id, row.position);
        checkBelongs(line);
        String type = line.text("lineItemType");
        if (type == null) {
            line.refuse("lineItemType", "is missing, so no filter on line types can be kept");
        }
        BigDecimal amount = amount(line);
        BigDecimal quantity = line.optionalAmount("quantity");
        BigDecimal unitPrice = line.optionalAmount("averageUnitPrice");
        Instant from = time(line, "servicePeriodStartDate");
        Instant to = time(line, "servicePeriodEndDate");
        String productName = line.text("productName");
        String description = firstOf(line.text("description"), productName, type);
        if (type == null || amount == null) {
            return null;
        }
        return new LineItem(keys.next(type, row.line, from, to), id, new LineItemType(type), description, amount, quantity,
                line.text("unit"), unitPrice, line.text("productId"), productName, from, to);
    }

    /** Most lines of a bill are of one period: each time is read once. */
    private Instant time(Fields line, String name) {
        String written = line.written(name);
        Instant known = written == null ? null : times.get(written);
        if (known != null) {
            return known;
        }
        Instant read = line.instant(name);
        if (read != null) {
            times.put(written, read);
        }
        return read;
    }

    /**
     * m3ter: {@code convertedSubtotal} is in the bill's currency, {@code subtotal} in the line's before conversion. The stated
     * conversion is trusted; ours is computed only where m3ter states none; a sign is never changed.
     */
    private BigDecimal amount(Fields line) {
        if (line.has("convertedSubtotal") || !line.has("subtotal")) {
            return line.amount("convertedSubtotal");
        }
        BigDecimal subtotal = line.amount("subtotal");
        if (line.has("conversionRate")) {
            return converted(line, subtotal, line.amount("conversionRate"));
        }
        String currency = line.text("currency");
        if (currency == null || currency.equalsIgnoreCase(billCurrency)) {
            return subtotal;
        }
        line.refuse("convertedSubtotal", "is missing, and so is conversionRate, though the line is in "
                + PlainText.cut(currency, 10) + " and the bill in " + billCurrency);
        return null;
    }

    private static BigDecimal converted(Fields line, BigDecimal subtotal, BigDecimal rate) {
        if (rate != null && rate.signum() <= 0) {
            line.refuse("conversionRate", "is " + rate + ", a number above 0 was expected");
            return null;
        }
        return subtotal == null || rate == null ? null : subtotal.multiply(rate);
    }

    private void checkIsOnce(Fields line, String id, int position) {
        Integer earlier = id == null ? null : positionsById.putIfAbsent(id, position);
        if (earlier != null) {
            line.refuse("id", "is that of lineItems[" + earlier + "] too, so the line would be charged twice");
        }
    }

    private void checkBelongs(Fields line) {
        String owner = line.text("billId");
        if (owner != null && billId != null && !owner.equals(billId)) {
            line.refuse("billId", "is " + PlainText.cut(owner, 60) + ", so the line belongs to another bill");
        }
    }

    private static String firstOf(String description, String productName, String type) {
        return description != null ? description : productName != null ? productName : type;
    }

    private record Row(int position, Long sequence, JsonNode line, Fields fields) {
    }
}
