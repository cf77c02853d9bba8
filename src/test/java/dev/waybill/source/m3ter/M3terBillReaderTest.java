package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class M3terBillReaderTest {

    private static final String ORGANIZATION = "0a0a0000-0000-4000-8000-000000000005";
    private static final String BILL_PATH = "/organizations/" + ORGANIZATION + "/bills/" + Samples.BILL_ID;
    private static final String FIRST_PAGE = Samples.text("line-items-1.json");
    private static final String LAST_PAGE = Samples.text("line-items-2.json");
    private static final Answer TOKEN = ok(Samples.text("token.json"));

    private final M3terBillReader reader = new M3terBillReader(new M3terBills());
    private final List<String> calls = new ArrayList<>();

    @Test
    void a_bill_is_read_with_all_pages_of_its_lines() {
        Reading reading = read(begin(true), ok(bill(4)), ok(FIRST_PAGE), ok(LAST_PAGE));
        assertThat(reading.hasBill()).isTrue();
        assertThat(reading.bill()).isEqualTo(new M3terBills().read(Samples.bill(), null));
        assertThat(calls).containsExactly(
                "read-bill GET " + BILL_PATH,
                "list-line-items GET " + BILL_PATH + "/lineitems?pageSize=100",
                "list-line-items GET " + BILL_PATH + "/lineitems?pageSize=100&nextToken=bmV4dA%3D%3D%2F%2B2");
    }

    @Test
    void without_a_token_one_is_fetched_first() {
        Reading reading = begin(false);
        assertThat(reading.needsToken()).isTrue();
        assertThat(reading.call()).isEqualTo(new Call("token", "POST", "/oauth/token", "", "application/json",
                "{\"grant_type\":\"client_credentials\"}", "", Map.of("Accept", "application/json"), false));
        reading = read(reading, TOKEN);
        assertThat(reading.needsToken()).isFalse();
        assertThat(reading.call().name()).isEqualTo("read-bill");
    }

    @Test
    void with_a_token_the_bill_is_asked_for_at_once() {
        assertThat(begin(true).needsToken()).isFalse();
        assertThat(begin(true).call()).isEqualTo(Call.get("read-bill", BILL_PATH, "", Map.of("Accept", "application/json")));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refused_token_is_renewed_and_the_same_question_asked_again(int status) {
        Reading reading = read(begin(true), ok(bill(4)), answer(status, ""), TOKEN, ok(FIRST_PAGE), ok(LAST_PAGE));
        assertThat(reading.hasBill()).isTrue();
        assertThat(names()).containsExactly("read-bill", "list-line-items", "token", "list-line-items", "list-line-items");
    }

    @Test
    void a_token_is_renewed_only_once() {
        Reading reading = read(begin(true), answer(403, ""), TOKEN, ok(bill(4)), answer(401, ""));
        assertThat(reading.hasFailed()).isTrue();
        assertThat(reading.failure().code()).isEqualTo("m3ter-auth-failed");
        assertThat(reading.failure().isAuthentication()).isTrue();
        assertThat(reading.failure().reason()).contains("refused list-line-items with 401, also with a new token")
                .contains(ORGANIZATION);
    }

    @Test
    void a_token_fetched_at_the_start_may_be_renewed_once() {
        Reading reading = read(begin(false), TOKEN, answer(403, ""), TOKEN, answer(403, ""));
        assertThat(reading.failure().code()).isEqualTo("m3ter-auth-failed");
        assertThat(names()).containsExactly("token", "read-bill", "token", "read-bill");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void refused_credentials_end_the_reading(int status) {
        Reading reading = read(begin(false), answer(status, "{\"message\":\"no\"}"));
        assertThat(reading.failure().code()).isEqualTo("m3ter-auth-failed");
        assertThat(reading.failure().reason()).contains("refused token with " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "<html>", "{\"access_token\":\"a b\"}"})
    void an_answer_without_a_token_fails_for_now(String body) {
        assertThat(read(begin(false), ok(body)).failure().code()).isEqualTo("m3ter-unexpected-answer");
    }

    @Test
    void a_missing_token_address_fails_for_now() {
        assertThat(read(begin(false), answer(404, "")).failure().code()).isEqualTo("m3ter-unexpected-answer");
    }

    @Test
    void a_bill_that_m3ter_does_not_have_is_gone() {
        Reading reading = read(begin(true), answer(404, "{\"message\":\"not found\"}"));
        assertThat(reading.isGone()).isTrue();
        assertThat(reading.hasCall()).isFalse();
    }

    @Test
    void a_bill_deleted_while_its_lines_are_listed_is_gone() {
        assertThat(read(begin(true), ok(bill(4)), answer(404, ""), answer(404, "")).isGone()).isTrue();
        assertThat(names()).containsExactly("read-bill", "list-line-items", "read-bill");
    }

    @Test
    void lines_that_stay_missing_fail_for_now() {
        Reading reading = begin(true);
        for (int round = 0; round < 4; round++) {
            reading = read(reading, ok(bill(4)), answer(404, ""));
        }
        assertThat(reading.failure().code()).isEqualTo("bill-keeps-changing");
    }

    @ParameterizedTest
    @CsvSource({"500, m3ter-server-error", "502, m3ter-server-error", "503, m3ter-server-error", "504, m3ter-server-error",
        "408, m3ter-server-error", "409, m3ter-server-error", "429, m3ter-rate-limit", "302, m3ter-unexpected-answer",
        "204, m3ter-unexpected-answer"})
    void what_may_pass_fails_for_now_at_every_call(int status, String code) {
        assertThat(read(begin(false), answer(status, "")).failure().code()).isEqualTo(code);
        assertThat(read(begin(true), answer(status, "")).failure().code()).isEqualTo(code);
        assertThat(read(begin(true), ok(bill(4)), answer(status, "")).failure().code()).isEqualTo(code);
        assertThat(read(begin(true), ok(withoutTotal(4)), ok(FIRST_PAGE), ok(LAST_PAGE), answer(status, "")).failure().code())
                .isEqualTo(code);
    }

    @Test
    void the_pause_that_m3ter_asks_for_is_kept() {
        assertThat(read(begin(true), Answer.of(429, Map.of("Retry-After", "7"), "")).failure().pause())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(read(begin(true), answer(503, "")).failure().pause()).isNull();
    }

    @Test
    void no_answer_fails_for_now_with_what_is_known() {
        assertThat(read(begin(true), Answer.unknown("read timed out after 10 s")).failure())
                .isEqualTo(new Reading.Failure("m3ter-no-answer", "m3ter did not answer read-bill: read timed out after 10 s",
                        null));
        assertThat(read(begin(false), Answer.notSent("connection refused")).failure().code()).isEqualTo("m3ter-no-answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 413, 422})
    void a_refused_question_refuses_the_bill(int status) {
        Reading reading = read(begin(true), answer(status, "{\"message\":\"Invalid\\u0000 id\"}"));
        assertThat(reading.isRefused()).isTrue();
        assertThat(reading.refusal().code()).isEqualTo("m3ter-refused");
        assertThat(reading.refusal())
                .hasMessage("m3ter answered " + status + " to read-bill of bill " + Samples.BILL_ID + ": Invalid  id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"id\":\"another\"}", "{\"id\":1e99999999999}"})
    void an_answer_that_is_not_this_bill_fails_for_now(String body) {
        assertThat(read(begin(true), ok(body)).failure().code()).isEqualTo("m3ter-unexpected-answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"data\":{}}", "{\"data\":null}", "{\"data\":[],\"nextToken\":7}", "{\"data\":[]"})
    void an_answer_that_is_no_page_fails_for_now(String body) {
        assertThat(read(begin(true), ok(bill(4)), ok(body)).failure().code()).isEqualTo("m3ter-unexpected-answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[]}", "{\"data\":[],\"nextToken\":null}", "{\"data\":[],\"nextToken\":\"\"}"})
    void the_last_page_names_no_next_one(String page) {
        ObjectNode empty = Samples.bill().put("billTotal", 0);
        empty.putArray("lineItems");
        Reading reading = read(begin(true), ok(empty.toString()), ok(page));
        assertThat(reading.bill().lineItems()).isEmpty();
    }

    @Test
    void an_empty_page_in_the_middle_does_not_end_the_listing() {
        Reading reading = read(begin(true), ok(bill(4)), ok(FIRST_PAGE), ok("{\"data\":[],\"nextToken\":\"more\"}"),
                ok(LAST_PAGE));
        assertThat(reading.bill().lineItems()).hasSize(6);
    }

    @Test
    void a_page_that_names_itself_fails_for_now() {
        Reading reading = read(begin(true), ok(bill(4)), ok(page("again")), ok(page("again")));
        assertThat(reading.failure().code()).isEqualTo("m3ter-unexpected-answer");
    }

    @Test
    void a_listing_without_end_is_refused() {
        Reading reading = read(begin(true), ok(bill(4)));
        for (int page = 0; page < 200; page++) {
            assertThat(reading.hasCall()).isTrue();
            reading = read(reading, ok(page("page-" + page)));
        }
        assertThat(reading.isRefused()).isTrue();
        assertThat(reading.refusal().code()).isEqualTo("too-many-lines");
        assertThat(reading.refusal()).hasMessageContaining("more than 20000 lines");
    }

    @Test
    void lines_that_do_not_add_up_to_an_unchanged_total_are_refused() {
        Reading reading = read(begin(true), ok(bill(4)), ok(LAST_PAGE), ok(bill(4)));
        assertThat(reading.isRefused()).isTrue();
        assertThat(reading.refusal().code()).isEqualTo("total-differs");
        assertThat(names()).containsExactly("read-bill", "list-line-items", "read-bill-again");
    }

    @Test
    void lines_of_a_bill_that_changed_meanwhile_are_listed_anew() {
        Reading reading = read(begin(true), ok(bill(4)), ok(LAST_PAGE), ok(bill(5)), ok(FIRST_PAGE), ok(LAST_PAGE));
        assertThat(reading.bill().version()).isEqualTo(5);
        assertThat(names())
                .containsExactly("read-bill", "list-line-items", "read-bill-again", "list-line-items", "list-line-items");
    }

    @Test
    void a_line_listed_twice_is_looked_at_again() {
        String repeated = LAST_PAGE.replace("71c00000-0000-4000-8000-000000000006", "71c00000-0000-4000-8000-000000000001");
        assertThat(read(begin(true), ok(bill(4)), ok(FIRST_PAGE), ok(repeated), ok(bill(5)), ok(FIRST_PAGE),
                ok(LAST_PAGE)).hasBill())
                .isTrue();
    }

    @Test
    void a_bill_that_keeps_changing_fails_for_now() {
        Reading reading = read(begin(true), ok(bill(4)));
        for (int version = 5; version <= 8; version++) {
            assertThat(reading.hasCall()).isTrue();
            reading = read(reading, ok(LAST_PAGE), ok(bill(version)));
        }
        assertThat(reading.failure().code()).isEqualTo("bill-keeps-changing");
        assertThat(reading.failure().reason()).contains("each of 4 times");
    }

    @Test
    void without_a_stated_total_the_bill_is_read_once_more() {
        Reading reading = read(begin(true), ok(withoutTotal(4)), ok(FIRST_PAGE), ok(LAST_PAGE), ok(withoutTotal(4)));
        assertThat(reading.bill().total()).isEqualByComparingTo("140");
    }

    @ParameterizedTest
    @CsvSource({"version, 5", "dtLastModified, 2026-04-02T08:16:00Z", "lastCalculatedDate, 2026-04-02T08:16:00Z",
        "status, PENDING", "locked, true"})
    void each_mark_of_a_change_starts_over(String mark, String value) {
        ObjectNode changed = Samples.bill().without("billTotal");
        changed.set(mark, Samples.json(value.startsWith("2") || value.equals("PENDING") ? "'" + value + "'" : value));
        Reading reading = read(begin(true), ok(withoutTotal(4)), ok(FIRST_PAGE), ok(LAST_PAGE), ok(changed.toString()));
        assertThat(reading.call().name()).isEqualTo("list-line-items");
        assertThat(reading.call().query()).isEqualTo("pageSize=100");
    }

    @Test
    void a_bill_deleted_before_the_second_look_is_gone() {
        assertThat(read(begin(true), ok(withoutTotal(4)), ok(FIRST_PAGE), ok(LAST_PAGE), answer(404, "")).isGone()).isTrue();
    }

    @Test
    void an_unusable_bill_is_refused_with_its_findings() {
        Reading reading = read(begin(true), ok(bill(4)), ok("{\"data\":[{\"id\":\"l-1\"}]}"), ok(bill(4)));
        assertThat(reading.refusal().code()).isEqualTo("bill-invalid");
        assertThat(reading.refusal()).hasMessageContaining("lineItems[0].convertedSubtotal is missing");
    }

    @Test
    void the_listing_decides_not_the_lines_in_the_bill() {
        ObjectNode bill = Samples.bill();
        bill.withArray("lineItems").removeAll();
        assertThat(read(begin(true), ok(bill.toString()), ok(FIRST_PAGE), ok(LAST_PAGE)).bill().lineItems()).hasSize(6)
                .extracting(LineItem::amount).usingElementComparator(BigDecimal::compareTo).contains(new BigDecimal("-40"));
    }

    @Test
    void the_time_of_the_event_orders_a_bill_without_times() {
        ObjectNode bill = Samples.bill().without(List.of("dtLastModified", "lastCalculatedDate"));
        Instant time = Instant.parse("2026-04-02T09:00:00Z");
        Reading reading = read(reader.begin(ORGANIZATION, Samples.BILL_ID, time, true), ok(bill.toString()), ok(FIRST_PAGE),
                ok(LAST_PAGE));
        assertThat(reading.bill().changedAt()).isEqualTo(time);
    }

    @Test
    void ids_are_encoded_for_the_path() {
        assertThat(reader.begin("org 1", "../b/7?x=é&y*~", null, true).call().path())
                .isEqualTo("/organizations/org%201/bills/..%2Fb%2F7%3Fx%3D%C3%A9%26y%2A~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a\nb"})
    void what_is_no_id_refuses_the_bill_at_once(String id) {
        assertThat(reader.begin(ORGANIZATION, id, null, true).isRefused()).isTrue();
        assertThat(reader.begin(id, Samples.BILL_ID, null, true).isRefused()).isTrue();
    }

    @Test
    void no_bill_id_refuses_the_bill_at_once() {
        Reading reading = reader.begin(ORGANIZATION, null, null, true);
        assertThat(reading.hasCall()).isFalse();
        assertThat(reading.refusal()).hasMessage("The notice names no bill.");
    }

    @Test
    void an_ended_reading_has_no_call() {
        Reading reading = read(begin(true), answer(404, ""));
        assertThatIllegalStateException().isThrownBy(reading::call);
        assertThatIllegalStateException().isThrownBy(() -> reader.absorb(reading, TOKEN));
    }

    @Test
    void its_text_tells_only_bill_and_place() {
        assertThat(read(begin(true), ok(bill(4)))).hasToString("Reading[bill " + Samples.BILL_ID + ", list-line-items]");
        assertThat(read(begin(true), ok(bill(4)), ok(FIRST_PAGE), ok(LAST_PAGE)))
                .hasToString("Reading[bill " + Samples.BILL_ID + ", Read]");
    }

    private Reading begin(boolean tokenCached) {
        calls.clear();
        return reader.begin(ORGANIZATION, Samples.BILL_ID, null, tokenCached);
    }

    private Reading read(Reading reading, Answer... answers) {
        Reading next = reading;
        for (Answer answer : answers) {
            Call call = next.call();
            calls.add(call.name() + " " + call.method() + " " + call.path() + (call.query().isEmpty() ? "" : "?" + call.query()));
            next = reader.absorb(next, answer);
        }
        return next;
    }

    private List<String> names() {
        return calls.stream().map(call -> call.substring(0, call.indexOf(' '))).toList();
    }

    private static String bill(int version) {
        return Samples.bill().put("version", version).toString();
    }

    private static String withoutTotal(int version) {
        return Samples.bill().put("version", version).without("billTotal").toString();
    }

    private static String page(String nextToken) {
        return "{\"data\":[],\"nextToken\":\"" + nextToken + "\"}";
    }

    private static Answer ok(String body) {
        return answer(200, body);
    }

    private static Answer answer(int status, String body) {
        return Answer.of(status, Map.of("Content-Type", "application/json"), body);
    }
}
