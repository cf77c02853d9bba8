package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.standin.StandInClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused before Stripe looks at the request: keys, versions, addresses, content types. */
class StripeDoorTest extends StripeStandInTest {

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private int statusWith(String authorization) {
        return client.header("Authorization", authorization).get("/v1/customers/cus_acme").status();
    }

    @Test
    void a_test_key_as_bearer_is_let_in() {
        assertThat(statusWith("Bearer sk_test_anything")).isEqualTo(200);
    }

    @Test
    void a_restricted_test_key_is_let_in() {
        assertThat(statusWith("Bearer rk_test_anything")).isEqualTo(200);
    }

    @Test
    void a_key_as_basic_user_name_with_empty_password_is_let_in() {
        assertThat(statusWith(basic("sk_test_1:"))).isEqualTo(200);
    }

    @Test
    void a_basic_password_is_refused() {
        assertThat(statusWith(basic("sk_test_1:secret"))).isEqualTo(401);
    }

    @Test
    void a_live_key_is_refused_unless_named() {
        assertThat(statusWith("Bearer sk_live_1")).isEqualTo(401);
    }

    @Test
    void a_publishable_key_is_refused() {
        assertThat(statusWith("Bearer pk_test_1")).isEqualTo(401);
    }

    @Test
    void a_missing_key_is_refused() {
        assertThat(statusWith(null)).isEqualTo(401);
    }

    @Test
    void once_keys_are_named_the_others_are_refused() {
        stripe.acceptKeys("sk_live_new");
        assertThat(statusWith("Bearer sk_test_1")).isEqualTo(401);
    }

    @Test
    void a_named_live_key_makes_live_invoices() {
        stripe.acceptKeys("sk_live_new");
        client.header("Authorization", "Bearer sk_live_new");
        assertThat(client.postForm("/v1/invoices", "customer=cus_acme").body().get("livemode").asBoolean()).isTrue();
    }

    @Test
    void a_connected_account_is_refused() {
        assertThat(client.header("Stripe-Account", "acct_1").get("/v1/customers/cus_acme").status()).isEqualTo(403);
    }

    @Test
    void a_missing_version_is_refused() {
        assertThat(client.header("Stripe-Version", null).get("/v1/customers/cus_acme").status()).isEqualTo(400);
    }

    @Test
    void another_version_is_refused() {
        assertThat(client.header("Stripe-Version", "2025-09-30.clover").get("/v1/customers/cus_acme").status()).isEqualTo(400);
    }

    @Test
    void every_answer_has_a_request_id() {
        assertThat(client.get("/v1/customers/cus_acme").header("Request-Id")).startsWith("req_");
    }

    @Test
    void a_refusal_has_a_request_id_too() {
        assertThat(new StandInClient(stripe.baseUrl()).get("/v1/customers/cus_acme").header("Request-Id")).startsWith("req_");
    }

    @Test
    void two_answers_have_different_request_ids() {
        assertThat(client.get("/v1/customers/cus_acme").header("Request-Id"))
                .isNotEqualTo(client.get("/v1/customers/cus_acme").header("Request-Id"));
    }

    @Test
    void a_json_body_is_refused() {
        assertThat(client.sendJson("POST", "/v1/invoices", "{\"customer\":\"cus_acme\"}").status()).isEqualTo(400);
    }

    @Test
    void a_refused_json_body_makes_nothing() {
        client.sendJson("POST", "/v1/invoices", "{\"customer\":\"cus_acme\"}");
        assertThat(stripe.invoices()).isEmpty();
    }

    @Test
    void a_put_is_an_unknown_address() {
        assertThat(client.send("PUT", "/v1/invoices", "a=b", Map.of("Content-Type", "application/x-www-form-urlencoded")).status())
                .isEqualTo(404);
    }

    @Test
    void an_address_with_a_trailing_slash_is_unknown() {
        assertThat(client.get("/v1/invoices/").status()).isEqualTo(404);
    }

    @Test
    void a_resource_that_is_not_played_is_named_in_the_refusal() {
        assertThat(client.postForm("/v1/credit_notes", "invoice=in_1").error("message")).contains("/v1/credit_notes");
    }

    @Test
    void parameters_of_a_post_in_the_address_are_refused() {
        assertThat(client.postForm("/v1/invoices?customer=cus_acme", "currency=usd").status()).isEqualTo(400);
    }
}
