package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.StandInClient.Answered;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything that goes wrong on purpose. */
class StripeFaultsTest extends StripeStandInTest {

    private static final String CREATE = "customer=cus_acme&currency=usd";
    private static final Duration SHORT = Duration.ofMillis(200);

    private Answered create(String key) {
        return client.postForm("/v1/invoices", CREATE, key);
    }

    private void fails(FaultRule rule) {
        stripe.faults().add(rule);
    }

    @Test
    void a_status_is_answered_with_its_code() {
        fails(FaultRule.status(403, "permission_missing"));
        assertThat(create("k1").error("code")).isEqualTo("permission_missing");
    }

    @Test
    void a_status_names_its_parameter() {
        fails(FaultRule.status(400, "resource_missing", "customer"));
        assertThat(create("k1").error("param")).isEqualTo("customer");
    }

    @Test
    void a_limiter_names_its_reason() {
        fails(FaultRule.tooManyRequests("endpoint-rate", null));
        assertThat(create("k1").header("Stripe-Rate-Limited-Reason")).isEqualTo("endpoint-rate");
    }

    @Test
    void a_limiter_may_say_how_long_to_wait() {
        fails(FaultRule.tooManyRequests(null, 30));
        assertThat(create("k1").header("Retry-After")).isEqualTo("30");
    }

    @Test
    void a_lock_timeout_has_no_request_id() {
        fails(FaultRule.status(429, "lock_timeout"));
        assertThat(create("k1").header("Request-Id")).isNull();
    }

    @Test
    void other_faults_have_a_request_id() {
        fails(FaultRule.status(429, "rate_limit"));
        assertThat(create("k1").header("Request-Id")).startsWith("req_");
    }

    @Test
    void a_stored_refusal_is_replayed() {
        fails(FaultRule.status(402, "card_declined").times(1));
        create("k1");
        assertThat(create("k1").status()).isEqualTo(402);
    }

    @Test
    void an_error_before_the_work_leaves_nothing() {
        fails(FaultRule.errorBeforeWork());
        create("k1");
        assertThat(stripe.invoices()).isEmpty();
    }

