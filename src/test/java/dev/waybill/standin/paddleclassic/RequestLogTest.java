package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.standin.server.FaultRule;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log of requests shows what was asked, and no credentials. */
class RequestLogTest extends PaddleClassicTest {

    private static final String CODE = PaddleClassicSettings.STANDARD.vendorAuthCode();

    private String logged() {
        return paddle.requests().get(0).body();
    }

    @Test
    void the_code_is_masked() {
        list();
        assertThat(logged()).doesNotContain(CODE).contains("vendor_auth_code=***");
    }

    @Test
    void the_rest_stays_as_sent() {
        list();
        assertThat(logged()).startsWith("vendor_id=31007&").endsWith("&subscription_id=" + SUBSCRIPTION);
    }

    @Test
    void the_code_is_masked_in_the_log_over_http() {
        list();
        assertThat(client.get("/_stand-in/requests").raw().body()).doesNotContain(CODE).contains("subscription_id");
    }

    @Test
    void a_code_under_a_percent_encoded_name_is_masked() {
        postAs("vendor_id=31007&vendor%5Fauth%5fcode=" + CODE, LIST, "");
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void a_wrong_code_is_masked_too() {
        postAs("vendor_id=31007&vendor_auth_code=beef", LIST, "");
        assertThat(logged()).doesNotContain("beef");
    }

    @Test
    void the_code_in_an_unreadable_form_is_masked() {
        post(LIST, "after=%zz");
        assertThat(logged()).doesNotContain(CODE).endsWith("after=%zz");
    }

    @Test
    void the_value_of_an_unreadable_name_is_masked() {
        postAs("%zz=" + CODE, LIST, "");
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void a_code_sent_as_json_is_masked() {
        client.sendJson("POST", "/api/2.0/" + LIST, "{\"vendor_auth_code\":\"" + CODE + "\"}");
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void a_code_sent_to_an_unknown_address_is_masked() {
        post("nowhere", "");
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void the_code_is_masked_when_the_answer_is_lost() {
        paddle.faults().add(FaultRule.resetAfterWork());
        assertThatThrownBy(this::list).isInstanceOf(UncheckedIOException.class);
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void the_code_is_masked_when_a_request_is_dropped_before_the_work() {
        paddle.faults().add(FaultRule.resetBeforeWork());
        assertThatThrownBy(this::list).isInstanceOf(UncheckedIOException.class);
        assertThat(logged()).doesNotContain(CODE).contains("subscription_id");
    }

    @Test
    void the_code_is_masked_when_a_fault_answers() {
        paddle.faults().add(FaultRule.status(503, null));
        client.raw("POST", "/api/2.0/" + LIST, CREDENTIALS, Map.of("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void the_code_is_masked_when_the_work_fails() {
        paddle.faults().add(FaultRule.errorBeforeWork());
        client.raw("POST", "/api/2.0/" + LIST, CREDENTIALS, Map.of("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(logged()).doesNotContain(CODE);
    }

    @Test
    void the_state_shows_no_code() {
        list();
        assertThat(client.get("/_stand-in/state").raw().body()).doesNotContain(CODE).contains("subscriptions");
    }
}
