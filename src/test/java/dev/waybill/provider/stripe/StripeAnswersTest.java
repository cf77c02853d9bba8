package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.stripe.StripeAnswers.Meaning;
import dev.waybill.provider.stripe.StripeAnswers.Reading;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeAnswersTest {

    private static final String INVOICE = "in_1";

    @ParameterizedTest(name = "{0} {1} {2} means {3}")
    @CsvSource(nullValues = "-", value = {
            "400, invalid_request_error, parameter_unknown, REFUSED",
            "400, invalid_request_error, resource_missing, REFUSED",
            "400, invalid_request_error, amount_too_large, REFUSED",
            "400, invalid_request_error, invoice_not_editable, WRONG_STATE",
            "400, invalid_request_error, -, WRONG_STATE",
            "400, invalid_request_error, rate_limit, RATE_LIMIT",
            "400, idempotency_error, -, KEY_MISUSED",
            "401, invalid_request_error, api_key_expired, AUTH_FAILED",
            "402, card_error, card_declined, WRONG_STATE",
            "403, invalid_request_error, -, AUTH_FAILED",
            "404, invalid_request_error, resource_missing, MISSING",
            "404, invalid_request_error, url_invalid, UNKNOWN",
            "409, idempotency_error, idempotency_key_in_use, SAME_AGAIN",
            "409, invalid_request_error, -, SAME_AGAIN",
            "409, idempotency_error, -, SAME_AGAIN",
            "424, api_error, -, SAME_AGAIN",
            "429, invalid_request_error, rate_limit, RATE_LIMIT",
            "429, invalid_request_error, lock_timeout, LOCKED",
            "429, -, -, RATE_LIMIT",
            "500, api_error, -, UNKNOWN", "502, -, -, UNKNOWN", "503, -, -, UNKNOWN", "504, -, -, UNKNOWN"})
    void reads_status_then_code_then_type(int status, String type, String code, Meaning meaning) {
        assertThat(read(write("add-lines"), Answer.of(status, Map.of(), error(type, code))).meaning()).isEqualTo(meaning);
    }

    @ParameterizedTest(name = "{0} with Stripe-Should-Retry {1} means {2}")
    @CsvSource({"409, true, SAME_AGAIN", "409, false, STORED_FAILURE", "500, false, STORED_FAILURE", "500, true, SAME_AGAIN",
            "503, false, STORED_FAILURE", "400, true, SAME_AGAIN", "400, false, REFUSED", "429, false, RATE_LIMIT"})
    void lets_stripe_say_whether_to_repeat(int status, String repeat, Meaning meaning) {
        Answer answer = Answer.of(status, Map.of("Stripe-Should-Retry", repeat), error("invalid_request_error", "x"));

        assertThat(read(write("add-lines"), answer).meaning()).isEqualTo(meaning);
    }

    @Test
    void a_replayed_server_error_is_stored() {
        assertThat(read(write("add-lines"), Answer.of(500, Map.of("Idempotent-Replayed", "true"), "{}")).meaning())
                .isEqualTo(Meaning.STORED_FAILURE);
    }

    @Test
    void a_running_twin_is_waited_for_whatever_else_is_said() {
        Answer twin = Answer.of(409, Map.of("Stripe-Should-Retry", "false"),
                error("idempotency_error", "idempotency_key_in_use"));

        assertThat(read(write("add-lines"), twin).meaning()).isEqualTo(Meaning.SAME_AGAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 405, 413})
    void an_answer_without_stripes_words_came_from_something_in_between(int status) {
        assertThat(read(write("add-lines"), Answer.of(status, Map.of(), "<html>no</html>")).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"id\":\"in_1\"", "[]", "{}", "null", "{\"id\":\"in_2\"}",
            "{\"id\":\"in_1\",\"deleted\":true}",
            "{\"id\":\"in_1\",\"id\":\"in_1\"}", "{\"id\":\"in_1\"} {}"})
    void a_success_without_the_invoice_is_unknown(String body) {
        assertThat(read(write("add-lines"), Answer.of(200, Map.of(), body)).meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_success_without_a_body_is_unknown() {
        assertThat(read(write("add-lines"), new Answer(Answer.Outcome.ANSWERED, 200, Map.of(), null)).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_created_invoice_may_carry_any_id_but_must_carry_one() {
        assertThat(read(write("create-invoice"), Answer.of(200, Map.of(), "{\"id\":\"in_9\"}")).meaning())
                .isEqualTo(Meaning.DONE);
        assertThat(read(write("create-invoice"), Answer.of(200, Map.of(), "{\"object\":\"invoice\"}")).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_deletion_must_say_that_it_deleted() {
        assertThat(read(write("delete-invoice"), Answer.of(200, Map.of(), "{\"id\":\"in_1\",\"deleted\":true}")).meaning())
                .isEqualTo(Meaning.DONE);
        assertThat(read(write("delete-invoice"), Answer.of(200, Map.of(), "{\"id\":\"in_1\"}")).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[]}", "{\"data\":{},\"has_more\":false}", "{\"data\":[],\"has_more\":true}",
            "{\"data\":[{}],\"has_more\":false}", "{\"data\":[{\"id\":7}],\"has_more\":false}", "{\"has_more\":false}"})
    void a_page_that_is_no_page_is_unknown(String body) {
        assertThat(read(Call.get("list-lines", "/", "", Map.of()), Answer.of(200, Map.of(), body)).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void honours_a_pause_in_seconds() {
        assertThat(read(write("add-lines"), Answer.of(429, Map.of("Retry-After", "30"), "")).pause())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wed, 21 Oct 2026 07:28:00 GMT", "-5", "", "soon"})
    void a_pause_that_is_no_number_of_seconds_is_left_to_the_schedule(String after) {
        assertThat(read(write("add-lines"), Answer.of(429, Map.of("Retry-After", after), "")).pause()).isNull();
    }

    @Test
    void an_absurd_pause_is_bounded_by_a_day() {
        assertThat(read(write("add-lines"), Answer.of(429, Map.of("Retry-After", "999999999"), "")).pause())
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void tells_what_stripe_said_without_keys_and_addresses() {
        Answer answer = Answer.of(401, Map.of(), "{\"error\":{\"type\":\"invalid_request_error\","
                + "\"message\":\"Invalid API Key provided: sk_test_51abc****xyz for ann@example.com\"}}");

        assertThat(read(write("add-lines"), answer).message())
                .isEqualTo("Stripe answered add-lines with status 401: Invalid API Key provided: * for *");
    }

    private static Reading read(Call call, Answer answer) {
        return StripeAnswers.read(call, answer, INVOICE);
    }

    private static Call write(String name) {
        return new Call(name, "POST", "/v1/invoices", "", "", "", "k", Map.of(), true);
    }

    private static String error(String type, String code) {
        return "{\"error\":{\"message\":\"words\"" + (type == null ? "" : ",\"type\":\"" + type + "\"")
                + (code == null ? "" : ",\"code\":\"" + code + "\"") + "}}";
    }
}
