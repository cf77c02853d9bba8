package dev.waybill.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
    private static final long LARGEST_STEP = 89_000;
    private static final String NUMBER = "#NUMBER#";
    private static final String ACCOUNT = "#ACCOUNT#";

    /** Text between the amounts, which differ from bill to bill. */
    private final String[] parts;
    private final int accounts;

    /** @param accounts how many accounts the bills are spread over, in turn */
    public SampleBill(int accounts) {
        this.accounts = accounts;
        this.parts = template().split("7777\\.77", -1);
    }

    /** The id of a bill, which is also the mark its invoice carries. */
    public static String id(String prefix, long number) {
        return "bench-" + prefix + "-" + String.format(Locale.ROOT, "%08d", number);
    }

    /** The account ids of the bills, by their number. */
    static String account(int index) {
        return "0b0b0b0b-0000-4000-8000-" + String.format(Locale.ROOT, "%012d", index);
    }

    /** What Stripe calls the account. */
    static String customer(int index) {
        return String.format(Locale.ROOT, "cus_Bench%05d", index);
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

    /** The webhook about the bill, about 4 kB. */
    public byte[] event(String prefix, long number) {
        StringBuilder event = new StringBuilder(5_000);
        for (int part = 0; part < parts.length; part++) {
            // each line names its amount twice: what was charged, and the same converted
            event.append(part == 0 ? "" : BigDecimal.valueOf(cents(number, (part - 1) / 2), 2).toPlainString()).append(parts[part]);
        }
        return event.toString().replace(NUMBER, id(prefix, number)).replace(ACCOUNT, account((int) (number % accounts)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String template() {
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", "event-" + NUMBER).put("eventName", "billing.bill.updated")
                .put("eventTime", "2026-11-01T09:30:00.557Z");
        ObjectNode bill = event.putObject("m3terEvent").putObject("eventData").putObject("newDto").put("id", NUMBER)
                .put("version", 1).put("accountId", ACCOUNT).put("currency", "USD").put("status", "APPROVED").put("locked", false)
                .put("startDate", "2026-10-01").put("endDate", "2026-11-01").put("billDate", "2026-11-01")
                .put("dtLastModified", "2026-11-01T09:30:00.000Z");
        ArrayNode lines = bill.putArray("lineItems");
        BigDecimal amount = new BigDecimal("7777.77");
        for (int line = 0; line < ALL_LINES; line++) {
            lines.addObject().put("id", "line-" + NUMBER + "-" + line).put("lineItemType", line < KEPT_LINES ? "USAGE" : EXCLUDED_TYPE)
                    .put("description", "Compute, zone " + line).put("quantity", 12).put("unit", "hours").put("subtotal", amount)
                    .put("currency", "USD").put("conversionRate", 1).put("convertedSubtotal", amount).put("productId", "product-" + line)
                    .put("servicePeriodStartDate", "2026-10-01T00:00:00Z").put("servicePeriodEndDate", "2026-11-01T00:00:00Z")
                    .put("sequenceNumber", line + 1);
        }
        return event.toString();
    }
}
