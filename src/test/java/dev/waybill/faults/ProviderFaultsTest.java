package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the provider does or says: rows 12 to 15, 28, 29 and 34. */
class ProviderFaultsTest extends FaultTest {

    private static final String CREATE = "/v1/invoices";
    private static final String ADD_LINES = "/v1/invoices/[^/]+/add_lines";
    private static final String LIST_LINES = "/v1/invoices/[^/]+/lines";
    private static final String FINALIZE = "/v1/invoices/[^/]+/finalize";
    private static final String FINAL = "        settings: { finalize: approved }";
    private static final Duration HOLD = Duration.ofMillis(1_700);

    @Override
    Map<String, String> settings() {
        return Map.of("stripe.response-timeout", "1500ms");
    }

    @BeforeEach
    void invoicesAreFinalized() {
        rehearsal().apply(Rehearsal.setup(FINAL));
    }

    @AfterEach
    void keysAreAcceptedAgain() {
        rehearsal().stripe().acceptKeys();
    }


    @Test
    void row_12_a_failure_stored_on_a_create_that_did_nothing_is_looked_up_before_a_new_key_is_used() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.errorBeforeWork().on("POST", CREATE).times(1));
        deliver(Bills.bill(bill, "USD", "10"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
        List<LoggedRequest> creates = requests("POST", CREATE);
        List<String> keys = creates.stream().map(LoggedRequest::idempotencyKey).distinct().toList();
        assertThat(keys).hasSize(2);
        LoggedRequest lastOfOld = creates.stream().filter(one -> one.idempotencyKey().equals(keys.get(0))).reduce((a, b) -> b).orElseThrow();
        LoggedRequest firstOfNew = creates.stream().filter(one -> one.idempotencyKey().equals(keys.get(1))).findFirst().orElseThrow();
        assertThat(requests("GET", CREATE)).as("a look-up between the two keys")
                .anyMatch(one -> one.number() > lastOfOld.number() && one.number() < firstOfNew.number());
        assertThat(lastOfOld.replayed()).as("the stored failure was seen").isTrue();
    }

    @Test
    void row_12_a_failure_stored_on_a_create_that_was_done_makes_no_second_invoice() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.errorAfterWork().on("POST", CREATE).times(1));
        deliver(Bills.bill(bill, "USD", "10"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
        assertThat(requests("POST", CREATE)).hasSize(1);
    }

    @Test
    void row_12_a_failure_stored_under_every_key_ends_as_one_invoice_once_it_stops() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.errorBeforeWork().on("POST", CREATE).times(3));
        deliver(Bills.bill(bill, "USD", "10"));
        isComplete(bill);
        List<String> keys = requests("POST", CREATE).stream().map(LoggedRequest::idempotencyKey).toList();
        assertThat(keys).as("no old key after a new one").isSorted();
        assertThat(keys.stream().distinct()).hasSize(4);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void row_13_a_create_that_timed_out_after_the_work_is_found_and_not_repeated() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", CREATE).times(1));
        deliver(Bills.bill(bill, "USD", "10"));
        isComplete(bill);
        assertThat(requests("POST", CREATE)).hasSize(1);
        assertThat(requests("GET", CREATE)).hasSize(1);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void row_13_an_invoice_is_found_on_the_second_page_of_the_customers_invoices() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", CREATE).times(1));
        send(Bills.bill(bill, "USD", "10"));
        await("the create").atMost(Duration.ofSeconds(10)).until(() -> rehearsal().stripe().invoicesOf(bill).size() == 1);
        for (int i = 0; i < 120; i++) {
            rehearsal().stripe().dashboard().call("POST", CREATE, "customer=" + Rehearsal.CUSTOMER + "&currency=usd");
        }
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(requests("GET", CREATE)).hasSize(2);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_14_after_a_reset_in_the_middle_only_the_missing_lines_are_added(boolean done) {
        String bill = newBill();
        rehearsal().stripe().faults().add((done ? FaultRule.resetAfterWork() : FaultRule.resetBeforeWork())
                .on("POST", ADD_LINES).after(1).times(1));
        deliver(Bills.withLines(bill, 120));
        isComplete(bill);
        assertThat(requests("GET", LIST_LINES)).as("the lines are listed").isNotEmpty();
        assertThat(descriptions(invoice(bill))).doesNotHaveDuplicates().hasSize(120);
        assertThat(requests("POST", ADD_LINES).stream().filter(one -> one.status() == 200).mapToInt(ProviderFaultsTest::linesIn).sum())
                .isEqualTo(done ? 70 : 120);
        assertThat(requests("POST", "/v1/invoices/[^/]+/remove_lines")).isEmpty();
    }

    @Test
    void row_14_of_a_call_that_was_done_half_only_the_other_half_stands_on_the_invoice_twice_never() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.timeoutBeforeWork(HOLD).on("POST", ADD_LINES).times(1));
        send(Bills.withLines(bill, 10));
        await("the call").atMost(Duration.ofSeconds(10)).until(() -> !requests("POST", ADD_LINES).isEmpty());
        LoggedRequest call = requests("POST", ADD_LINES).get(0);
        String sixLines = Arrays.stream(call.body().split("&")).filter(field -> field.matches("lines\\[[0-5]].*"))
                .collect(Collectors.joining("&"));
        rehearsal().stripe().dashboard().call("POST", call.path(), sixLines);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(descriptions(invoice(bill))).containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(1, 10).mapToObj(i -> "Line " + i).toList());
        assertThat(invoice(bill).total()).isEqualTo(1_055);
    }

    @Test
    void row_15_a_refused_line_parks_the_whole_bill_with_the_reason() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.refuseLine("Line 7"));
        deliver(Bills.withLines(bill, 10));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.ERROR);
        assertThat(run.error()).contains("refused", "lines[6]", "was not finalized");
        assertThat(invoice(bill).status()).isEqualTo("draft");
        assertThat(requests("POST", FINALIZE)).isEmpty();
        assertThat(rehearsal().query("select event_name, remedy from integration_event where bill_external_id = '" + bill + "'"))
                .singleElement().satisfies(event -> assertThat(event).containsEntry("event_name", "integration.perform.error"));
    }

    @Test
    void row_15_a_refused_line_in_the_last_part_leaves_a_draft_too() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.refuseLine("Line 107"));
        deliver(Bills.withLines(bill, 120));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.ERROR);
        assertThat(invoice(bill).status()).isEqualTo("draft");
        assertThat(requests("POST", FINALIZE)).isEmpty();
    }

    @Test
    void row_15_the_bill_leaves_whole_once_the_line_is_taken() {
        String bill = newBill();
        ObjectNode content = Bills.withLines(bill, 120);
        rehearsal().stripe().faults().add(FaultRule.refuseLine("Line 107"));
        deliver(content);
        rehearsal().stripe().faults().clear();
        deliver(content);
        isComplete(bill);
        assertThat(descriptions(invoice(bill))).doesNotHaveDuplicates().hasSize(120);
        assertThat(invoice(bill).status()).isEqualTo("open");
    }

    /** Of the lines on the invoice, without what the gateway adds to them. */
    private static List<String> descriptions(HeldInvoice invoice) {
        return invoice.lines().stream().map(line -> line.description().replaceAll("^([A-Za-z]+ [0-9]+).*", "$1")).toList();
    }

    private static int linesIn(LoggedRequest addLines) {
        return (int) Arrays.stream(addLines.body().split("&")).filter(field -> field.matches("lines\\[[0-9]+]\\[amount]=.*")).count();
    }

    private void map(String account, String customer) {
        rehearsal().apply(Rehearsal.setup(FINAL) + "      - { m3terEntity: Account, m3terId: " + account
                + ", externalSystem: Stripe, externalTable: Customer, externalId: " + customer + " }\n");
    }

    private void otherAccountsGoOn() {
        String other = newBill();
        deliver(Bills.bill(other, "USD", "3"));
        isComplete(other);
    }

    @Test
    void row_28_a_customer_stripe_does_not_know_parks_the_bill_until_the_mapping_is_right() {
        String bill = newBill();
        map("acc-28-unknown", "cus_of_nobody");
        ObjectNode content = Bills.billOf("acc-28-unknown", bill, "USD", "10");
        deliver(content);
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.ERROR);
        assertThat(run.reasonCode()).isEqualTo("customer-unknown");
        assertThat(run.error()).contains("cus_of_nobody");
        assertThat(run.remedy()).contains("mapping");
        otherAccountsGoOn();
        rehearsal().stripe().customer("cus_28");
        map("acc-28-unknown", "cus_28");
        deliver(content);
        isComplete(bill);
        assertThat(invoice(bill).customer()).isEqualTo("cus_28");
    }

    @Test
    void row_28_a_deleted_customer_parks_the_bill() {
        String bill = newBill();
        rehearsal().stripe().customer("cus_28_gone");
        rehearsal().stripe().dashboard().deleteCustomer("cus_28_gone");
        map("acc-28-gone", "cus_28_gone");
        deliver(Bills.billOf("acc-28-gone", bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("customer-unknown");
        assertThat(newest(bill).error()).contains("cus_28_gone", "deleted");
        otherAccountsGoOn();
    }

    @Test
    void row_28_a_customer_held_to_another_currency_parks_the_bill() {
        String bill = newBill();
        rehearsal().stripe().subscription("sub_28", "cus_28_eur", "eur");
        map("acc-28-eur", "cus_28_eur");
        deliver(Bills.billOf("acc-28-eur", bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("currency-conflict");
        assertThat(newest(bill).remedy()).contains("cus_28_eur");
        otherAccountsGoOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "paid"})
    void row_29_a_bill_with_equal_content_is_complete_whatever_became_of_its_invoice(String status) {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10", "20");
        deliver(content);
        makeIt(status, invoice(bill).id());
        rehearsal().stripe().clearRequests();
        deliver(Bills.next(content, "10", "20"));
        isComplete(bill);
        assertThat(newest(bill).revision()).isEqualTo(2);
        assertThat(requests("POST", ".*")).isEmpty();
        assertThat(invoice(bill).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"open, 35, +5.00 USD", "paid, 35, +5.00 USD", "paid, 25.5, -4.50 USD", "uncollectible, 35, +5.00 USD"})
    void row_29_a_bill_that_changed_after_its_invoice_was_final_says_by_how_much(String status, String now, String difference) {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10", "20");
        deliver(content);
        makeIt(status, invoice(bill).id());
        deliver(Bills.next(content, now));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(run.error()).contains(difference, "30.00 USD");
        assertThat(invoice(bill).total()).as("the invoice stays").isEqualTo(3_000);
        assertThat(invoice(bill).status()).isEqualTo(status);
    }

    @Test
    void row_29_it_is_said_once_and_not_tried_again() {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10");
        deliver(content);
        makeIt("paid", invoice(bill).id());
        deliver(Bills.next(content, "12"));
        assertThat(rehearsal().runs(bill)).extracting(RunSummary::status)
                .containsExactly(RunStatus.INVOICE_ALREADY_PAID, RunStatus.COMPLETE);
        assertThat(rehearsal().query("select 1 from integration_event where bill_external_id = '" + bill + "'")).hasSize(1);
    }

    private void makeIt(String status, String invoice) {
        switch (status) {
            case "paid" -> rehearsal().stripe().dashboard().pay(invoice);
            case "uncollectible" -> rehearsal().stripe().dashboard().markUncollectible(invoice);
            default -> assertThat(rehearsal().stripe().invoice(invoice).orElseThrow().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest(name = "{2} in the answer to {0} {1}")
    @CsvSource(delimiter = '|', value = {
        "POST | /v1/invoices | {\"id\":null}",
        "POST | /v1/invoices | {\"status\":null}",
        "POST | /v1/invoices | {\"status\":\"under_review\"}",
        "POST | /v1/invoices | {\"total\":null,\"subtotal\":null,\"currency\":null,\"customer\":null,\"metadata\":null}",
        "POST | /v1/invoices | {\"id\":17,\"status\":[],\"total\":\"a lot\",\"metadata\":\"none\"}",
        "POST | /v1/invoices/[^/]+/add_lines | {\"id\":null}",
        "POST | /v1/invoices/[^/]+/add_lines | {\"id\":\"in_of_another\"}",
        "POST | /v1/invoices/[^/]+/add_lines | {\"subtotal\":null,\"total\":null,\"status\":null,\"lines\":null}",
        "POST | /v1/invoices/[^/]+/add_lines | {\"subtotal\":1}",
        "POST | /v1/invoices/[^/]+/add_lines | {\"status\":\"under_review\"}",
        "POST | /v1/invoices/[^/]+/finalize | {\"status\":\"under_review\"}",
        "POST | /v1/invoices/[^/]+/finalize | {\"status\":null,\"id\":null}",
        "POST | /v1/invoices/[^/]+/finalize | {\"object\":\"something_new\",\"status\":\"open\",\"payment\":{\"intent\":[1,2]}}"})
    void row_34_an_answer_with_other_fields_than_expected_does_no_harm(String method, String path, String fields) throws Exception {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree(fields)).on(method, path).times(1));
        deliver(Bills.withLines(bill, 60));
        assertThat(rehearsal().stripe().faults().rules()).extracting(struck -> struck.times()).containsExactly(1);
        isComplete(bill);
        assertThat(invoice(bill).status()).isEqualTo("open");
        assertThat(descriptions(invoice(bill))).doesNotHaveDuplicates().hasSize(60);
    }

    @ParameterizedTest(name = "{1} in the answer to GET {0}")
    @CsvSource(delimiter = '|', value = {
        "/v1/invoices/[^/]+ | {\"status\":null}",
        "/v1/invoices/[^/]+ | {\"status\":\"under_review\"}",
        "/v1/invoices/[^/]+ | {\"id\":null}",
        "/v1/invoices/[^/]+ | {\"metadata\":null,\"subtotal\":null}",
        "/v1/invoices/[^/]+/lines | {\"data\":null}",
        "/v1/invoices/[^/]+/lines | {\"has_more\":null}",
        "/v1/invoices/[^/]+/lines | {\"has_more\":true,\"data\":[]}",
        "/v1/invoices/[^/]+/lines | {\"data\":[{\"id\":\"il_1\"}]}",
        "/v1/invoices/[^/]+/lines | {\"data\":[\"il_1\"]}"})
    void row_34_a_look_at_the_invoice_that_shows_something_else_does_no_harm(String path, String fields) throws Exception {
        rehearsal().apply(Rehearsal.setup(""));
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10", "20");
        deliver(content);
        rehearsal().stripe().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree(fields)).on("GET", path).times(1));
        deliver(Bills.next(content, "10", "25", "1"));
        assertThat(rehearsal().stripe().faults().rules()).extracting(struck -> struck.times()).containsExactly(1);
        isComplete(bill);
        assertThat(invoice(bill).lines()).extracting(HeldLine::amount).containsExactlyInAnyOrder(1_000L, 2_500L, 100L);
    }

    @Test
    void row_34_a_status_nobody_knows_is_waited_out_in_words() throws Exception {
        rehearsal().apply(Rehearsal.setup(""));
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10");
        deliver(content);
        rehearsal().stripe().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree("{\"status\":\"under_review\"}"))
                .on("GET", "/v1/invoices/[^/]+"));
        send(Bills.next(content, "11"));
        await("a run that waits").atMost(Duration.ofSeconds(10)).until(() -> newest(bill).status() == RunStatus.AWAITING_RETRY);
        assertThat(newest(bill).error()).contains("under_review").doesNotContain("Exception");
        rehearsal().stripe().faults().clear();
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_100);
    }

    /** Not Stripe's own words: a proxy in between, a page for people, nothing at all. */
    @ParameterizedTest
    @ValueSource(strings = {"<html><body>502 Bad Gateway</body></html>", "", "null", "[]", "\"OK\"", "{\"error\":\"rate\"}"})
    void row_34_an_error_in_other_words_is_waited_out(String body) throws Exception {
        String bill = newBill();
        try (OneAnswer stripe = OneAnswer.of(400, body, rehearsal().stripe())) {
            send(Bills.bill(bill, "USD", "10"));
            stripe.awaitGiven();
        }
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"no\\u0000pe\",\"param\":\"a\\u0000b\","
        + "\"message\":\"zero \\u0000 of grace@hopper.example with sk_test_rehearsal\"}}", "plain \u0000 words of grace@hopper.example"})
    void row_34_whatever_stripe_says_can_be_kept_and_read(String body) throws Exception {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10");
        try (OneAnswer stripe = OneAnswer.of(400, body, rehearsal().stripe())) {
            send(content);
            await("a run that stands still").atMost(Duration.ofSeconds(10)).until(() -> rehearsal().runs(bill).stream()
                    .anyMatch(run -> run.error() != null));
        }
        rehearsal().awaitSettled();
        deliver(content);
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void what_was_sent_is_decoded_as_a_person_wrote_it() {
        String bill = newBill();
        deliver(Bills.addLine(Bills.bill(bill, "USD"), "USAGE", "50 % of A&B = [ü] 🚀 + 1", "10"));
        assertThat(URLDecoder.decode(requests("POST", ADD_LINES).get(0).body(), StandardCharsets.UTF_8))
                .contains("50 % of A&B = [ü] 🚀 + 1");
        assertThat(invoice(bill).lines()).singleElement().satisfies(line -> assertThat(line.description()).startsWith("50 % of A&B = [ü] 🚀 + 1"));
    }
}
