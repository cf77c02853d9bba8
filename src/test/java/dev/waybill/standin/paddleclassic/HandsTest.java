package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test or a person does to the stand-in, from Java and over HTTP. */
class HandsTest extends PaddleClassicTest {

    private int control(String path, String json) {
        return client.sendJson("POST", "/_stand-in/" + path, json).status();
    }

    private HeldSubscription held(long id) {
        return paddle.subscriptionOf(id).orElseThrow();
    }

    @Test
    void a_subscription_is_put_in_over_http() {
        control("subscriptions", "{\"id\":5,\"plan\":9,\"currency\":\"USD\",\"price\":\"12.50\"}");
        assertThat(held(5)).extracting(HeldSubscription::planId, HeldSubscription::currency).containsExactly(9L, "USD");
    }

    @Test
    void over_http_an_id_is_enough() {
        control("subscriptions", "{\"id\":5}");
        assertThat(held(5).price()).isEqualByComparingTo("49.00");
    }

    @Test
    void over_http_a_missing_id_is_refused() {
        assertThat(control("subscriptions", "{}")).isEqualTo(400);
    }

    @Test
    void over_http_a_price_that_is_none_is_refused_with_an_example() {
        assertThat(client.sendJson("POST", "/_stand-in/subscriptions", "{\"id\":5,\"price\":\"free\"}").raw().body())
                .contains("49.00").contains("free");
    }

    @ParameterizedTest
    @CsvSource({"renew, ACTIVE", "fail-renewal, PAST_DUE", "pause, PAUSED", "cancel, DELETED"})
    void a_subscription_is_moved_over_http(String what, SubscriptionState state) {
        control("subscriptions/" + SUBSCRIPTION + "/" + what, "");
        assertThat(held(SUBSCRIPTION).state()).isEqualTo(state);
    }

    @Test
    void a_renewal_over_http_bills() {
        add("1.00", "Usage");
        control("subscriptions/" + SUBSCRIPTION + "/renew", "");
        assertThat(paddle.chargesOf("Usage")).extracting(Charge::isPaid).containsExactly(true);
    }

    @Test
    void what_cannot_be_done_is_a_400() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(control("subscriptions/" + SUBSCRIPTION + "/renew", "")).isEqualTo(400);
    }

    @Test
    void an_unknown_subscription_is_a_400() {
        assertThat(control("subscriptions/1/renew", "")).isEqualTo(400);
    }

    @Test
    void an_unknown_move_is_a_404() {
        assertThat(control("subscriptions/" + SUBSCRIPTION + "/sell", "")).isEqualTo(404);
    }

    @Test
    void the_state_shows_charges() {
        add("1.00", "Usage");
        assertThat(client.get("/_stand-in/state").body().at("/charges/0/description").asText()).isEqualTo("Usage");
    }

    @Test
    void the_state_shows_amounts_exactly() {
        add("128.40", "Usage");
        assertThat(client.get("/_stand-in/state").raw().body()).contains("\"amount\":128.400");
    }

    @Test
    void the_state_counts() {
        add("1.00", "Usage");
        assertThat(client.get("/_stand-in/state").body().at("/counts/modifiers").asInt()).isEqualTo(1);
    }

    @Test
    void a_modifier_deleted_in_the_dashboard_is_gone() {
        long id = added("1.00", "Usage");
        paddle.deleteModifier(id);
        assertThat(code(delete(id))).isEqualTo(123);
    }

    @Test
    void a_plan_change_in_the_dashboard_may_drop_modifiers() {
        paddle.plan(9, "EUR", "5.00");
        add("1.00", "Usage");
        paddle.changePlan(SUBSCRIPTION, 9, false);
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).isEmpty();
    }

    @Test
    void a_plan_change_keeps_what_was_billed() {
        paddle.plan(9, "EUR", "5.00");
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        paddle.changePlan(SUBSCRIPTION, 9, false);
        assertThat(paddle.chargesOf("Usage")).hasSize(1);
    }

    @Test
    void the_same_subscription_is_not_put_in_twice() {
        assertThatThrownBy(() -> paddle.subscription(SUBSCRIPTION)).hasMessageContaining("7730045");
    }

    @Test
    void a_price_with_more_decimals_than_the_currency_is_refused() {
        assertThatThrownBy(() -> paddle.subscription(2, "JPY", "49.5")).hasMessageContaining("JPY");
    }

    @Test
    void an_unknown_currency_is_refused() {
        assertThatThrownBy(() -> paddle.subscription(2, "EURO", "49.00")).hasMessageContaining("EURO");
    }

    @Test
    void a_renewal_of_nothing_is_a_mistake_of_the_test() {
        assertThatThrownBy(() -> paddle.renew(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("1");
    }

    @Test
    void cancelling_twice_is_a_mistake_of_the_test() {
        paddle.cancel(SUBSCRIPTION);
        assertThatThrownBy(() -> paddle.cancel(SUBSCRIPTION)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void payments_show_the_upcoming_one() {
        assertThat(paddle.paymentsOf(SUBSCRIPTION)).extracting(HeldPayment::paid).containsExactly(true, false);
    }
}
