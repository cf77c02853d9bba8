package dev.waybill.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bills of the benchmark, as m3ter posts them: twelve lines each, of which ten are sent and two are of a type that the
 * integration excludes. Each is told by its prefix and number alone: id, account, amounts and total follow from them, so the load
 * and the counting at the end need not agree on anything else.
 */
public final class SampleBill {

    /** Lines that leave, of each bill. */
    public static final int KEPT_LINES = 10;

    /** What the configuration of the benchmark drops. */
    static final String EXCLUDED_TYPE = "BALANCE_CONSUMED";

    private static final int ALL_LINES = 12;
    private static final int EVENT_BYTES = 6_000;
    private static final long LARGEST_STEP = 89_000;
    private static final String ID = "#ID#";
    private static final String ACCOUNT = "#ACCOUNT#";
    private static final String AMOUNT = "7777.77";
    private static final Pattern GAP = Pattern.compile(ID + "|" + ACCOUNT + "|" + Pattern.quote(AMOUNT));

    /** The text around the gaps, one more than there are gaps; what is in a gap differs from bill to bill. */
    private final List<byte[]> parts = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final int accounts;

    /** @param accounts how many accounts the bills are spread over, in turn */
    public SampleBill(int accounts) {
        this.accounts = accounts;
        String template = template();
        int from = 0;
        for (Matcher gap = GAP.matcher(template); gap.find(); from = gap.end()) {
            parts.add(bytes(template.substring(from, gap.start())));
            gaps.add(gap.group());
        }
        parts.add(bytes(template.substring(from)));
    }

    /** The id of a bill, which is also the mark its invoice carries. */
    public static String id(String prefix, long number) {
        return "bench-" + prefix + "-" + padded(number, 8);
    }

    /** The account ids of the bills, by their number. */
    static String account(int index) {
        return "0b0b0b0b-0000-4000-8000-" + padded(index, 12);
    }

    /** What Stripe calls the account. */
    static String customer(int index) {
        return "cus_Bench" + padded(index, 5);
    }

    /** What the bill's invoice must come to, in cents. */
    public static long totalInCents(long number) {
        long total = 0;
        for (int line = 0; line < KEPT_LINES; line++) {
            total += cents(number, line);
        }
        return total;
    }

    private static long cents(long number, int line) {
        return 1_000 + (number * 7_919 + line * 104_729L) % LARGEST_STEP;
    }

    /** The webhook about the bill, 4.5 kB. */
    public byte[] event(String prefix, long number) {
        byte[] id = bytes(id(prefix, number));
        byte[] account = bytes(account((int) (number % accounts)));
        byte[] amount = {};
        int amounts = 0;
        ByteArrayOutputStream event = new ByteArrayOutputStream(EVENT_BYTES);
        for (int gap = 0; gap < gaps.size(); gap++) {
            event.writeBytes(parts.get(gap));
            switch (gaps.get(gap)) {
                case ID -> event.writeBytes(id);
                case ACCOUNT -> event.writeBytes(account);
                default -> {
                    if (amounts % 2 == 0) {
                        // each line names its amount twice: what was charged, and the same converted
                        amount = bytes(BigDecimal.valueOf(cents(number, amounts / 2), 2).toPlainString());
                    }
                    event.writeBytes(amount);
                    amounts++;
                }
            }
        }
        event.writeBytes(parts.get(gaps.size()));
        return event.toByteArray();
    }

    private static String padded(long number, int digits) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String template() {
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", "event-" + ID).put("eventName", "billing.bill.updated")
                .put("eventTime", "2026-11-01T09:30:00.557Z");
        ObjectNode bill = event.putObject("m3terEvent").putObject("eventData").putObject("newDto").put("id", ID)
                .put("version", 1).put("accountId", ACCOUNT).put("currency", "USD").put("status", "APPROVED").put("locked", false)
                .put("startDate", "2026-10-01").put("endDate", "2026-11-01").put("billDate", "2026-11-01")
                .put("dtLastModified", "2026-11-01T09:30:00.000Z");
        ArrayNode lines = bill.putArray("lineItems");
        BigDecimal amount = new BigDecimal(AMOUNT);
        for (int line = 0; line < ALL_LINES; line++) {
            lines.addObject().put("id", "line-" + ID + "-" + line).put("lineItemType", line < KEPT_LINES ? "USAGE" : EXCLUDED_TYPE)
                    .put("description", "Compute, zone " + line).put("quantity", 12).put("unit", "hours").put("subtotal", amount)
                    .put("currency", "USD").put("conversionRate", 1).put("convertedSubtotal", amount).put("productId", "product-" + line)
                    .put("servicePeriodStartDate", "2026-10-01T00:00:00Z").put("servicePeriodEndDate", "2026-11-01T00:00:00Z")
                    .put("sequenceNumber", line + 1);
        }
        return event.toString();
    }
}