    @Test
    void an_error_after_the_work_leaves_its_effect() {
        fails(FaultRule.errorAfterWork());
        create("k1");
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void an_error_after_the_work_is_a_500() {
        fails(FaultRule.errorAfterWork());
        assertThat(create("k1").status()).isEqualTo(500);
    }

    @Test
    void an_error_after_the_work_replays_the_500() {
        fails(FaultRule.errorAfterWork().times(1));
        create("k1");
        assertThat(create("k1").status()).isEqualTo(500);
    }

    @Test
    void a_replay_costs_an_error_rule_nothing() {
        fails(FaultRule.errorBeforeWork().times(2));
        create("k1");
        create("k1");
        assertThat(create("k2").status()).isEqualTo(500);
    }

    @Test
    void a_reset_before_the_work_gives_no_answer() {
        fails(FaultRule.resetBeforeWork());
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_reset_before_the_work_leaves_nothing() {
        fails(FaultRule.resetBeforeWork());
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.invoices()).isEmpty();
    }

    @Test
    void a_reset_after_the_work_leaves_its_effect() {
        fails(FaultRule.resetAfterWork());
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void after_a_reset_the_same_key_tells_what_happened() {
        fails(FaultRule.resetAfterWork().times(1));
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(create("k1").header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void a_timeout_before_the_work_leaves_nothing() {
        fails(FaultRule.timeoutBeforeWork(SHORT));
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.invoices()).isEmpty();
    }

    @Test
    void a_timeout_after_the_work_leaves_its_effect() {
        fails(FaultRule.timeoutAfterWork(SHORT));
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void a_timeout_lasts_as_long_as_it_is_told() {
        fails(FaultRule.timeoutBeforeWork(SHORT));
        long start = System.nanoTime();
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void a_slow_answer_is_a_good_one() {
        fails(FaultRule.slow(SHORT));
        assertThat(create("k1").status()).isEqualTo(200);
    }

    @Test
    void a_slow_answer_takes_its_time() {
        fails(FaultRule.slow(SHORT));
        long start = System.nanoTime();
        create("k1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void a_line_is_refused_by_its_description() {
        fails(FaultRule.refuseLine("storage"));
        String invoice = draft();
        assertThat(client.postForm("/v1/invoices/" + invoice + "/add_lines",
                "lines[0][amount]=1&lines[1][amount]=1&lines[1][description]=Cold+storage").error("param"))
                .isEqualTo("lines[1][description]");
    }

    @Test
    void a_line_is_refused_by_its_mark() {
        fails(FaultRule.refuseLine("c41d"));
        assertThat(client.postForm("/v1/invoices/" + draft() + "/add_lines",
                "lines[0][amount]=1&lines[0][metadata][gw_line]=c41d").status()).isEqualTo(400);
    }

    @Test
    void an_item_is_refused_like_a_line() {
        fails(FaultRule.refuseLine("storage"));
        assertThat(client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=1&description=storage").status())
                .isEqualTo(400);
    }

    @Test
    void other_lines_pass() {
        fails(FaultRule.refuseLine("storage"));
        assertThat(addLine(draft(), 1).status()).isEqualTo(200);
    }

    @Test
    void the_invoices_own_description_is_no_line() {
        fails(FaultRule.refuseLine("storage"));
        assertThat(client.postForm("/v1/invoices", CREATE + "&description=storage").status()).isEqualTo(200);
    }

    @Test
    void a_refused_line_is_stored_under_the_key() {
        fails(FaultRule.refuseLine("storage").times(1));
        String path = "/v1/invoices/" + draft() + "/add_lines";
        String form = "lines[0][amount]=1&lines[0][description]=storage";
        client.postForm(path, form, "k1");
        assertThat(client.postForm(path, form, "k1").status()).isEqualTo(400);
    }

    @Test
    void garbage_is_a_200_that_is_no_json() {
        fails(FaultRule.garbage());
        String body = client.raw("POST", "/v1/invoices", CREATE, Map.of("Content-Type", "application/x-www-form-urlencoded")).body();
        assertThatThrownBy(() -> Json.MAPPER.readTree(body)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void garbage_is_sent_after_the_work() {
        fails(FaultRule.garbage());
        client.raw("POST", "/v1/invoices", CREATE, Map.of("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void extra_fields_come_on_top() {
        fails(FaultRule.extraFields());
        assertThat(create("k1").body().has("added_in_a_later_release")).isTrue();
    }

    @Test
    void a_known_field_can_take_an_unknown_value() {
        fails(FaultRule.extraFields(Json.MAPPER.createObjectNode().put("status", "under_review")));
        assertThat(create("k1").body().get("status").asText()).isEqualTo("under_review");
    }

    @Test
    void a_rule_strikes_as_often_as_it_says() {
        fails(FaultRule.status(429, "rate_limit").times(2));
        assertThat(List.of(create("k1").status(), create("k1").status(), create("k1").status())).containsExactly(429, 429, 200);
    }

    @Test
    void a_rule_lets_the_first_ones_pass() {
        fails(FaultRule.status(429, "rate_limit").after(2).times(1));
        assertThat(List.of(create("k1").status(), create("k1").status(), create("k1").status())).containsExactly(200, 200, 429);
    }

    @Test
    void a_rule_strikes_its_own_path_only() {
        fails(FaultRule.status(429, "rate_limit").on("POST", "/v1/invoices/[^/]+/add_lines"));
        assertThat(create("k1").status()).isEqualTo(200);
    }

    @Test
    void a_rule_strikes_its_own_method_only() {
        fails(FaultRule.status(429, "rate_limit").on("POST", "/v1/invoices"));
        assertThat(client.get("/v1/invoices").status()).isEqualTo(200);
    }

    @Test
    void the_same_seed_strikes_the_same_requests() {
        fails(FaultRule.status(429, "rate_limit").withProbability("0.5", 42));
        List<Integer> first = statuses();
        stripe.faults().clear();
        fails(FaultRule.status(429, "rate_limit").withProbability("0.5", 42));
        assertThat(statuses()).isEqualTo(first);
    }

    @Test
    void a_probability_strikes_some_and_spares_some() {
        fails(FaultRule.status(429, "rate_limit").withProbability("0.5", 42));
        assertThat(statuses()).contains(200, 429);
    }

    private List<Integer> statuses() {
        return IntStream.range(0, 20).mapToObj(i -> client.get("/v1/customers/cus_acme").status()).toList();
    }

    @Test
    void a_rate_limit_refuses_what_exceeds_it() {
        fails(FaultRule.rateLimit(5));
        assertThat(IntStream.range(0, 20).map(i -> client.get("/v1/customers/cus_acme").status())).contains(429);
    }

    @Test
    void every_applied_fault_is_logged() {
        fails(FaultRule.resetAfterWork().times(1));
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.requests().get(0).faults()).containsExactly("reset-after-work");
    }

    @Test
    void a_request_without_an_answer_has_status_0_in_the_log() {
        fails(FaultRule.resetAfterWork().times(1));
        assertThatThrownBy(() -> create("k1")).isInstanceOf(UncheckedIOException.class);
        assertThat(stripe.requests().get(0).status()).isZero();
    }

    @Test
    void the_log_keeps_the_order_of_arrival() {
        create("k1");
        client.get("/v1/invoices");
        assertThat(stripe.requests()).extracting(LoggedRequest::method).containsExactly("POST", "GET");
    }

    @Test
    void the_log_keeps_body_and_key() {
        create("k1");
        assertThat(stripe.requests().get(0)).extracting(LoggedRequest::body, LoggedRequest::idempotencyKey)
                .containsExactly(CREATE, "k1");
    }

    @Test
    void an_outage_is_a_close_and_another_start() {
        String invoice = draft();
        stripe.close();
        stripe.start(0);
        assertThat(newClient().get("/v1/invoices/" + invoice).status()).isEqualTo(200);
    }

    @Test
    void faults_are_set_over_http() {
        client.sendJson("POST", "/_stand-in/faults", "{\"kind\":\"status\",\"match\":{\"method\":\"POST\",\"path\":\"/v1/invoices\"},"
                + "\"times\":1,\"status\":429,\"code\":\"rate_limit\",\"headers\":{\"Retry-After\":\"7\"}}");
        assertThat(create("k1").header("Retry-After")).isEqualTo("7");
    }

    @Test
    void several_faults_are_set_at_once() {
        Answered set = client.sendJson("POST", "/_stand-in/faults", "[{\"kind\":\"garbage\"},{\"kind\":\"slow\",\"holdMillis\":5}]");
        assertThat(set.body()).hasSize(2);
    }

    @Test
    void faults_are_cleared_over_http() {
        fails(FaultRule.status(429, "rate_limit"));
        client.delete("/_stand-in/faults");
        assertThat(create("k1").status()).isEqualTo(200);
    }

    @Test
    void the_list_of_faults_counts_their_strikes() {
        fails(FaultRule.status(429, "rate_limit"));
        create("k1");
        assertThat(client.get("/_stand-in/faults").body().at("/0/struck").asInt()).isEqualTo(1);
    }

    @Test
    void an_unknown_kind_is_refused_with_the_known_ones() {
        assertThat(client.sendJson("POST", "/_stand-in/faults", "{\"kind\":\"fire\"}").body().get("message").asText())
                .contains("reset-after-work");
    }

    @Test
    void a_misspelt_field_is_refused() {
        assertThat(client.sendJson("POST", "/_stand-in/faults", "{\"kind\":\"garbage\",\"time\":1}").status()).isEqualTo(400);
    }

    @Test
    void a_fault_that_lacks_its_number_is_refused() {
        assertThat(client.sendJson("POST", "/_stand-in/faults", "{\"kind\":\"slow\"}").status()).isEqualTo(400);
    }

    @Test
    void a_broken_expression_is_refused() {
        assertThat(client.sendJson("POST", "/_stand-in/faults", "{\"kind\":\"garbage\",\"match\":{\"path\":\"(\"}}").status())
                .isEqualTo(400);
    }

    @Test
    void the_log_is_read_over_http() {
        create("k1");
        assertThat(client.get("/_stand-in/requests").body().at("/0/idempotencyKey").asText()).isEqualTo("k1");
    }

    @Test
    void the_log_holds_no_credentials() throws IOException {
        create("k1");
        JsonNode log = client.get("/_stand-in/requests").body();
        assertThat(Json.MAPPER.writeValueAsString(log)).doesNotContain("sk_test_1");
    }

    @Test
    void the_state_is_read_over_http() {
        draft(1200);
        assertThat(client.get("/_stand-in/state").body().at("/invoices/0/lines/0/amount").asLong()).isEqualTo(1200);
    }

    @Test
    void the_state_counts() {
        draft();
        assertThat(client.get("/_stand-in/state").body().at("/counts/invoices_draft").asInt()).isEqualTo(1);
    }

    @Test
    void a_customer_is_put_in_over_http() {
        client.sendJson("POST", "/_stand-in/customers", "{\"id\":\"cus_new\",\"name\":\"New\"}");
        assertThat(client.get("/v1/customers/cus_new").body().get("name").asText()).isEqualTo("New");
    }
}
