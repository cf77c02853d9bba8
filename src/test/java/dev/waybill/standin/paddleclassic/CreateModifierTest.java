package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.StandInClient.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateModifierTest extends PaddleClassicTest {

    private HeldModifier only() {
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).hasSize(1);
        return paddle.modifiersOf(SUBSCRIPTION).get(0);
    }

    private Answered addTo(Object subscription, String rest) {
        return post(CREATE, "subscription_id=" + subscription + "&" + rest);
    }

    @Test
    void the_answer_names_the_modifier() {
        assertThat(response(add("128.40", "Usage")).get("modifier_id").isIntegralNumber()).isTrue();
    }

    @Test
    void the_answer_names_the_subscription() {
        assertThat(response(add("128.40", "Usage")).get("subscription_id").asLong()).isEqualTo(SUBSCRIPTION);
    }

    @Test
    void the_answer_echoes_neither_amount_nor_description() {
        JsonNode response = response(add("128.40", "Usage"));
        assertThat(response.fieldNames()).toIterable().containsExactlyInAnyOrder("subscription_id", "modifier_id");
    }

    @Test
    void the_amount_is_kept() {
        add("128.40", "Usage");
        assertThat(only().amount()).isEqualByComparingTo("128.40");
    }

    @Test
    void the_currency_is_that_of_the_subscription() {
        add("128.40", "Usage");
        assertThat(only().currency()).isEqualTo("EUR");
    }

    @Test
    void the_description_is_kept_letter_by_letter() {
        add("1.00", "Überzug & 50 % + 日本 🚀 [bg1:8907ade8db4972bc:all:e5a63ad5]");
        assertThat(only().description()).isEqualTo("Überzug & 50 % + 日本 🚀 [bg1:8907ade8db4972bc:all:e5a63ad5]");
    }

    @Test
    void what_is_told_not_to_recur_does_not() {
        add("1.00", "Usage");
        assertThat(only().recurring()).isFalse();
    }

    @Test
    void what_is_not_told_recurs() {
        addTo(SUBSCRIPTION, "modifier_amount=1.00");
        assertThat(only().recurring()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "False", "no", ""})
    void a_recurring_flag_in_other_words_is_160(String flag) {
        assertThat(code(addTo(SUBSCRIPTION, "modifier_amount=1.00&modifier_recurring=" + flag))).isEqualTo(160);
    }

    @Test
    void a_credit_is_taken() {
        add("-10.00", "Credit");
        assertThat(only().amount()).isEqualByComparingTo("-10.00");
    }

    @ParameterizedTest
    @CsvSource({"10, 10.000", "10.0004, 10.000", "10.0005, 10.001", "-10.0005, -10.001", "10.123, 10.123"})
    void an_amount_is_kept_with_three_decimals(String sent, String kept) {
        add(sent, "Usage");
        assertThat(only().amount().toPlainString()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2", "1.000,00", "12%2C5", "%2B5", ".5", "5.", "abc", "--1", "NaN", "%201", "1234567890123"})
    void an_amount_that_is_no_plain_decimal_is_155(String amount) {
        assertThat(code(add(amount, "Usage"))).isEqualTo(155);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-0.00", "0.0001"})
    void a_modifier_of_zero_is_155(String amount) {
        assertThat(code(add(amount, "Usage"))).isEqualTo(155);
    }

    @Test
    void a_missing_amount_is_116() {
        assertThat(code(post(CREATE, "subscription_id=" + SUBSCRIPTION))).isEqualTo(116);
    }

    @Test
    void an_empty_amount_is_116() {
        assertThat(code(add("", "Usage"))).isEqualTo(116);
    }

    @Test
    void a_missing_subscription_is_116() {
        assertThat(code(post(CREATE, "modifier_amount=1.00"))).isEqualTo(116);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub_1", "-1", "7730045.0", "%207730045", "9999999999999999999"})
    void a_subscription_id_that_is_no_number_is_182(String id) {
        assertThat(code(addTo(id, "modifier_amount=1.00"))).isEqualTo(182);
    }

    @Test
    void an_unknown_subscription_is_119() {
        assertThat(addTo(1, "modifier_amount=1.00").error("message")).isEqualTo("Unable to find requested subscription");
    }

    @Test
    void a_description_of_255_characters_is_taken() {
        add("1.00", "🚀".repeat(255));
        assertThat(only().description()).hasSize(510);
    }

    @Test
    void a_longer_description_is_166() {
        assertThat(code(add("1.00", "x".repeat(256)))).isEqualTo(166);
    }

    @Test
    void a_subscription_on_trial_takes_modifiers() {
        paddle.trial(2, "EUR", "49.00");
        addTo(2, "modifier_amount=1.00");
        assertThat(paddle.modifiersOf(2)).hasSize(1);
    }

    @Test
    void an_overdue_subscription_takes_modifiers() {
        paddle.failRenewal(SUBSCRIPTION);
        add("1.00", "Usage");
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).hasSize(1);
    }

    @Test
    void a_paused_subscription_is_194() {
        paddle.pause(SUBSCRIPTION);
        assertThat(code(add("1.00", "Usage"))).isEqualTo(194);
    }

    @Test
    void a_deleted_subscription_is_187() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(code(add("1.00", "Usage"))).isEqualTo(187);
    }

    @Test
    void a_subscription_that_is_being_renewed_is_146() {
        paddle.beginRenewal(SUBSCRIPTION);
        assertThat(code(add("1.00", "Usage"))).isEqualTo(146);
    }

    @Test
    void a_refused_modifier_is_not_kept() {
        paddle.beginRenewal(SUBSCRIPTION);
        add("1.00", "Usage");
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).isEmpty();
    }

    @Test
    void the_same_twice_makes_two() {
        add("1.00", "Usage");
        add("1.00", "Usage");
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).hasSize(2);
    }
}
