package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.paddleclassic.PaddleClassicFaults;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Paddle does or says: rows 12 to 15, 21, 26 to 28 and 34. */
class PaddleProviderFaultsTest extends PaddleFaultTest {

    private static final String PER_LINE = ", modifiers: line";

    /** Five thousand lines are a larger webhook than is taken usually. */
    @Override
    Map<String, String> settings() {
        return Map.of("paddle-classic.response-timeout", "1500ms", "http.max-body-size", "8000000");
    }

    private static String[] ones(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> "1").toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_12_error_120_on_a_create_is_looked_up_before_anything_is_sent_again(boolean done) {
        String bill = newBill();
        rehearsal().paddle().faults().add((done ? PaddleClassicFaults.internalErrorAfterWork() : PaddleClassicFaults.internalErrorBeforeWork())
                .on("POST", CREATE).times(1));
        deliver(bill(bill, "10"));
        isComplete(bill);
        isCharged(bill, "10");
        assertThat(requests(CREATE)).isEqualTo(done ? 1 : 2);
        assertThat(rehearsal().paddle().requests()).extracting(request -> request.path().replace(API, ""))
                .startsWith("users", "modifiers", "modifiers/create", "modifiers");
    }

    @Test
    void row_13_a_create_that_timed_out_after_the_work_is_found_and_not_repeated() {
        String bill = newBill();
        rehearsal().paddle().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", CREATE).times(1));
        deliver(bill(bill, "10"));
        isComplete(bill);
        assertThat(requests(CREATE)).isEqualTo(1);
        isCharged(bill, "10");
    }

    @Test
    void row_13_a_modifier_is_found_on_the_second_page_of_the_list() {
        for (int i = 0; i < 230; i++) {
            dashboard("modifier_amount=0.01&modifier_recurring=false&modifier_description=another+" + i);
        }
        rehearsal().paddle().clearRequests();
        String bill = newBill();
        rehearsal().paddle().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", CREATE).times(1));
        deliver(bill(bill, "10"));
        isComplete(bill);
        assertThat(requests(CREATE)).isEqualTo(1);
        assertThat(rehearsal().paddle().requests()).anyMatch(request -> request.path().equals(LIST) && request.body().contains("after="));
        isCharged(bill, "10");
    }

