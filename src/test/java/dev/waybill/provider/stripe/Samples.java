package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import dev.waybill.delivery.Delivery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Bills and deliveries for the tests of this package. */
final class Samples {

    static final String BILL_ID = "b0000000-0000-4000-8000-000000000001";
    static final UUID INTEGRATION = UUID.fromString("a0000000-0000-4000-8000-00000000000a");
    static final String CUSTOMER = "cus_Acme";

    private static final UUID DELIVERY = UUID.fromString("d0000000-0000-4000-8000-00000000000d");
    private static final Instant CHANGED = Instant.parse("2025-10-02T08:00:00Z");
    private static final Instant FROM = Instant.parse("2025-09-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2025-10-01T00:00:00Z");

    private Samples() {
    }

    static LineItem line(String key, String amount) {
        return line(key, amount, "Line " + key);
    }

    static LineItem line(String key, String amount, String description) {
        return item(key, "USAGE", description, amount, FROM, TO);
    }

    static LineItem counted(String description, String quantity, String unit, String unitPrice) {
        return new LineItem("k", null, new LineItemType("USAGE"), description, BigDecimal.ONE, new BigDecimal(quantity), unit,
                new BigDecimal(unitPrice), null, null, FROM, TO);
    }

    static LineItem typed(String key, String amount, String type) {
        return item(key, type, "Line " + key, amount, FROM, TO);
    }

    static LineItem during(String key, Instant from, Instant to) {
        return item(key, "USAGE", "Line", "10", from, to);
    }

    private static LineItem item(String key, String type, String description, String amount, Instant from, Instant to) {
        BigDecimal exact = new BigDecimal(amount);
        return new LineItem(key, null, new LineItemType(type), description, exact, null, null, null, null, null, from, to);
    }

    /** A line of a product. */
    static LineItem ofProduct(String key, String amount, String product) {
        return new LineItem(key, null, new LineItemType("USAGE"), "Line " + key, new BigDecimal(amount), null, null, null, product,
                product, FROM, TO);
    }

    /** Lines l1, l2 ... over 1.00, 2.00 ... each. */
    static List<LineItem> lines(int count) {
        List<LineItem> lines = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            lines.add(line("l" + i, i + ".00"));
        }
        return lines;
    }

    static Bill bill(String currency, LineItem... lines) {
        return bill(currency, BillStatus.PENDING, List.of(lines));
    }

    static Bill bill(String currency, BillStatus status, List<LineItem> lines) {
        return new Bill("m3ter", BILL_ID, 1, CHANGED, "account-1", "acme", currency, status, false, false,
                LocalDate.of(2025, 9, 1), LocalDate.of(2025, 10, 1), LocalDate.of(2025, 10, 1), null, null, null, null, lines);
    }

    static Bill usd(LineItem... lines) {
        return bill("USD", lines);
    }

    static Bill approved(LineItem... lines) {
        return bill("USD", BillStatus.APPROVED, List.of(lines));
    }

    static Bill deleted() {
        return usd(line("l1", "10.00")).asDeleted(2, CHANGED);
    }

    static Bill withPeriod(Bill bill, LocalDate start, LocalDate end, LocalDate billDate) {
        return new Bill(bill.source(), bill.id(), bill.version(), bill.changedAt(), bill.accountId(), bill.accountCode(),
                bill.currency(), bill.status(), bill.locked(), bill.deleted(), start, end, billDate, null, null, null, null,
                bill.lineItems());
    }

    static Bill named(Bill bill, String id) {
        return new Bill(bill.source(), id, bill.version(), bill.changedAt(), bill.accountId(), bill.accountCode(),
                bill.currency(), bill.status(), bill.locked(), bill.deleted(), bill.startDate(), bill.endDate(),
                bill.billDate(), null, null, null, null, bill.lineItems());
    }

    static Delivery first(Bill bill) {
        return first(bill, "{}");
    }

    /** A delivery nothing was ever sent for. */
    static Delivery first(Bill bill, String settings) {
        return new Delivery(DELIVERY, INTEGRATION, bill, 1, "m3ter/org-1", CUSTOMER, true, object(settings), object("{}"), null,
                false, null);
    }

    /** The same delivery, as a later version of the bill finds it. */
    static Delivery then(Delivery before, Bill bill) {
        return changed(before, bill, before.revision() + 1, before.customer(), before.settings());
    }

    static Delivery withSettings(Delivery before, String settings) {
        return changed(before, before.bill(), before.revision(), before.customer(), object(settings));
    }

    static Delivery withCustomer(Delivery before, String customer) {
        return changed(before, before.bill(), before.revision(), customer, before.settings());
    }

    private static Delivery changed(Delivery before, Bill bill, int revision, String customer, ObjectNode settings) {
        return new Delivery(before.id(), before.integrationId(), bill, revision, before.source(), customer, before.testMode(),
                settings, before.held(), before.unsettled(), before.keyExpired(), null).onto(before.subscription());
    }

    /** As it comes back from the database for another try. */
    static Delivery stored(Delivery delivery, boolean keyExpired) {
        return new Delivery(delivery.id(), delivery.integrationId(), delivery.bill(), delivery.revision(), delivery.source(),
                delivery.customer(), delivery.testMode(), delivery.settings(), object(Json.write(delivery.held())),
                delivery.unsettled(), keyExpired && delivery.unsettled() != null, null).onto(delivery.subscription());
    }

    static ObjectNode object(String json) {
        return Json.read(json, ObjectNode.class);
    }
}
