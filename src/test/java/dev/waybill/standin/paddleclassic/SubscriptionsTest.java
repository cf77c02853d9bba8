package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code subscription/users}, its update, and {@code subscription/plans}. */
class SubscriptionsTest extends PaddleClassicTest {

    private List<Long> ids(String form) {
        return rows(post(USERS, form)).stream().map(row -> row.get("subscription_id").asLong()).toList();
    }

    private int update(String form) {
        return code(post(UPDATE, "subscription_id=" + SUBSCRIPTION + form));
    }

    @Test
    void a_row_names_subscription_and_plan() {
        assertThat(List.of(user().get("subscription_id").asLong(), user().get("plan_id").asLong()))
                .containsExactly(SUBSCRIPTION, 512209L);
    }

    @Test
    void the_next_payment_tells_the_currency() throws Exception {
        assertThat(user().get("next_payment")).isEqualTo(
                Json.MAPPER.readTree("{\"amount\":49,\"currency\":\"EUR\",\"date\":\"2026-12-01\"}"));
    }

    @Test
    void the_last_payment_is_the_one_at_sign_up() throws Exception {
        assertThat(user().get("last_payment")).isEqualTo(
                Json.MAPPER.readTree("{\"amount\":49,\"currency\":\"EUR\",\"date\":\"2026-11-01\"}"));
    }

    @Test
    void the_next_payment_leaves_modifiers_out() {
        add("1.00", "Usage");
        assertThat(user().get("next_payment").get("amount").decimalValue()).isEqualByComparingTo("49");
    }

    @Test
    void the_last_payment_after_a_renewal_is_that_of_the_renewal() {
        add("128.40", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(user().get("last_payment").get("amount").decimalValue()).isEqualByComparingTo("177.4");
    }

    @Test
    void a_new_one_is_active() {
        assertThat(user().get("state").asText()).isEqualTo("active");
    }

    @Test
    void the_passthrough_is_not_shown() {
        update("&passthrough=secret");
        assertThat(user().has("passthrough")).isFalse();
    }

    @Test
    void one_on_trial_has_no_last_payment() {
        paddle.trial(2, "EUR", "10.00");
        assertThat(rows(post(USERS, "subscription_id=2")).get(0).has("last_payment")).isFalse();
    }

    @Test
    void one_on_trial_says_so() {
        paddle.trial(2, "EUR", "10.00");
        assertThat(rows(post(USERS, "subscription_id=2")).get(0).get("state").asText()).isEqualTo("trialing");
    }

    @Test
    void a_paused_one_has_no_next_payment() {
        paddle.pause(SUBSCRIPTION);
        assertThat(user().has("next_payment")).isFalse();
    }

    @Test
    void a_paused_one_says_since_when() {
        paddle.pause(SUBSCRIPTION);
        assertThat(user().get("paused_at").asText()).isEqualTo("2026-11-01 00:00:00");
    }

    @Test
    void one_that_is_not_paused_says_nothing_of_it() {
        assertThat(user().has("paused_at")).isFalse();
    }

    @Test
    void a_deleted_one_is_left_out() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(ids("subscription_id=" + SUBSCRIPTION)).isEmpty();
    }

