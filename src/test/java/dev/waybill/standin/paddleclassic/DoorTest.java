package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.standin.StandInClient;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before Paddle looks at the matter: addresses, methods, credentials, bodies that are no forms. */
class DoorTest extends PaddleClassicTest {

    private static final String CODE = PaddleClassicSettings.STANDARD.vendorAuthCode();

    @Test
    void the_right_pair_is_let_in() {
        assertThat(post(LIST, "").body().get("success").asBoolean()).isTrue();
    }

    @Test
    void a_wrong_code_is_107() {
        assertThat(code(postAs("vendor_id=31007&vendor_auth_code=00", LIST, ""))).isEqualTo(107);
    }

    @Test
    void another_seller_is_107() {
        assertThat(code(postAs("vendor_id=31008&vendor_auth_code=" + CODE, LIST, ""))).isEqualTo(107);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor_id=31007", "vendor_auth_code=", "vendor_id=&vendor_auth_code=", "a=b"})
    void missing_credentials_are_107(String credentials) {
        assertThat(code(postAs(credentials, LIST, ""))).isEqualTo(107);
    }

    @Test
    void a_refusal_is_a_200() {
        assertThat(postAs("a=b", LIST, "").status()).isEqualTo(200);
    }

    @Test
    void a_refusal_says_that_it_is_no_success() {
        assertThat(postAs("a=b", LIST, "").body().get("success").asBoolean(true)).isFalse();
    }

    @Test
    void a_refusal_carries_paddles_sentence() {
        assertThat(postAs("a=b", LIST, "").error("message")).isEqualTo("You don't have permission to access this resource");
    }

    @Test
    void credentials_can_be_replaced() {
        paddle.acceptCredentials(2, "beef");
        assertThat(postAs("vendor_id=2&vendor_auth_code=beef", LIST, "").body().get("success").asBoolean()).isTrue();
    }

    @Test
    void replaced_credentials_are_refused() {
        paddle.acceptCredentials(2, "beef");
        assertThat(code(post(LIST, ""))).isEqualTo(107);
    }

    @Test
    void live_credentials_do_not_open_the_sandbox() {
        try (PaddleClassicStandIn sandbox = new PaddleClassicStandIn(settings().withCredentials(44, "cafe")).start(0)) {
            assertThat(code(new StandInClient(sandbox.baseUrl()).postForm("/api/2.0/" + LIST, CREDENTIALS))).isEqualTo(107);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/2.0/subscription/nothing", "/api/2.0/", "/api/2.0", "/api/1.0/subscription/modifiers",
            "/subscription/modifiers", "/api/2.0/subscription/modifiers/"})
    void an_unknown_address_is_101(String path) {
        assertThat(code(client.postForm(path, CREDENTIALS))).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void another_method_than_post_is_101(String method) {
        assertThat(code(client.send(method, "/api/2.0/" + LIST, "", Map.of()))).isEqualTo(101);
    }

    @Test
    void credentials_in_the_address_are_refused() {
        assertThat(code(client.postForm("/api/2.0/" + LIST + "?" + CREDENTIALS, CREDENTIALS))).isEqualTo(101);
    }

    @Test
    void json_is_no_form_so_it_brings_no_credentials() {
        String json = "{\"vendor_id\":31007,\"vendor_auth_code\":\"" + CODE + "\"}";
        assertThat(code(client.sendJson("POST", "/api/2.0/" + LIST, json))).isEqualTo(107);
    }

    @Test
    void a_form_without_its_content_type_is_refused() {
        assertThat(code(client.send("POST", "/api/2.0/" + LIST, CREDENTIALS, Map.of()))).isEqualTo(107);
    }

    @Test
    void a_content_type_may_name_its_charset() {
        assertThat(code(client.send("POST", "/api/2.0/" + LIST, CREDENTIALS,
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=1&after=2", "after=%zz", "after=%1", "after=%ff", "after=1 2"})
    void an_unreadable_form_is_159(String form) {
        assertThat(code(post(LIST, form))).isEqualTo(159);
    }

    @Test
    void a_parameter_that_the_call_does_not_know_is_159() {
        assertThat(code(post(CREATE, oneTime("1.00", "x") + "&modifier_reccuring=false"))).isEqualTo(159);
    }

    @Test
    void the_unknown_parameter_is_named() {
        assertThat(post(LIST, "page=1").error("message")).contains("page");
    }

    @Test
    void a_refused_form_makes_nothing() {
        post(CREATE, oneTime("1.00", "x") + "&currency=EUR");
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).isEmpty();
    }
}
