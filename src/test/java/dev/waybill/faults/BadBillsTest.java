package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bills that cannot be used, or look as if they could not: what is said of them, and where. */
class BadBillsTest extends FaultTest {

    @AfterEach
    void everyAccountAsBefore() {
        rehearsal().apply(Rehearsal.setup(""));
    }

    private static Arguments bad(String what, Consumer<ObjectNode> spoil, String... said) {
        return Arguments.of(what, spoil, List.of(said));
    }

    private static ObjectNode line(ObjectNode bill, int index) {
        return (ObjectNode) bill.path("lineItems").path(index);
    }

    private static void setAmount(ObjectNode bill, BigDecimal amount) {
        line(bill, 0).put("convertedSubtotal", amount).put("subtotal", amount);
    }

    static Stream<Arguments> badBills() {
        return Stream.of(
                bad("without an id", bill -> bill.remove("id"), "id", "is missing"),
                bad("with an id that is no text", bill -> bill.put("id", 17), "id", "the number 17"),
                bad("without an account", bill -> bill.remove("accountId"), "accountId", "is missing"),
                bad("without a currency", bill -> bill.remove("currency"), "currency", "is missing"),
                bad("in a currency of four letters", bill -> bill.put("currency", "USDT"), "currency", "USDT", "three letters"),
                bad("without lines", bill -> bill.remove("lineItems"), "lineItems", "is missing", "a list was expected"),
                bad("with lines that are none", bill -> bill.put("lineItems", "three"), "lineItems", "a list was expected"),
                bad("with a line that is none", bill -> bill.withArray("lineItems").add("free"), "lineItems[2]", "an object was expected"),
                bad("with an amount as text", bill -> line(bill, 0).put("convertedSubtotal", "12.00"), "lineItems[0].convertedSubtotal",
                        "the text \"12.00\"", "a JSON number was expected"),
                bad("with no amount", bill -> line(bill, 1).remove(List.of("convertedSubtotal", "subtotal")),
                        "lineItems[1].convertedSubtotal", "is missing"),
                bad("with an amount of 400 digits", bill -> setAmount(bill, new BigDecimal("9".repeat(400))), "lineItems[0]", "at most 38"),
                bad("with an amount of 1e300", bill -> setAmount(bill, new BigDecimal("1e300")), "lineItems[0]", "10 to the 20"),
                bad("with a line without a type", bill -> line(bill, 0).remove("lineItemType"), "lineItems[0].lineItemType", "is missing"),
                bad("with a line twice", bill -> ((ArrayNode) bill.path("lineItems")).add(line(bill, 0).deepCopy()), "lineItems[2].id",
                        "charged twice"),
                bad("with a line of another bill", bill -> line(bill, 0).put("billId", "bill-of-another"), "lineItems[0].billId",
                        "belongs to another bill"),
                bad("with lines in two currencies and no rate", bill -> line(bill, 0).put("currency", "EUR")
                        .remove(List.of("convertedSubtotal", "conversionRate")), "lineItems[0].convertedSubtotal", "EUR", "USD"),
                bad("whose total is another", bill -> bill.put("billTotal", 31), "30", "31", "Nothing was sent"),
                bad("with a version that is none", bill -> bill.put("version", -1), "version", "from 0 up"),
                bad("with a date that is none", bill -> bill.put("startDate", "yesterday"), "startDate", "a date like"));
    }