    @Test
    void a_deleted_one_is_shown_to_who_asks_for_it() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(ids("subscription_id=" + SUBSCRIPTION + "&state=deleted")).containsExactly(SUBSCRIPTION);
    }

    @Test
    void a_state_filters() {
        paddle.subscription(2);
        paddle.pause(2);
        assertThat(ids("state=paused")).containsExactly(2L);
    }

    @Test
    void an_unknown_state_is_159() {
        assertThat(code(post(USERS, "state=cancelled"))).isEqualTo(159);
    }

    @Test
    void an_unknown_id_is_an_empty_list() {
        assertThat(response(post(USERS, "subscription_id=1"))).isEqualTo(Json.MAPPER.createArrayNode());
    }

    @Test
    void an_id_that_is_no_number_is_182() {
        assertThat(code(post(USERS, "subscription_id=sub_1"))).isEqualTo(182);
    }

    @Test
    void a_plan_filters() {
        paddle.subscription(2, 9, "EUR", "5.00");
        assertThat(ids("plan_id=9")).containsExactly(2L);
    }

    @Test
    void pages_follow_each_other() {
        paddle.subscription(7730046);
        paddle.subscription(7730047);
        assertThat(ids("results_per_page=2&page=2")).containsExactly(7730047L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "results_per_page=251", "results_per_page=x"})
    void a_page_out_of_bounds_is_159(String form) {
        assertThat(code(post(USERS, form))).isEqualTo(159);
    }

    @Test
    void the_passthrough_is_updated() {
        update("&passthrough=acme-42");
        assertThat(paddle.subscriptionOf(SUBSCRIPTION).orElseThrow().passthrough()).isEqualTo("acme-42");
    }

    @Test
    void an_update_answers_with_the_next_payment() {
        JsonNode updated = response(post(UPDATE, "subscription_id=" + SUBSCRIPTION + "&passthrough=acme-42"));
        assertThat(updated.at("/next_payment/date").asText()).isEqualTo("2026-12-01");
    }

    @Test
    void an_update_pauses() {
        update("&pause=true");
        assertThat(user().get("state").asText()).isEqualTo("paused");
    }

    @Test
    void an_update_ends_the_pause() {
        update("&pause=true");
        update("&pause=false");
        assertThat(user().get("state").asText()).isEqualTo("active");
    }

    @Test
    void after_a_long_pause_the_next_payment_is_due_at_once() {
        update("&pause=true");
        clock.pass(Duration.ofDays(90));
        update("&pause=false");
        assertThat(user().at("/next_payment/date").asText()).isEqualTo("2027-01-30");
    }

    @Test
    void ending_a_pause_that_is_none_is_193() {
        assertThat(update("&pause=false")).isEqualTo(193);
    }

    @Test
    void pausing_and_changing_at_once_is_192() {
        assertThat(update("&pause=true&passthrough=x")).isEqualTo(192);
    }

    @Test
    void a_paused_one_takes_no_other_update() {
        paddle.pause(SUBSCRIPTION);
        assertThat(update("&passthrough=x")).isEqualTo(194);
    }

    @Test
    void an_unknown_one_is_119() {
        assertThat(code(post(UPDATE, "subscription_id=1&passthrough=x"))).isEqualTo(119);
    }

    @Test
    void a_parameter_that_is_not_played_is_159() {
        assertThat(update("&quantity=2")).isEqualTo(159);
    }

    @Test
    void a_plan_change_keeps_modifiers() {
        paddle.plan(9, "EUR", "5.00");
        add("1.00", "Usage");
        update("&plan_id=9");
        assertThat(rows(list())).hasSize(1);
    }

    @Test
    void a_plan_change_that_does_not_keep_them_drops_modifiers() {
        paddle.plan(9, "EUR", "5.00");
        add("1.00", "Usage");
        update("&plan_id=9&keep_modifiers=false");
        assertThat(rows(list())).isEmpty();
    }

    @Test
    void a_plan_change_changes_the_next_payment() {
        paddle.plan(9, "EUR", "5.00");
        update("&plan_id=9");
        assertThat(paddle.renew(SUBSCRIPTION).amount()).isEqualByComparingTo("5.00");
    }

    @Test
    void an_unknown_plan_is_198() {
        assertThat(update("&plan_id=1")).isEqualTo(198);
    }

    @Test
    void a_plan_in_another_currency_is_198() {
        paddle.plan(9, "USD", "5.00");
        assertThat(update("&plan_id=9")).isEqualTo(198);
    }

    @Test
    void an_overdue_one_does_not_change_its_plan() {
        paddle.plan(9, "EUR", "5.00");
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(update("&plan_id=9")).isEqualTo(199);
    }

    @Test
    void one_on_trial_does_not_change_its_plan() {
        paddle.trial(2, "EUR", "10.00");
        assertThat(code(post(UPDATE, "subscription_id=2&plan_id=512209"))).isEqualTo(152);
    }

    @Test
    void plans_tell_their_prices_as_text() {
        assertThat(response(post("subscription/plans", "plan=512209")).at("/0/recurring_price/EUR").asText()).isEqualTo("49.000");
    }

    @Test
    void an_offset_needs_a_limit() {
        assertThat(code(post("subscription/plans", "offset=1"))).isEqualTo(191);
    }
}
