package dev.waybill.provider.paddleclassic;

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
import java.util.List;
import java.util.UUID;

/** Bills and deliveries for the tests of this package. */
final class Samples {

    static final String BILL_ID = "b0000000-0000-4000-8000-000000000001";
    static final String SUBSCRIPTION = "7730045";
    /** The tag of the sample bill without its last part. */
    static final String TAG = "[bg1:9d12a517625e15d2:";

    private static final UUID INTEGRATION = UUID.fromString("a0000000-0000-4000-8000-00000000000a");
    private static final UUID DELIVERY = UUID.fromString("d0000000-0000-4000-8000-00000000000d");
    private static final Instant CHANGED = Instant.parse("2025-10-02T08:00:00Z");

    private Samples() {
    }

    static LineItem line(String key, String amount) {
        return line(key, amount, "USAGE", "Line " + key);
    }

    static LineItem line(String key, String amount, String type, String description) {
        return new LineItem(key, null, new LineItemType(type), description, new BigDecimal(amount), null, null, null, null, null, null,
                null);
    }

    static Bill bill(String currency, LineItem... lines) {
        return new Bill("m3ter", BILL_ID, 1, CHANGED, "account-1", "acme", currency, BillStatus.APPROVED, false, false,
                LocalDate.of(2025, 9, 1), LocalDate.of(2025, 10, 1), LocalDate.of(2025, 10, 1), null, null, null, null,
                List.of(lines));
    }

    /** A bill of one line over so much. */
    static Bill eur(String amount) {
        return bill("EUR", line("l1", amount));
    }

    static Bill eur(LineItem... lines) {
        return bill("EUR", lines);
    }

    static Bill deleted() {
        return eur("10.00").asDeleted(2, CHANGED);
    }

    static Bill withPeriod(Bill bill, LocalDate start, LocalDate end, LocalDate billDate) {
        return new Bill(bill.source(), bill.id(), bill.version(), bill.changedAt(), bill.accountId(), bill.accountCode(),
                bill.currency(), bill.status(), bill.locked(), bill.deleted(), start, end, billDate, null, null, null, null,
                bill.lineItems());
    }

    static Bill changedAt(Bill bill, String day) {
        return new Bill(bill.source(), bill.id(), bill.version(), Instant.parse(day + "T08:00:00Z"), bill.accountId(),
                bill.accountCode(), bill.currency(), bill.status(), bill.locked(), bill.deleted(), bill.startDate(), bill.endDate(),
                bill.billDate(), null, null, null, null, bill.lineItems());
    }

    static Bill named(Bill bill, String id) {
        return new Bill(bill.source(), id, bill.version(), bill.changedAt(), bill.accountId(), bill.accountCode(), bill.currency(),
                bill.status(), bill.locked(), bill.deleted(), bill.startDate(), bill.endDate(), bill.billDate(), null, null, null, null,
                bill.lineItems());
    }

    static Delivery first(Bill bill) {
        return first(bill, "{}");
    }

    /** A delivery nothing was ever sent for. */
    static Delivery first(Bill bill, String settings) {
        return new Delivery(DELIVERY, INTEGRATION, bill, 1, "m3ter/org-1", SUBSCRIPTION, true, object(settings), object("{}"), null,
                false, null);
    }

    /** The same delivery, as a later version of the bill finds it. */
    static Delivery then(Delivery before, Bill bill) {
        return changed(before, bill, before.revision() + 1, before.source(), before.customer(), before.settings());
    }

    static Delivery withSettings(Delivery before, String settings) {
        return changed(before, before.bill(), before.revision(), before.source(), before.customer(), object(settings));
    }

    static Delivery withCustomer(Delivery before, String customer) {
        return changed(before, before.bill(), before.revision(), before.source(), customer, before.settings());
    }

    static Delivery from(Delivery before, String source) {
        return changed(before, before.bill(), before.revision(), source, before.customer(), before.settings());
    }

    private static Delivery changed(Delivery before, Bill bill, int revision, String source, String customer, ObjectNode settings) {
        return new Delivery(before.id(), before.integrationId(), bill, revision, source, customer, before.testMode(), settings,
                before.held(), before.unsettled(), before.keyExpired(), null);
    }

    /** As it comes back from the database for another try. */
    static Delivery stored(Delivery delivery, boolean keyExpired) {
        return new Delivery(delivery.id(), delivery.integrationId(), delivery.bill(), delivery.revision(), delivery.source(),
                delivery.customer(), delivery.testMode(), delivery.settings(), object(Json.write(delivery.held())),
                delivery.unsettled(), keyExpired && delivery.unsettled() != null, null);
    }

    static ObjectNode object(String json) {
        return Json.read(json, ObjectNode.class);
    }
}
