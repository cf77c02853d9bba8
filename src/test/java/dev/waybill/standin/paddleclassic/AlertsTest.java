package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code alert/webhooks}: what Paddle has told, for who has missed it. */
class AlertsTest extends PaddleClassicTest {

    private static final String ALERTS = "alert/webhooks";

    private List<JsonNode> alerts(String form) {
        return StreamSupport.stream(response(post(ALERTS, form)).get("data").spliterator(), false).toList();
    }

    private List<String> names(String form) {
        return alerts(form).stream().map(alert -> alert.get("alert_name").asText()).toList();
    }

    @Test
    void a_new_subscription_and_its_first_payment_are_told() {
        assertThat(names("")).containsExactly("subscription_payment_succeeded", "subscription_created");
    }

    @Test
    void a_new_subscription_names_its_plan() {
        assertThat(alerts("").get(1).at("/fields/subscription_plan_id").asText()).isEqualTo("512209");
    }

    @Test
    void the_name_stands_in_the_row_and_not_in_its_fields() {
        assertThat(alerts("").get(1).get("fields").has("alert_name")).isFalse();
    }

    @Test
    void all_fields_are_text() {
        assertThat(alerts("").get(1).get("fields")).allMatch(JsonNode::isTextual);
    }

    @Test
    void the_newest_comes_first() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(names("").get(0)).isEqualTo("subscription_cancelled");
    }

    @Test
    void a_renewal_tells_what_was_paid() {
        add("128.40", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(alerts("").get(0).at("/fields/sale_gross").asText()).isEqualTo("177.40");
    }

    @Test
    void a_declined_card_is_told() {
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(names("").get(0)).isEqualTo("subscription_payment_failed");
    }

    @Test
    void a_pause_is_told() {
        paddle.pause(SUBSCRIPTION);
        assertThat(alerts("").get(0).at("/fields/status").asText()).isEqualTo("paused");
    }

    @Test
    void a_cancellation_says_when_it_takes_effect() {
        paddle.cancel(SUBSCRIPTION);
        assertThat(alerts("").get(0).at("/fields/cancellation_effective_date").asText()).isEqualTo("2026-12-01");
    }

    @Test
    void older_ones_are_left_out() {
        clock.pass(Duration.ofDays(1));
        paddle.pause(SUBSCRIPTION);
        assertThat(names("query_tail=2026-11-01+00:00:01")).containsExactly("subscription_updated");
    }

    @Test
    void newer_ones_are_left_out() {
        clock.pass(Duration.ofDays(1));
        paddle.pause(SUBSCRIPTION);
        assertThat(names("query_head=2026-11-01+00:00:00")).doesNotContain("subscription_updated");
    }

    @Test
    void pages_are_counted() {
        assertThat(response(post(ALERTS, "alerts_per_page=1")).get("total_pages").asInt()).isEqualTo(2);
    }

    @Test
    void pages_follow_each_other() {
        assertThat(names("alerts_per_page=1&page=2")).containsExactly("subscription_created");
    }

    @Test
    void what_is_no_time_is_122() {
        assertThat(code(post(ALERTS, "query_head=2026-11-01"))).isEqualTo(122);
    }

    @Test
    void from_java_an_alert_has_its_name_and_id_among_the_fields() {
        assertThat(paddle.alerts().get(0).fields()).containsEntry("alert_name", "subscription_created").containsKey("alert_id");
    }
}
