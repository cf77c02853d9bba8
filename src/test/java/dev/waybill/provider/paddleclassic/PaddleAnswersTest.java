package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.provider.paddleclassic.PaddleAnswers.Meaning;
import dev.waybill.provider.paddleclassic.PaddleAnswers.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaddleAnswersTest {

    private static final Call LIST = PaddleCalls.listModifiers("7730045", null);
    private static final Call DELETE = PaddleCalls.deleteModifier(new HeldModifier(7L, "7730045", "all", BigDecimal.TEN, "EUR", false,
            HeldModifier.State.OPEN, true, false, null));
    private static final Call CREATE = PaddleCalls.createModifier(Samples.first(Samples.eur("10.00")),
            new WantedModifier("all", BigDecimal.TEN, "Usage"), "EUR");

    @ParameterizedTest(name = "error {0} means {1}")
    @CsvSource({"101, REFUSED", "102, AUTH_FAILED", "107, AUTH_FAILED", "111, AUTH_FAILED", "184, AUTH_FAILED", "109, REFUSED",
            "116, REFUSED", "155, REFUSED", "159, REFUSED", "160, REFUSED", "166, REFUSED", "182, REFUSED", "119, NO_SUBSCRIPTION",
            "120, UNKNOWN", "121, REFUSED", "122, REFUSED", "123, NO_MODIFIER", "124, CHARGED", "146, BUSY", "151, BUSY", "181, REFUSED",
            "183, REFUSED", "186, REFUSED", "185, ENDED", "187, ENDED", "197, ENDED", "188, REFUSED", "190, REFUSED", "189, RATE_LIMIT",
            "194, PAUSED", "196, PAST_DUE", "199, PAST_DUE", "4711, REFUSED", "99999999999, REFUSED"})
    void an_error_with_status_200_is_read_by_its_code(long code, Meaning meaning) {
        assertThat(read(CREATE, 200, error(String.valueOf(code))).meaning()).isEqualTo(meaning);
    }

    @Test
    void a_code_may_be_written_as_text() {
        assertThat(read(CREATE, 200, error("\"119\"")).meaning()).isEqualTo(Meaning.NO_SUBSCRIPTION);
    }

    @Test
    void an_error_is_read_by_its_code_with_every_status_but_a_servers() {
        assertThat(read(CREATE, 403, error("107")).meaning()).isEqualTo(Meaning.AUTH_FAILED);
        assertThat(read(CREATE, 500, error("107")).meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 403, 404, 405, 500, 502, 503, 504})
    void an_answer_without_paddles_words_came_from_something_in_between(int status) {
        assertThat(read(CREATE, status, "<html>no</html>").meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_status_of_429_was_not_taken() {
        assertThat(read(CREATE, 429, "<html>slow down</html>").meaning()).isEqualTo(Meaning.RATE_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"success\":true", "{\"success\":true}", "{\"success\":true,\"response\":[]}",
            "{\"success\":true,\"response\":{}}", "{\"success\":true,\"response\":{\"modifier_id\":0}}",
            "{\"success\":true,\"response\":{\"modifier_id\":\"x\"}}",
            "{\"success\":true,\"response\":{\"modifier_id\":5,\"subscription_id\":1}}", "{\"success\":false}",
            "{\"success\":false,\"error\":{}}", "{\"success\":\"true\",\"response\":{\"modifier_id\":5}}",
            "{\"success\":true,\"success\":true,\"response\":{\"modifier_id\":5}}"})
    void a_creation_without_the_new_id_is_unknown(String body) {
        assertThat(read(CREATE, 200, body).meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_creation_with_the_new_id_is_done() {
        assertThat(read(CREATE, 200, "{\"success\":true,\"response\":{\"subscription_id\":7730045,\"modifier_id\":\"190331\"}}")
                .meaning()).isEqualTo(Meaning.DONE);
    }

    @Test
    void a_success_with_an_error_status_is_unknown() {
        assertThat(read(DELETE, 404, "{\"success\":true}").meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_deletion_carries_nothing() {
        assertThat(read(DELETE, 200, "{\"success\":true}").meaning()).isEqualTo(Meaning.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":true}", "{\"success\":true,\"response\":null}", "{\"success\":true,\"response\":{}}",
            "{\"success\":true,\"response\":[7]}", "{\"success\":true,\"response\":[{}]}",
            "{\"success\":true,\"response\":[{\"modifier_id\":-1}]}"})
    void a_list_that_is_no_list_is_never_taken_for_an_empty_one(String body) {
        assertThat(read(LIST, 200, body).meaning()).isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void a_list_may_tell_how_many_there_are() {
        Reading reading = read(LIST, 200, "{\"success\":true,\"response\":[{\"modifier_id\":5}],\"count\":1,\"total\":3}");

        assertThat(reading.meaning()).isEqualTo(Meaning.DONE);
        assertThat(reading.total()).isEqualTo(3);
    }

    @Test
    void a_success_without_a_body_is_unknown() {
        assertThat(PaddleAnswers.read(DELETE, new Answer(Answer.Outcome.ANSWERED, 200, Map.of(), null)).meaning())
                .isEqualTo(Meaning.UNKNOWN);
    }

    @Test
    void honours_a_pause_in_seconds_and_bounds_it_by_a_day() {
        assertThat(paused("30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(paused("999999999")).isEqualTo(Duration.ofDays(1));
        assertThat(paused("soon")).isNull();
    }

    @Test
    void tells_what_paddle_said_without_codes_and_addresses() {
        Reading reading = read(CREATE, 200, "{\"success\":false,\"error\":{\"code\":107,\"message\":\"Bad code"
                + " 0f3c9a0f3c9a0f3c9a0f3c9a0f3c9a for\\nann@example.com\"}}");

        assertThat(reading.message()).isEqualTo("Paddle answered create-modifier with error 107: Bad code * for *");
    }

    private static Duration paused(String after) {
        return PaddleAnswers.read(CREATE, Answer.of(429, Map.of("Retry-After", after), "")).pause();
    }

    private static Reading read(Call call, int status, String body) {
        return PaddleAnswers.read(call, Answer.of(status, Map.of(), body));
    }

    private static String error(String code) {
        return "{\"success\":false,\"error\":{\"code\":" + code + ",\"message\":\"words\"}}";
    }
}