    /** The webhook is acknowledged, since it is stored; what is wrong stands in the event and in an integration event. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("badBills")
    void a_bill_that_cannot_be_used_is_refused_whole_with_the_reason(String what, Consumer<ObjectNode> spoil, List<String> said) {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10", "20");
        ObjectNode spoilt = content.deepCopy();
        spoil.accept(spoilt);
        var answer = rehearsal().post(Bills.event("billing.bill.created", spoilt));
        assertThat(answer.status()).isEqualTo(200);
        String event = Rehearsal.json(answer.body()).path("id").asText();
        rehearsal().awaitSettled();
        Map<String, Object> kept = rehearsal().query("select status, reason from inbound_event where id = '" + event + "'").get(0);
        assertThat(kept).containsEntry("status", "FAILED");
        assertThat(String.valueOf(kept.get("reason"))).contains(said).doesNotContain("Exception");
        assertThat(rehearsal().query("select event_name, message, remedy from integration_event where inbound_event_id = '" + event + "'"))
                .singleElement().satisfies(told -> assertThat(told).containsEntry("event_name", "integration.validation.error")
                        .containsEntry("message", kept.get("reason")).extractingByKey("remedy").asString().isNotBlank());
        assertThat(rehearsal().runs(bill)).isEmpty();
        assertThat(rehearsal().stripe().requests()).isEmpty();
        deliver(content);
        isComplete(bill);
        assertThat(invoice(bill).total()).as("once it is right").isEqualTo(3_000);
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        ObjectNode spoilt = Bills.bill(newBill(), "USD", "10");
        spoilt.remove("accountId");
        line(spoilt, 0).put("convertedSubtotal", "ten").remove("lineItemType");
        rehearsal().post(Bills.event("billing.bill.created", spoilt));
        rehearsal().awaitSettled();
        assertThat(String.valueOf(rehearsal().query("select reason from inbound_event order by received_at desc, id desc limit 1").get(0)
                .get("reason"))).contains("accountId", "lineItems[0].convertedSubtotal", "lineItems[0].lineItemType");
    }

    /** JSON has no such numbers, so the sender is told at once. */
    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "0x10", "1_000", "+5", "05", ".5"})
    void an_amount_that_is_no_json_is_answered_400(String amount) {
        String event = Bills.event("billing.bill.created", Bills.bill("bill-of-no-number", "USD", "77.125"))
                .replace("\"convertedSubtotal\":77.125", "\"convertedSubtotal\":" + amount);
        assertThat(event).contains(amount);
        var answer = rehearsal().post(event);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Rehearsal.json(answer.body()).path("message").asText()).contains("not JSON", "kept as event");
        assertThat(rehearsal().runs("bill-of-no-number")).isEmpty();
    }

    @Test
    void an_amount_is_taken_as_it_is_written() {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "1");
        String event = Bills.event("billing.bill.created", content).replace("\"convertedSubtotal\":1", "\"convertedSubtotal\":1.2300e+1");
        rehearsal().post(event);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_230);
    }

    /** Text from outside is stored, logged and sent on; some of it no database, no log and no form takes as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"zero \\u0000 byte", "half of a pair \\ud83d", "the other half \\ude80", "bell \\u0007 and \\u001b[31m red",
        "right \\u202e to left", "line\\nbreak\\r\\n2026-01-01 ERROR all is lost", "\\\"}} {{secrets.key}} ${env:SECRETS_KEY}",
        "'; drop table bill; --", "%s %d %n", "&amount=1&lines[0][amount]=1"})
    void whatever_stands_in_a_description_the_bill_goes_its_way(String text) {
        String bill = newBill();
        ObjectNode content = Bills.addLine(Bills.bill(bill, "USD"), "USAGE", "TEXT", "10");
        String event = Bills.event("billing.bill.created", content).replace("\"description\":\"TEXT\"", "\"description\":\"" + text + "\"");
        assertThat(event).contains(text);
        rehearsal().post(Rehearsal.WEBHOOK, event.getBytes(StandardCharsets.UTF_8));
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
        assertThat(invoice(bill).lines()).hasSize(1);
    }

    @Test
    void a_long_description_is_cut_and_the_amount_is_not() {
        String bill = newBill();
        deliver(Bills.addLine(Bills.bill(bill, "USD"), "USAGE", "🚀".repeat(2_000), "12345.67"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_234_567);
        assertThat(invoice(bill).lines()).singleElement().satisfies(line ->
                assertThat(line.description().codePoints().toArray()).hasSizeBetween(100, 500));
    }

    @Test
    void a_line_of_an_unknown_type_passes_and_is_named() {
        String bill = newBill();
        deliver(Bills.addLine(Bills.bill(bill, "USD", "10"), "TELEPATHY", "Thoughts", "2.50"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_250);
        assertThat(newest(bill).note()).contains("TELEPATHY");
    }

    @Test
    void an_account_without_a_mapping_parks_its_bills_which_leave_by_themselves_once_there_is_one() {
        String first = newBill();
        String second = newBill();
        deliver(Bills.billOf("acc-unmapped", first, "USD", "10"));
        deliver(Bills.billOf("acc-unmapped", second, "USD", "20"));
        for (String bill : List.of(first, second)) {
            RunSummary run = newest(bill);
            assertThat(run.status()).isEqualTo(RunStatus.ERROR);
            assertThat(run.reasonCode()).isEqualTo("missing-account-mapping");
            assertThat(run.error()).contains("acc-unmapped", "Stripe");
            assertThat(run.remedy()).contains("externalTable Customer", "is sent once");
            assertThat(rehearsal().query("select event_name from integration_event where bill_external_id = '" + bill + "'"))
                    .containsExactly(Map.of("event_name", "integration.missingaccountmapping.error"));
        }
        assertThat(rehearsal().stripe().requests()).isEmpty();
        rehearsal().apply(Rehearsal.setup("") + "      - { m3terEntity: Account, m3terId: acc-unmapped, externalSystem: Stripe,"
                + " externalTable: Customer, externalId: " + Rehearsal.CUSTOMER + " }\n");
        await("both by themselves").atMost(Duration.ofSeconds(12)).until(() -> Stream.of(first, second).allMatch(bill ->
                newest(bill).status() == RunStatus.COMPLETE));
        assertThat(invoice(first).total()).isEqualTo(1_000);
        assertThat(invoice(second).total()).isEqualTo(2_000);
    }

    /** Written by another node, or by hand: nobody tells this gateway. */
    @Test
    void a_mapping_that_appears_in_the_database_lets_the_bill_go_too() {
        String bill = newBill();
        deliver(Bills.billOf("acc-by-hand", bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("missing-account-mapping");
        rehearsal().update("insert into external_mapping (id, organization_id, m3ter_entity, m3ter_id, external_system, external_table,"
                + " external_id) values (gen_random_uuid(), '" + Rehearsal.ORGANIZATION + "', 'Account', 'acc-by-hand', 'Stripe',"
                + " 'Customer', '" + Rehearsal.CUSTOMER + "')");
        await("by itself").atMost(Duration.ofSeconds(12)).until(() -> newest(bill).status() == RunStatus.COMPLETE);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    /** A mapping to another system is none for Stripe: the parked bill must not be tried for it again and again. */
    @Test
    void a_mapping_of_another_system_lets_nothing_go() {
        String bill = newBill();
        deliver(Bills.billOf("acc-elsewhere", bill, "USD", "10"));
        rehearsal().update("insert into external_mapping (id, organization_id, m3ter_entity, m3ter_id, external_system, external_table,"
                + " external_id) values (gen_random_uuid(), '" + Rehearsal.ORGANIZATION + "', 'Account', 'acc-elsewhere', 'NetSuite',"
                + " 'Customer', '77')");
        rehearsal().update("delete from delivery where false");
        await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(12)).until(() -> rehearsal().runs(bill).size() == 1);
        assertThat(rehearsal().query("select 1 from integration_event where bill_external_id = '" + bill + "'")).hasSize(1);
    }
}
