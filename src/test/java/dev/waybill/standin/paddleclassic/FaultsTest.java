package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.FaultRule;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything that goes wrong on purpose. */
class FaultsTest extends PaddleClassicTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private void fails(FaultRule rule) {
        paddle.faults().add(rule);
    }

    private void failsOverHttp(String rule) {
        assertThat(client.sendJson("POST", "/_stand-in/faults", rule).status()).isEqualTo(200);
    }

    private HttpResponse<String> rawAdd() {
        return client.raw("POST", "/api/2.0/" + CREATE, CREDENTIALS + "&" + oneTime("1.00", "Usage"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    private int held() {
        return paddle.modifiersOf(SUBSCRIPTION).size();
    }

    private void loses() {
        assertThatThrownBy(() -> add("1.00", "Usage")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void an_internal_error_is_120_in_the_envelope() {
        fails(PaddleClassicFaults.internalErrorBeforeWork());
        assertThat(code(add("1.00", "Usage"))).isEqualTo(120);
    }

    @Test
    void an_internal_error_before_the_work_leaves_nothing() {
        fails(PaddleClassicFaults.internalErrorBeforeWork());
        add("1.00", "Usage");
        assertThat(held()).isZero();
    }

    @Test
    void an_internal_error_after_the_work_is_120_too() {
        fails(PaddleClassicFaults.internalErrorAfterWork());
        assertThat(code(add("1.00", "Usage"))).isEqualTo(120);
    }

    @Test
    void an_internal_error_after_the_work_leaves_its_effect() {
        fails(PaddleClassicFaults.internalErrorAfterWork());
        add("1.00", "Usage");
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void too_many_requests_are_189() {
        fails(PaddleClassicFaults.tooManyRequests());
        assertThat(add("1.00", "Usage").error("message"))
                .isEqualTo("Rate limit reached for this type of request. Please try again later.");
    }

    @Test
    void what_exceeds_a_rate_is_189() {
        fails(FaultRule.rateLimit(5));
        assertThat(IntStream.range(0, 20).map(i -> code(list()))).contains(189);
    }

    @Test
    void a_running_renewal_is_146() {
        fails(PaddleClassicFaults.renewalRunning());
        assertThat(code(add("1.00", "Usage"))).isEqualTo(146);
    }

    @Test
    void any_code_can_be_asked_for() {
        fails(PaddleClassicFaults.error(184));
        assertThat(list().error("message")).isEqualTo("Access Denied.");
    }

    @Test
    void a_code_that_nobody_knows_can_be_asked_for() {
        fails(PaddleClassicFaults.error(999));
        assertThat(code(list())).isEqualTo(999);
    }

    @Test
    void a_500_is_a_page() {
        fails(FaultRule.errorBeforeWork());
        assertThat(rawAdd().headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    @Test
    void a_500_keeps_its_status() {
        fails(FaultRule.errorBeforeWork());
        assertThat(rawAdd().statusCode()).isEqualTo(500);
    }

    @Test
    void a_500_before_the_work_leaves_nothing() {
        fails(FaultRule.errorBeforeWork());
        rawAdd();
        assertThat(held()).isZero();
    }

    @Test
    void a_500_after_the_work_leaves_its_effect() {
        fails(FaultRule.errorAfterWork());
        rawAdd();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void a_page_may_be_a_200() {
        fails(PaddleClassicFaults.page(200));
        assertThat(rawAdd().body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void a_page_before_the_work_leaves_nothing() {
        fails(PaddleClassicFaults.page(200));
        rawAdd();
        assertThat(held()).isZero();
    }

    @Test
    void a_page_may_hide_the_work() {
        fails(PaddleClassicFaults.pageAfterWork(502));
        assertThat(List.of(rawAdd().statusCode(), held())).containsExactly(502, 1);
    }

    @Test
    void a_429_may_say_how_long_to_wait() {
        fails(FaultRule.tooManyRequests(null, 30));
        assertThat(rawAdd().headers().firstValue("Retry-After")).contains("30");
    }

    @Test
    void a_timeout_before_the_work_leaves_nothing() {
        fails(FaultRule.timeoutBeforeWork(SHORT));
        loses();
        assertThat(held()).isZero();
    }

    @Test
    void a_timeout_after_the_work_leaves_its_effect() {
        fails(FaultRule.timeoutAfterWork(SHORT));
        loses();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void a_reset_before_the_work_leaves_nothing() {
        fails(FaultRule.resetBeforeWork());
        loses();
        assertThat(held()).isZero();
    }

    @Test
    void a_reset_after_the_work_leaves_its_effect() {
        fails(FaultRule.resetAfterWork());
        loses();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void garbage_is_no_json() {
        fails(FaultRule.garbage());
        String body = rawAdd().body();
        assertThatThrownBy(() -> Json.MAPPER.readTree(body)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void garbage_is_sent_after_the_work() {
        fails(FaultRule.garbage());
        rawAdd();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void a_slow_answer_is_a_good_one() {
        fails(FaultRule.slow(SHORT));
        assertThat(add("1.00", "Usage").body().get("success").asBoolean()).isTrue();
    }

    @Test
    void extra_fields_come_on_top() {
        fails(FaultRule.extraFields());
        assertThat(list().body().has("added_in_a_later_release")).isTrue();
    }

    @Test
    void a_modifier_is_refused_by_its_description() {
        fails(FaultRule.refuseLine("storage"));
        assertThat(code(add("1.00", "Cold storage"))).isEqualTo(166);
    }

    @Test
    void other_modifiers_pass() {
        fails(FaultRule.refuseLine("storage"));
        assertThat(code(add("1.00", "Usage"))).isZero();
    }

    @Test
    void the_rule_may_name_the_code_of_a_refused_modifier() {
        failsOverHttp("{\"kind\":\"refuse-line\",\"text\":\"storage\",\"code\":\"155\"}");
        assertThat(code(add("1.00", "storage"))).isEqualTo(155);
    }

    @Test
    void an_error_after_the_work_over_http_may_be_120() {
        failsOverHttp("{\"kind\":\"error-after-work\",\"code\":\"120\"}");
        assertThat(List.of(code(add("1.00", "Usage")), held())).containsExactly(120, 1);
    }

    @Test
    void a_status_over_http_with_a_code_is_that_error() {
        failsOverHttp("{\"kind\":\"status\",\"status\":429,\"code\":\"189\",\"times\":1}");
        assertThat(List.of(code(list()), code(list()))).containsExactly(189, 0);
    }

    @Test
    void a_rule_strikes_its_own_path_only() {
        fails(PaddleClassicFaults.tooManyRequests().on("POST", "/api/2.0/subscription/modifiers/create"));
        assertThat(code(list())).isZero();
    }

    @Test
    void a_refusal_at_the_door_costs_a_rule_nothing() {
        fails(PaddleClassicFaults.internalErrorBeforeWork().times(1));
        postAs("a=b", LIST, "");
        assertThat(code(list())).isEqualTo(120);
    }

    @Test
    void an_applied_fault_is_logged() {
        fails(PaddleClassicFaults.internalErrorAfterWork());
        list();
        assertThat(paddle.requests().get(0).faults()).containsExactly("error-after-work");
    }

    @Test
    void an_outage_is_a_close_and_another_start() {
        add("1.00", "Usage");
        paddle.close();
        paddle.start(0);
        assertThat(held()).isEqualTo(1);
    }
}
