package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.standin.StandInClient.Answered;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Idempotency keys: what is stored, what is replayed, what is refused. */
class StripeIdempotencyTest extends StripeStandInTest {

    private static final String CREATE = "customer=cus_acme&currency=usd";

    private Answered create(String form, String key) {
        return client.postForm("/v1/invoices", form, key);
    }

    @Test
    void a_repeat_makes_nothing_new() {
        create(CREATE, "k1");
        create(CREATE, "k1");
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void a_repeat_gets_the_first_answer() {
        assertThat(create(CREATE, "k1").id()).isEqualTo(create(CREATE, "k1").id());
    }

    @Test
    void a_repeat_gets_the_first_answer_even_after_a_change() {
        String invoice = create(CREATE, "k1").id();
        stripe.dashboard().finalizeInvoice(invoice);
        assertThat(create(CREATE, "k1").body().get("status").asText()).isEqualTo("draft");
    }

    @Test
    void a_repeat_says_that_it_is_one() {
        create(CREATE, "k1");
        assertThat(create(CREATE, "k1").header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void a_repeat_names_the_first_request() {
        Answered first = create(CREATE, "k1");
        assertThat(create(CREATE, "k1").header("Original-Request")).isEqualTo(first.header("Request-Id"));
    }

    @Test
    void a_first_answer_is_no_replay() {
        assertThat(create(CREATE, "k1").header("Idempotent-Replayed")).isNull();
    }

    @Test
    void without_a_key_everything_is_executed() {
        client.postForm("/v1/invoices", CREATE);
        client.postForm("/v1/invoices", CREATE);
        assertThat(stripe.invoices()).hasSize(2);
    }

    @Test
    void another_body_under_the_key_is_an_idempotency_error() {
        create(CREATE, "k1");
        assertThat(create(CREATE + "&description=x", "k1").error("type")).isEqualTo("idempotency_error");
    }

    @Test
    void the_same_parameters_in_another_order_are_another_body() {
        create(CREATE, "k1");
        assertThat(create("currency=usd&customer=cus_acme", "k1").status()).isEqualTo(400);
    }

    @Test
    void another_path_under_the_key_is_an_idempotency_error() {
        String first = draft();
        String second = draft();
        client.postForm("/v1/invoices/" + first, "description=x", "k1");
        assertThat(client.postForm("/v1/invoices/" + second, "description=x", "k1").error("type")).isEqualTo("idempotency_error");
    }

    @Test
    void a_twin_of_a_running_request_is_a_409() {
        stripe.faults().add(FaultRule.slow(Duration.ofSeconds(5)).times(1));
        CompletableFuture<Answered> first = CompletableFuture.supplyAsync(() -> newClient().postForm("/v1/invoices", CREATE, "k1"));
        await().until(() -> stripe.requests().stream().anyMatch(request -> request.faults().contains("slow")));
        assertThat(create(CREATE, "k1").error("code")).isEqualTo("idempotency_key_in_use");
        first.cancel(true);
    }

    @Test
    void after_the_first_has_ended_its_twin_gets_the_answer() {
        stripe.faults().add(FaultRule.slow(Duration.ofMillis(300)).times(1));
        CompletableFuture<Answered> first = CompletableFuture.supplyAsync(() -> newClient().postForm("/v1/invoices", CREATE, "k1"));
        String id = first.join().id();
        assertThat(create(CREATE, "k1").id()).isEqualTo(id);
    }

    @Test
    void a_wrong_key_is_not_stored() {
        client.header("Authorization", "Bearer wrong");
        create(CREATE, "k1");
        client.header("Authorization", "Bearer sk_test_1");
        assertThat(create(CREATE, "k1").status()).isEqualTo(200);
    }

    @Test
    void a_malformed_request_is_not_stored() {
        create(CREATE + "&colour=red", "k1");
        assertThat(create(CREATE, "k1").status()).isEqualTo(200);
    }

    @Test
    void a_limiters_refusal_is_not_stored() {
        stripe.faults().add(FaultRule.tooManyRequests("endpoint-rate", 1).times(1));
        create(CREATE, "k1");
        assertThat(create(CREATE, "k1").status()).isEqualTo(200);
    }

    @Test
    void an_executed_refusal_is_stored() {
        create("customer=cus_late", "k1");
        stripe.customer("cus_late");
        assertThat(create("customer=cus_late", "k1").status()).isEqualTo(400);
    }

    @Test
    void an_executed_404_is_stored() {
        Answered first = client.postForm("/v1/invoices/in_nothing/finalize", "", "k1");
        assertThat(client.postForm("/v1/invoices/in_nothing/finalize", "", "k1").header("Original-Request"))
                .isEqualTo(first.header("Request-Id"));
    }

    @Test
    void a_server_error_is_stored() {
        stripe.faults().add(FaultRule.errorBeforeWork().times(1));
        create(CREATE, "k1");
        assertThat(create(CREATE, "k1").status()).isEqualTo(500);
    }

    @Test
    void after_a_day_the_key_executes_anew() {
        create(CREATE, "k1");
        clock.pass(Duration.ofHours(24));
        create(CREATE, "k1");
        assertThat(stripe.invoices()).hasSize(2);
    }

    @Test
    void within_a_day_the_key_replays() {
        create(CREATE, "k1");
        clock.pass(Duration.ofHours(23));
        create(CREATE, "k1");
        assertThat(stripe.invoices()).hasSize(1);
    }

    @Test
    void forgotten_keys_execute_anew() {
        create(CREATE, "k1");
        stripe.forgetIdempotencyKeys();
        create(CREATE, "k1");
        assertThat(stripe.invoices()).hasSize(2);
    }

    @Test
    void a_key_on_a_get_does_nothing() {
        String invoice = draft();
        client.send("GET", "/v1/invoices/" + invoice, "", Map.of("Idempotency-Key", "k1"));
        assertThat(create(CREATE, "k1").status()).isEqualTo(200);
    }

    @Test
    void a_key_of_256_characters_is_refused() {
        assertThat(create(CREATE, "k".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void the_log_tells_replays_apart() {
        create(CREATE, "k1");
        create(CREATE, "k1");
        assertThat(stripe.requests()).extracting(request -> request.replayed()).containsExactly(false, true);
    }
}