    /** Somebody else makes a modifier on this case's subscription. */
    private void dashboard(String fields) {
        try {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                            rehearsal().paddle().baseUrl() + CREATE)).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("vendor_id=" + Rehearsal.PADDLE_VENDOR + "&vendor_auth_code="
                            + Rehearsal.PADDLE_CODE + "&subscription_id=" + subscription() + "&" + fields)).build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_14_after_a_reset_while_line_7_of_10_is_sent_only_the_missing_lines_are_made(boolean done) {
        use(PER_LINE);
        String bill = newBill();
        rehearsal().paddle().faults().add((done ? FaultRule.resetAfterWork() : FaultRule.resetBeforeWork()).on("POST", CREATE).after(6).times(1));
        deliver(bill(bill, ones(10)));
        isComplete(bill);
        isCharged(bill, ones(10));
        assertThat(requests(CREATE)).isEqualTo(done ? 10 : 11);
        assertThat(charges(bill)).extracting(charge -> charge.description().replaceAll(" \\[.*", ""))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 10).mapToObj(i -> "Line " + i).toList());
    }

    @Test
    void row_15_when_line_7_of_10_is_refused_the_bill_is_parked_and_no_line_stays() {
        use(PER_LINE);
        String bill = newBill();
        rehearsal().paddle().faults().add(FaultRule.refuseLine("Line 7"));
        deliver(bill(bill, ones(10)));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.ERROR);
        assertThat(run.error()).contains("create-modifier", "deleted again");
        assertThat(charges(bill)).isEmpty();
        await("what a person must do").atMost(Duration.ofSeconds(10)).until(() ->
                rehearsal().query("select 1 from integration_event where bill_external_id = '" + bill + "'").size() == 1);
    }

    @Test
    void row_15_the_bill_leaves_whole_once_the_line_is_taken() {
        use(PER_LINE);
        String bill = newBill();
        ObjectNode content = bill(bill, ones(10));
        rehearsal().paddle().faults().add(FaultRule.refuseLine("Line 7"));
        deliver(content);
        rehearsal().paddle().faults().clear();
        deliver(content);
        isComplete(bill);
        isCharged(bill, ones(10));
    }

    @Test
    void row_21_a_version_that_comes_after_a_newer_one_is_never_sent() {
        String bill = newBill();
        ObjectNode first = bill(bill, "10");
        ObjectNode second = Bills.next(first, "20");
        deliver(first);
        deliver(Bills.next(second, "30"));
        rehearsal().paddle().clearRequests();
        deliver(second);
        assertThat(rehearsal().paddle().requests()).isEmpty();
        isCharged(bill, "30");
    }

    @Test
    void row_21_back_and_forth_ends_at_the_last() {
        String bill = newBill();
        ObjectNode version = bill(bill, "10");
        deliver(version);
        for (String amount : new String[] {"20", "10", "20"}) {
            version = Bills.next(version, amount);
            deliver(version);
            isCharged(bill, amount);
        }
    }

    @Test
    void row_21_back_and_forth_in_quick_succession_ends_at_the_last() {
        String bill = newBill();
        ObjectNode version = bill(bill, "10");
        send(version);
        for (String amount : new String[] {"20", "10", "20"}) {
            version = Bills.next(version, amount);
            send(version);
        }
        rehearsal().awaitSettled();
        isCharged(bill, "20");
    }

    /** Each with what Paddle is sent: major units, the currency's decimals, rounded once. */
    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "USD, 12.34 0.66, 13.00",
        "USD, 12.345, 12.35",
        "USD, 0.005 0.005 0.005, 0.02",
        "USD, 33.333 33.333 33.334, 100.00",
        "EUR, 100 -20.5, 79.50",
        "EUR, 10 -30, -20.00",
        "EUR, 0.30, 0.30",
        "JPY, 1200.5, 1201",
        "JPY, 0.4 0.4 0.4, 1",
        "KRW, 15000.49, 15000",
        "HUF, 12.34, 12.34",
        "TWD, 100.5, 100.50"})
    void row_26_the_amount_agrees_to_the_smallest_unit(String currency, String amounts, String sent) {
        long own = subscription() + 500_000;
        rehearsal().paddle().subscription(own, currency, "49");
        for (String settings : new String[] {"", PER_LINE}) {
            rehearsal().apply(Rehearsal.paddleSetup("        settings: { lookUpAfter: 0" + settings + " }")
                    + Rehearsal.mapping("acc-" + own, "Paddle", "Subscription", String.valueOf(own)));
            String bill = newBill();
            deliver(Bills.billOf("acc-" + own, bill, currency, amounts.split(" ")));
            isComplete(bill);
            assertThat(charges(bill).stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo(sent);
            if (settings.isEmpty()) {
                assertThat(rehearsal().paddle().requests()).anyMatch(request -> request.path().equals(CREATE)
                        && Arrays.asList(request.body().split("&")).contains("modifier_amount=" + sent));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5 -5", "0.001 -0.0009", ""})
    void row_26_a_bill_of_nothing_makes_no_call_and_says_so(String amounts) {
        String bill = newBill();
        deliver(bill(bill, amounts.isEmpty() ? new String[0] : amounts.split(" ")));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(run.note()).startsWith("Nothing to collect:");
        assertThat(rehearsal().calls(run)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"KWD, 5, currency-not-known", "XXX, 5, currency-not-known", "USD, 1000000, amount-too-large", "USD, 600000 600000, amount-too-large"})
    void row_26_what_paddle_cannot_be_asked_for_is_parked_before_anything_is_sent(String currency, String amounts, String code) {
        String bill = newBill();
        deliver(Bills.billOf(account(), bill, currency, amounts.split(" ")));
        assertThat(newest(bill).reasonCode()).isEqualTo(code);
        assertThat(rehearsal().paddle().requests()).isEmpty();
    }

    @Test
    void row_26_a_negative_total_lowers_the_next_payments_by_all_of_it() {
        String bill = newBill();
        deliver(bill(bill, "10", "-130"));
        isComplete(bill);
        assertThat(newest(bill).note()).contains("balance");
        rehearsal().paddle().renew(subscription());
        assertThat(rehearsal().paddle().subscriptionOf(subscription()).orElseThrow().balance()).isEqualByComparingTo("-71");
        isCharged(bill, "-120");
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 251, 1_000, 5_000})
    void row_27_however_many_lines_a_bill_has_it_is_one_modifier(int lines) {
        String bill = newBill();
        deliver(bill(bill, ones(lines)));
        isComplete(bill);
        isCharged(bill, String.valueOf(lines));
    }

    @ParameterizedTest
    @CsvSource({"rollUpToTotal, 1", "rollUpByType, 1", "rollUpByProduct, 5"})
    void row_27_more_lines_than_wanted_are_rolled_up_to_the_same_total(String how, int modifiers) {
        use(PER_LINE + ", mostLines: 6, tooManyLines: " + how);
        String bill = newBill();
        deliver(ofFiveProducts(bill, 251));
        isComplete(bill);
        assertThat(charges(bill)).hasSize(modifiers);
        assertThat(charges(bill).stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo("253.51");
    }

    @ParameterizedTest
    @CsvSource({"park, 251", "rollUpByProduct, 5"})
    void row_27_what_is_still_too_much_is_parked_with_the_numbers(String how, int needs) {
        use(PER_LINE + ", mostLines: 4, tooManyLines: " + how);
        String bill = newBill();
        deliver(ofFiveProducts(bill, 251));
        RunSummary run = newest(bill);
        assertThat(run.reasonCode()).isEqualTo("too-many-lines");
        assertThat(run.error()).contains("251", String.valueOf(needs), "mostLines allows 4");
        assertThat(rehearsal().paddle().requests()).isEmpty();
    }

    /** Of 1.01 USD each. */
    private ObjectNode ofFiveProducts(String id, int lines) {
        ObjectNode bill = bill(id, Arrays.stream(ones(lines)).map(one -> "1.01").toArray(String[]::new));
        bill.withArray("lineItems").forEach(line -> ((ObjectNode) line).put("productId", "p" + line.path("sequenceNumber").asInt() % 5));
        return bill;
    }

    private void otherAccountsGoOn() {
        String other = newBill();
        deliver(Bills.bill(other, "USD", "3"));
        isComplete(other);
    }

    @Test
    void row_28_a_subscription_paddle_does_not_know_parks_the_bill_until_the_mapping_is_right() {
        String bill = newBill();
        rehearsal().apply(Rehearsal.paddleSetup("") + Rehearsal.mapping(account(), "Paddle", "Subscription", "4711"));
        ObjectNode content = bill(bill, "10");
        deliver(content);
        RunSummary run = newest(bill);
        assertThat(run.reasonCode()).isEqualTo("subscription-unknown");
        assertThat(run.error()).contains("4711");
        assertThat(run.remedy()).contains("mapping");
        otherAccountsGoOn();
        use("");
        deliver(content);
        isComplete(bill);
        isCharged(bill, "10");
    }

    @Test
    void row_28_a_mapping_that_names_no_subscription_parks_the_bill_without_a_call() {
        String bill = newBill();
        rehearsal().apply(Rehearsal.paddleSetup("") + Rehearsal.mapping(account(), "Paddle", "Subscription", "cus_1"));
        deliver(bill(bill, "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("subscription-id-malformed");
        assertThat(rehearsal().paddle().requests()).isEmpty();
    }

    @Test
    void row_28_a_cancelled_subscription_parks_the_last_bill_as_uncollectable() {
        rehearsal().paddle().cancel(subscription());
        String bill = newBill();
        deliver(bill(bill, "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("uncollectable");
        assertThat(newest(bill).error()).contains("10.00 USD", "cancelled");
        assertThat(charges(bill)).isEmpty();
        otherAccountsGoOn();
    }

    @Test
    void row_28_a_subscription_in_another_currency_parks_the_bill() {
        String bill = newBill();
        deliver(Bills.billOf(account(), bill, "EUR", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("currency-differs");
        assertThat(newest(bill).error()).contains("EUR", "USD");
        assertThat(charges(bill)).isEmpty();
        otherAccountsGoOn();
    }

    @Test
    void row_28_a_paused_subscription_makes_the_bill_wait_until_it_is_active_again() {
        rehearsal().paddle().pause(subscription());
        String bill = newBill();
        send(bill(bill, "10"));
        awaitStatus(bill, RunStatus.AWAITING_RETRY);
        assertThat(newest(bill).reasonCode()).isEqualTo("subscription-paused");
        assertThat(charges(bill)).isEmpty();
        rehearsal().paddle().resume(subscription());
        hurry();
        isComplete(bill);
        isCharged(bill, "10");
    }

    @ParameterizedTest(name = "{1} in the answer to {0}")
    @CsvSource(delimiter = '|', value = {
        "users            | {\"success\":null}",
        "users            | {\"success\":\"yes\"}",
        "users            | {\"response\":null}",
        "users            | {\"response\":{}}",
        "users            | {\"response\":[{\"subscription_id\":\"none\"}]}",
        "users            | {\"response\":[17]}",
        "users            | {\"success\":false}",
        "users            | {\"success\":false,\"error\":{\"code\":\"soon\"}}",
        "modifiers        | {\"response\":null}",
        "modifiers        | {\"response\":[null]}",
        "modifiers        | {\"response\":[{\"modifier_id\":null}]}",
        "modifiers        | {\"count\":\"many\",\"total\":null}",
        "modifiers/create | {\"success\":null}",
        "modifiers/create | {\"response\":null}",
        "modifiers/create | {\"response\":{\"modifier_id\":null}}",
        "modifiers/create | {\"response\":{\"modifier_id\":190331,\"subscription_id\":1}}",
        "modifiers/create | {\"success\":false,\"error\":null}",
        "modifiers/create | {\"message\":\"something new\",\"more\":[1,2]}"})
    void row_34_an_answer_with_other_fields_than_expected_does_no_harm(String path, String fields) throws Exception {
        String bill = newBill();
        rehearsal().paddle().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree(fields)).on("POST", API + path).times(1));
        deliver(bill(bill, "10", "20"));
        assertThat(rehearsal().paddle().faults().rules()).extracting(struck -> struck.times()).containsExactly(1);
        isComplete(bill);
        isCharged(bill, "30");
    }

    @Test
    void row_34_a_state_nobody_knows_is_waited_out_in_words() throws Exception {
        String bill = newBill();
        String row = "{\"response\":[{\"subscription_id\":" + subscription() + ",\"state\":\"under_review\",\"next_payment\":"
                + "{\"amount\":49,\"currency\":\"USD\",\"date\":\"2026-11-15\"}}]}";
        rehearsal().paddle().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree(row)).on("POST", READ));
        send(bill(bill, "10"));
        awaitStatus(bill, RunStatus.AWAITING_RETRY);
        assertThat(newest(bill).error()).contains("under_review").doesNotContain("Exception");
        rehearsal().paddle().faults().clear();
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "10");
    }

    @Test
    void row_34_an_error_nobody_knows_parks_the_bill_with_its_number_and_words() {
        String bill = newBill();
        rehearsal().paddle().faults().add(PaddleClassicFaults.error(4711).on("POST", CREATE));
        deliver(bill(bill, "10"));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.ERROR);
        assertThat(newest(bill).error()).contains("error 4711", "asked for by a fault rule");
        assertThat(charges(bill)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>502 Bad Gateway</body></html>", "", "null", "[]", "\"OK\"", "{\"error\":\"rate\"}",
        "{\"success\":false,\"error\":{\"code\":0,\"message\":\"\"}}"})
    void row_34_an_answer_in_other_words_is_waited_out(String body) throws Exception {
        String bill = newBill();
        try (OneAnswer paddle = OneAnswer.of(200, body, rehearsal().paddle())) {
            send(bill(bill, "10"));
            paddle.awaitGiven();
        }
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "10");
    }
}
