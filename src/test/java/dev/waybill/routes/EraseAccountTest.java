package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.ErasureReport;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Invariants;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left of an account in the database after its personal data were erased, and how its bills go on. */
class EraseAccountTest {

    private static final String PERSONAL = "Zebra-striped onboarding for Charles Babbage";

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        rehearsal.stripe().faults().clear();
    }

    private static ObjectNode personalBill(String id) {
        ObjectNode bill = Bills.bill(id, "USD", "5");
        return Bills.addLine(bill, "AD_HOC", PERSONAL, "7.50");
    }

    /** Every row of every table as text, in which nobody may be named. */
    private static String everythingKept() {
        StringBuilder all = new StringBuilder();
        for (Map<String, Object> table : rehearsal.query("select table_name from information_schema.tables"
                + " where table_schema = current_schema() and table_type = 'BASE TABLE'")) {
            rehearsal.query("select t::text as kept from " + table.get("table_name") + " t").forEach(row -> all.append(row.get("kept")).append('\n'));
            if (table.get("table_name").toString().startsWith("inbound_event_2")) {
                rehearsal.query("select encode(body, 'escape') as kept from " + table.get("table_name"))
                        .forEach(row -> all.append(row.get("kept")).append('\n'));
            }
            if (table.get("table_name").toString().startsWith("call_2")) {
                rehearsal.query("select encode(body, 'escape') as kept from " + table.get("table_name"))
                        .forEach(row -> all.append(row.get("kept")).append('\n'));
            }
        }
        return all.toString();
    }

    @Test
    void nothing_personal_is_left_and_the_books_still_add_up() {
        rehearsal.send("billing.bill.created", personalBill("erase-1"));
        rehearsal.awaitSettled();
        assertThat(everythingKept()).contains("Zebra-striped").contains(Rehearsal.PURCHASER);

        ErasureReport report = rehearsal.erase(Rehearsal.ACCOUNT);

        assertThat(report.underWay()).isZero();
        assertThat(report.bills()).isPositive();
        assertThat(report.inboundEvents()).isPositive();
        assertThat(everythingKept()).doesNotContain("Zebra", Rehearsal.PURCHASER, Rehearsal.CUSTOMER_NAME, Rehearsal.CUSTOMER_EMAIL);
        assertThat(rehearsal.run("erase-1").status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(rehearsal.run("erase-1").total()).isEqualByComparingTo("12.50");
        assertThat(rehearsal.query("select account_id, bills from erasure")).contains(
                Map.of("account_id", Rehearsal.ACCOUNT, "bills", report.bills()));
        Invariants.hold(rehearsal, "erase-1");
    }

    @Test
    void a_later_version_of_an_erased_bill_still_changes_the_same_invoice() {
        ObjectNode bill = personalBill("erase-2");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        rehearsal.erase(Rehearsal.ACCOUNT);

        rehearsal.send("billing.bill.updated", Bills.next(bill, "6"));
        rehearsal.awaitSettled();

        assertThat(rehearsal.runs("erase-2")).extracting(run -> run.status()).containsExactly(RunStatus.COMPLETE, RunStatus.COMPLETE);
        Invariants.hold(rehearsal, "erase-2");
    }

    @Test
    void what_is_on_its_way_is_not_touched() {
        rehearsal.stripe().faults().add(FaultRule.status(503, null));
        rehearsal.send("billing.bill.created", personalBill("erase-3"));
        Awaitility.await("its first try").until(() -> !rehearsal.runs("erase-3").isEmpty());

        ErasureReport report = rehearsal.erase(Rehearsal.ACCOUNT);

        assertThat(report.underWay()).isPositive();
        assertThat(everythingKept()).contains("Zebra-striped");
        rehearsal.stripe().faults().clear();
        rehearsal.awaitSettled();
        Invariants.hold(rehearsal, "erase-3");
    }

    @Test
    void a_parked_delivery_is_never_sent_without_its_words() {
        rehearsal.stripe().faults().add(FaultRule.status(400, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"}}"));
        rehearsal.send("billing.bill.created", personalBill("erase-4"));
        rehearsal.awaitSettled();
        assertThat(rehearsal.run("erase-4").status()).isEqualTo(RunStatus.ERROR);
        rehearsal.stripe().faults().clear();

        rehearsal.erase(Rehearsal.ACCOUNT);
        rehearsal.apply(Rehearsal.setup("        excludedLineItemTypes: [MINIMUM_SPEND]"));
        rehearsal.awaitSettled();

        assertThat(rehearsal.query("select d.status, d.reason_code from delivery d join bill b on b.id = d.bill_id"
                + " where b.external_id = 'erase-4'")).isEqualTo(List.of(Map.of("status", "ERROR", "reason_code", "erased")));
        assertThat(rehearsal.run("erase-4").error()).isEqualTo("Erased on request.");
    }
}
