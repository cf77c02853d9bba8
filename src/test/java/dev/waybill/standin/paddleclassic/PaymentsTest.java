package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code subscription/payments} and one-off charges. */
class PaymentsTest extends PaddleClassicTest {

    private List<JsonNode> payments(String rest) {
        return rows(post(PAYMENTS, "subscription_id=" + SUBSCRIPTION + rest));
    }

    private List<String> days(String rest) {
        return payments(rest).stream().map(row -> row.get("payout_date").asText()).toList();
    }

    private int charge(String amount) {
        return code(post(CHARGE, "amount=" + amount + "&charge_name=Overage"));
    }

    @Test
    void the_upcoming_one_is_among_them() {
        assertThat(days("")).containsExactly("2026-11-01", "2026-12-01");
    }

    @Test
    void a_renewal_is_shown_in_paddles_shapes() throws Exception {
        add("128.40", "Usage");
        long id = paddle.renew(SUBSCRIPTION).id();
        JsonNode row = payments("&is_paid=1").get(1);
        assertThat(row).isEqualTo(Json.MAPPER.readTree("{\"id\":" + id + ",\"subscription_id\":7730045,\"amount\":177.4,"
                + "\"currency\":\"EUR\",\"payout_date\":\"2026-12-01\",\"is_paid\":1,\"is_one_off_charge\":0,\"receipt_url\":"
                + row.get("receipt_url") + "}"));
    }

    @Test
    void an_unpaid_one_has_no_receipt() {
        assertThat(payments("&is_paid=0").get(0).has("receipt_url")).isFalse();
    }

    @Test
    void an_unpaid_one_leaves_modifiers_out() {
        add("1.00", "Usage");
        assertThat(payments("&is_paid=0").get(0).get("amount").decimalValue()).isEqualByComparingTo("49");
    }

    @Test
    void paid_ones_are_filtered() {
        assertThat(days("&is_paid=1")).containsExactly("2026-11-01");
    }

    @Test
    void from_means_after_that_day() {
        assertThat(days("&from=2026-11-01")).containsExactly("2026-12-01");
    }

    @Test
    void to_means_before_that_day() {
        assertThat(days("&to=2026-12-01")).containsExactly("2026-11-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "01.11.2026", "2026-11-01T00:00:00Z", "soon"})
    void what_is_no_day_is_122(String day) {
        assertThat(code(post(PAYMENTS, "from=" + day))).isEqualTo(122);
    }

    @ParameterizedTest
    @ValueSource(strings = {"is_paid=true", "is_one_off_charge=2", "limit=501", "limit=0", "plan=a", "plan=1,"})
    void a_filter_out_of_bounds_is_159(String filter) {
        assertThat(code(post(PAYMENTS, filter))).isEqualTo(159);
    }

    @Test
    void an_offset_needs_a_limit() {
        assertThat(code(post(PAYMENTS, "offset=1"))).isEqualTo(191);
    }

    @Test
    void an_offset_skips() {
        assertThat(days("&limit=1&offset=1")).containsExactly("2026-12-01");
    }

    @Test
    void several_plans_are_given_with_commas() {
        paddle.subscription(2, 9, "EUR", "5.00");
        assertThat(rows(post(PAYMENTS, "plan=9,512209&is_paid=1"))).hasSize(2);
    }

    @Test
    void a_cancelled_subscription_has_no_upcoming_one() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(days("")).containsExactly("2026-11-01");
    }

    @Test
    void a_charge_is_answered_with_its_amount_as_text() {
        assertThat(response(post(CHARGE, "amount=15&charge_name=Overage")).get("amount").asText()).isEqualTo("15.00");
    }

    @Test
    void a_charge_succeeds_at_once() {
        assertThat(response(post(CHARGE, "amount=15&charge_name=Overage")).get("status").asText()).isEqualTo("success");
    }

    @Test
    void a_charge_is_among_the_one_off_payments() {
        charge("15.00");
        assertThat(payments("&is_one_off_charge=1")).extracting(row -> row.get("amount").asText()).containsExactly("15");
    }

    @Test
    void a_charge_leaves_the_next_payment_alone() {
        charge("15.00");
        assertThat(paddle.renew(SUBSCRIPTION).amount()).isEqualByComparingTo("49.00");
    }

    @ParameterizedTest
    @CsvSource({"0, 183", "0.00, 183", "-5.00, 183", "0.69, 186", "1e2, 155", "abc, 155"})
    void a_charge_of_a_wrong_amount_is_refused(String amount, int code) {
        assertThat(charge(amount)).isEqualTo(code);
    }

    @Test
    void a_charge_without_a_name_is_116() {
        assertThat(code(post(CHARGE, "amount=15.00"))).isEqualTo(116);
    }

    @Test
    void a_name_of_more_than_50_characters_is_181() {
        assertThat(code(post(CHARGE, "amount=15.00&charge_name=" + "x".repeat(51)))).isEqualTo(181);
    }

    @Test
    void a_charge_to_an_unknown_subscription_is_119() {
        assertThat(code(post("subscription/1/charge", "amount=15.00&charge_name=x"))).isEqualTo(119);
    }

    @Test
    void a_charge_to_what_is_no_number_is_182() {
        assertThat(code(post("subscription/sub_1/charge", "amount=15.00&charge_name=x"))).isEqualTo(182);
    }

    @Test
    void a_paused_subscription_is_not_charged() {
        paddle.pause(SUBSCRIPTION);
        assertThat(charge("15.00")).isEqualTo(194);
    }

    @Test
    void a_cancelled_subscription_is_not_charged() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(charge("15.00")).isEqualTo(187);
    }

    @Test
    void an_overdue_subscription_is_not_charged() {
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(charge("15.00")).isEqualTo(197);
    }

    @Test
    void a_card_is_charged_five_times_an_hour_at_most() {
        // The first of the five was taken at sign-up.
        assertThat(List.of(charge("1"), charge("1"), charge("1"), charge("1"), charge("1"))).containsExactly(0, 0, 0, 0, 189);
    }

    @Test
    void an_hour_later_the_card_is_charged_again() {
        for (int i = 0; i < 5; i++) {
            charge("1");
        }
        clock.pass(Duration.ofHours(1));
        assertThat(charge("1")).isZero();
    }
}
