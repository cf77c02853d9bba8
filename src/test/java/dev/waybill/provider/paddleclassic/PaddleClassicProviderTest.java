package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.then;
import static dev.waybill.provider.paddleclassic.Samples.withCustomer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single steps, with answers written by hand. */
class PaddleClassicProviderTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ACTIVE = """
            {"success":true,"response":[{"subscription_id":7730045,"plan_id":512209,"user_id":4410021,"user_email":"ap@example.com",
             "state":"active","last_payment":{"amount":49,"currency":"EUR","date":"2025-09-04"},
             "next_payment":{"amount":49,"currency":"EUR","date":"2025-10-04"},"linked_subscriptions":[]}]}""";
    private static final String NONE = "{\"success\":true,\"response\":[],\"count\":0,\"total\":0}";
    private static final String MADE = "{\"success\":true,\"response\":{\"subscription_id\":7730045,\"modifier_id\":190331}}";

    private final PaddleClassicProvider provider = new PaddleClassicProvider();

    @Test
    void reads_the_subscription_first() {
        assertThat(call(first(eur("10.00")))).isEqualTo(new Call("read-subscription", "POST", "/api/2.0/subscription/users", "", FORM,
                "subscription_id=7730045", "", Map.of(), false));
    }

    @Test
    void lists_its_modifiers_then() {
        assertThat(call(after(first(eur("10.00")), ACTIVE))).isEqualTo(new Call("list-modifiers", "POST",
                "/api/2.0/subscription/modifiers", "", FORM, "subscription_id=7730045&results_per_page=200", "", Map.of(), false));
    }

    @Test
    void creates_a_modifier_that_never_recurs() {
        assertThat(call(after(first(eur("10.00")), ACTIVE, NONE))).isEqualTo(new Call("create-modifier", "POST",
                "/api/2.0/subscription/modifiers/create", "", FORM, "subscription_id=7730045&modifier_amount=10.00"
                + "&modifier_recurring=false&modifier_description=Usage+2025-09-01+to+2025-09-30+%5Bbg1%3A9d12a517625e15d2%3Aall%3A"
                + "e3f96ad1%5D", "", Map.of(), true));
    }

    @Test
    void looks_at_the_list_again_before_it_calls_it_done() {
        Delivery made = after(first(eur("10.00")), ACTIVE, NONE, MADE);

        assertThat(call(made).name()).isEqualTo("list-modifiers");
        assertThat(provider.next(after(made, listed("10.000", "0", "all")))).isEqualTo(new Done("190331", null,
                "One-time modifier 190331 adds 10.00 EUR to the payment of 2025-10-04 of subscription 7730045."));
    }

    @Test
    void a_modifier_that_the_list_does_not_show_yet_was_made_all_the_same() {
        assertThat(provider.next(after(first(eur("10.00")), ACTIVE, NONE, MADE, NONE))).isInstanceOf(Done.class);
    }

    @Test
    void deletes_by_id() {
        Delivery made = stored(after(first(eur("10.00")), ACTIVE, NONE, MADE, listed("10.000", "0", "all")));

        assertThat(call(after(then(made, eur("12.00")), ACTIVE, listed("10.000", "0", "all")))).isEqualTo(new Call("delete-modifier",
                "POST", "/api/2.0/subscription/modifiers/delete", "", FORM, "modifier_id=190331", "", Map.of(), true));
    }

    @Test
    void asks_for_the_payments_that_can_have_taken_a_vanished_modifier_in() {
        Delivery made = stored(after(first(eur("10.00")), ACTIVE, NONE, MADE, listed("10.000", "0", "all")));

        assertThat(call(after(then(made, eur("12.00")), ACTIVE, NONE, error(123)))).isEqualTo(new Call("list-payments", "POST",
                "/api/2.0/subscription/payments", "", FORM,
                "subscription_id=7730045&is_paid=1&is_one_off_charge=0&from=2025-09-04", "", Map.of(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "\"1\"", "\"true\""})
    void flags_come_as_numbers_texts_and_truth_values(String recurring) {
        Delivery found = after(first(eur("10.00")), ACTIVE, listed("10", recurring, "all"));

        assertThat(call(found).name()).isEqualTo("delete-modifier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10.0", "10.000", "1e1"})
    void amounts_are_compared_as_numbers(String amount) {
        assertThat(provider.next(after(first(eur("10.00")), ACTIVE, listed(amount, "0", "all")))).isInstanceOf(Done.class);
    }

    @Test
    void a_modifier_without_a_readable_amount_stops_the_go_before_anything_is_written() {
        assertThat(later(after(first(eur("10.00")), ACTIVE, listed("ten", "0", "all"))).code()).isEqualTo("unreadable-answer");
    }

    @Test
    void goes_on_to_the_next_page_while_pages_are_full() {
        StringBuilder rows = new StringBuilder();
        for (int id = 1; id <= 200; id++) {
            rows.append(id > 1 ? "," : "").append("{\"modifier_id\":").append(id).append(",\"description\":\"x\"}");
        }

        Call next = call(after(first(eur("10.00")), ACTIVE, "{\"success\":true,\"response\":[" + rows + "]}"));

        assertThat(next.body()).isEqualTo("subscription_id=7730045&results_per_page=200&after=200");
    }

    @Test
    void goes_on_to_the_next_page_while_paddle_tells_of_more() {
        String page = "{\"success\":true,\"response\":[{\"modifier_id\":7,\"description\":\"x\"}],\"total\":2}";

        assertThat(call(after(first(eur("10.00")), ACTIVE, page)).body()).endsWith("&after=7");
        assertThat(call(after(first(eur("10.00")), ACTIVE, page, NONE)).name()).isEqualTo("create-modifier");
    }

    @Test
    void a_list_without_an_end_is_left_to_a_person() {
        List<String> answers = new ArrayList<>(List.of(ACTIVE));
        for (int i = 0; i < 50; i++) {
            answers.add("{\"success\":true,\"response\":[{\"modifier_id\":7,\"description\":\"x\"}],\"total\":999999}");
        }

        assertThat(parked(after(first(eur("10.00")), answers.toArray(String[]::new))).code()).isEqualTo("list-too-long");
    }

    @Test
    void more_modifiers_of_one_bill_than_there_can_be_are_left_to_a_person() {
        StringBuilder rows = new StringBuilder();
        for (int id = 1; id <= 301; id++) {
            rows.append(id > 1 ? "," : "").append("{\"modifier_id\":").append(id).append(",\"amount\":\"1\",\"description\":\"")
                    .append(Samples.TAG).append("all:00000000]\"}");
        }

        assertThat(parked(after(first(eur("10.00")), ACTIVE, "{\"success\":true,\"response\":[" + rows + "]}")).reason())
                .contains("has more than 300 modifiers of this bill");
    }

    @ParameterizedTest
    @CsvSource({"102, AUTH_FAILED, auth-failed", "107, AUTH_FAILED, auth-failed", "101, ERROR, wrong-address",
            "109, ERROR, currency-differs", "119, ERROR, subscription-unknown", "155, ERROR, amount-refused", "182, ERROR, refused",
            "183, ERROR, amount-refused", "187, ERROR, uncollectable", "197, ERROR, uncollectable", "123, ERROR, refused",
            "124, ERROR, refused", "4711, ERROR, refused"})
    void a_refused_creation_is_parked(int error, RunStatus status, String code) {
        Parked parked = parked(after(first(eur("10.00")), ACTIVE, NONE, error(error)));

        assertThat(parked.status()).isEqualTo(status);
        assertThat(parked.code()).isEqualTo(code);
        assertThat(parked.reason()).contains("error " + error + ": words");
    }

    @ParameterizedTest
    @CsvSource({"146, renewal-running, 600", "151, busy, 600", "194, subscription-paused, 86400", "196, subscription-past-due, 86400",
            "199, subscription-past-due, 86400", "120, server-error, 60"})
    void a_creation_that_may_work_later_is_put_off(int error, String code, long seconds) {
        Later later = later(after(first(eur("10.00")), ACTIVE, NONE, error(error)));

        assertThat(later.status()).isEqualTo(RunStatus.AWAITING_RETRY);
        assertThat(later.code()).isEqualTo(code);
        assertThat(later.pause()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void only_an_unknown_outcome_leaves_a_creation_unsettled() {
        assertThat(after(first(eur("10.00")), ACTIVE, NONE, error(120)).unsettled()).isNotNull();
        for (int error : new int[] {146, 151, 189, 194, 199, 187, 182}) {
            assertThat(after(first(eur("10.00")), ACTIVE, NONE, error(error)).unsettled()).as("error " + error).isNull();
        }
        Delivery made = after(first(eur("10.00")), ACTIVE, NONE);
        assertThat(provider.absorb(made, call(made), Answer.notSent("connection refused")).unsettled()).isNull();
    }

    @Test
    void each_further_rate_limit_in_a_row_doubles_the_wait() {
        Delivery delivery = first(eur("10.00"));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            delivery = stored(after(delivery, error(189)));
            waits.add(later(after(delivery, error(189))).pause().toSeconds());
        }
        assertThat(later(after(first(eur("10.00")), error(189))).pause()).isEqualTo(Duration.ofSeconds(60));
        assertThat(waits).containsExactly(120L, 240L, 480L, 480L, 480L);
        assertThat(later(after(delivery, error(189))).status()).isEqualTo(RunStatus.RATE_LIMIT_RETRY);
        assertThat(later(stored(after(delivery, ACTIVE)), error(189)).pause()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_rate_limit_with_a_wait_of_its_own_is_honoured() {
        Delivery delivery = first(eur("10.00"));

        Delivery after = provider.absorb(delivery, call(delivery), Answer.of(429, Map.of("Retry-After", "30"), ""));

        assertThat(((Later) after.verdict()).pause()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_wait_after_silence_is_a_setting() {
        assertThat(later(after(first(eur("10.00"), "{\"lookUpAfter\":5}"), ACTIVE, NONE, error(120))).pause())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void an_unsettled_creation_whose_record_of_the_payments_is_gone_is_left_to_a_person() {
        Delivery made = after(first(eur("10.00")), ACTIVE, NONE);
        Delivery bare = made.holding(Samples.object("{\"known\":true,\"silence\":{\"revision\":1}}")).unsettled(call(made), true);

        assertThat(parked(after(bare, NONE, ACTIVE)).code()).isEqualTo("ambiguous-after-renewal");
    }

    @Test
    void refused_credentials_do_not_settle_what_is_unsettled() {
        Delivery silent = stored(after(first(eur("10.00")), ACTIVE, NONE, error(120)));

        Delivery refused = after(silent, error(107));

        assertThat(parked(refused).status()).isEqualTo(RunStatus.AUTH_FAILED);
        assertThat(refused.unsettled()).isEqualTo(silent.unsettled());
    }

    @Test
    void a_charged_modifier_that_recurs_is_an_alarm() {
        Delivery found = after(first(eur("10.00")), ACTIVE, listed("10", "1", "all"));

        assertThat(parked(after(found, error(124))).code()).isEqualTo("recurring-modifier");
    }

    @Test
    void a_customer_that_is_no_subscription_costs_no_call() {
        assertThat(((Parked) provider.next(withCustomer(first(eur("10.00")), "cus_1"))).code()).isEqualTo("subscription-id-malformed");
    }

    @Test
    void a_bill_that_cannot_be_sent_any_more_says_what_stands_of_its_earlier_version() {
        Delivery made = stored(after(first(eur("10.00")), ACTIVE, NONE, MADE, listed("10.000", "0", "all")));

        Parked parked = (Parked) provider.next(then(made, Samples.bill("KWD", line("l1", "1"))));

        assertThat(parked.code()).isEqualTo("currency-not-known");
        assertThat(parked.reason()).endsWith("At Paddle modifier 190331 stands for the bill: 10.00 EUR.");
    }

    @Test
    void a_verdict_comes_back() {
        Step verdict = Parked.error("x", "y", "z");

        assertThat(provider.next(first(eur("10.00")).concluded(verdict))).isSameAs(verdict);
    }

    @Test
    void what_another_program_stored_is_not_absorbed_into() {
        Delivery odd = first(eur("10.00")).holding(Samples.object("{\"lookUp\":[]}"));

        assertThat(parked(provider.absorb(odd, call(first(eur("10.00"))), Answer.of(200, Map.of(), ACTIVE))).code())
                .isEqualTo("state-unreadable");
    }

    @Test
    void an_unsettled_call_of_another_provider_is_not_sent_to_paddle() {
        Call foreign = new Call("create-invoice", "POST", "/v1/invoices", "", FORM, "customer=cus_1", "key", Map.of(), true);

        assertThat(((Parked) provider.next(first(eur("10.00")).unsettled(foreign, false))).code()).isEqualTo("state-unreadable");
    }

    @Test
    void the_settings_are_offered() {
        assertThat(provider.settings()).extracting("key").containsExactly("modifiers", "mostLines", "tooManyLines", "changedAfterCharge",
                "whenUnsure", "lookUpAfter", "largestAmount", "wholeCurrencies");
    }

    private Delivery after(Delivery delivery, String... answers) {
        Delivery known = delivery;
        for (String answer : answers) {
            known = provider.absorb(known, call(known), Answer.of(200, Map.of(), answer));
        }
        return known;
    }

    private Call call(Delivery delivery) {
        return (Call) provider.next(delivery);
    }

    private static Delivery stored(Delivery delivery) {
        return Samples.stored(delivery, false);
    }

    private Later later(Delivery delivery, String... answers) {
        return (Later) after(delivery, answers).verdict();
    }

    private static Parked parked(Delivery delivery) {
        return (Parked) delivery.verdict();
    }

    private static String error(int code) {
        return "{\"success\":false,\"error\":{\"code\":" + code + ",\"message\":\"words\"}}";
    }

    private static String listed(String amount, String recurring, String part) {
        return "{\"success\":true,\"response\":[{\"modifier_id\":190331,\"subscription_id\":7730045,\"amount\":\"" + amount
                + "\",\"currency\":\"EUR\",\"is_recurring\":" + recurring + ",\"description\":\"Usage " + Samples.TAG + part + ":"
                + "e3f96ad1]\"}],\"count\":1,\"total\":1}";
    }
}
