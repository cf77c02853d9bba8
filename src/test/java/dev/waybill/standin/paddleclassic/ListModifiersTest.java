package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListModifiersTest extends PaddleClassicTest {

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            add("1.00", "number " + i);
        }
    }

    private List<JsonNode> page(String rest) {
        return rows(post(LIST, "subscription_id=" + SUBSCRIPTION + rest));
    }

    private static List<Long> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.get("modifier_id").asLong()).toList();
    }

    @Test
    void nothing_is_an_empty_array() {
        assertThat(response(list())).isEqualTo(Json.MAPPER.createArrayNode());
    }

    @Test
    void a_row_shows_everything_in_paddles_shapes() throws Exception {
        long id = added("128.40", "Usage");
        assertThat(response(list()).get(0)).isEqualTo(Json.MAPPER.readTree("{\"modifier_id\":" + id
                + ",\"subscription_id\":7730045,\"amount\":\"128.400\",\"currency\":\"EUR\",\"is_recurring\":0,\"description\":\"Usage\"}"));
    }

    @Test
    void a_recurring_one_is_a_1() {
        addedRecurring("-5", "Loyalty");
        assertThat(response(list()).get(0).get("is_recurring").asText()).isEqualTo("1");
    }

    @Test
    void a_missing_description_is_an_empty_text() {
        post(CREATE, "subscription_id=" + SUBSCRIPTION + "&modifier_amount=1");
        assertThat(response(list()).get(0).get("description").asText("null")).isEmpty();
    }

    @Test
    void count_and_total_stand_beside_the_rows() {
        add(3);
        JsonNode body = post(LIST, "subscription_id=" + SUBSCRIPTION + "&results_per_page=2").body();
        assertThat(List.of(body.get("count").asInt(), body.get("total").asInt())).containsExactly(2, 3);
    }

    @Test
    void the_oldest_comes_first() {
        add(3);
        assertThat(ids(page(""))).isSorted();
    }

    @Test
    void a_page_is_as_long_as_asked() {
        add(3);
        assertThat(page("&results_per_page=2")).hasSize(2);
    }

    @Test
    void a_page_is_never_longer_than_250() {
        add(251);
        assertThat(page("")).hasSize(250);
    }

    @Test
    void the_next_page_begins_after_the_last_id() {
        add(251);
        long last = page("").get(249).get("modifier_id").asLong();
        assertThat(page("&after=" + last)).extracting(row -> row.get("description").asText()).containsExactly("number 250");
    }

    @Test
    void after_the_last_page_comes_an_empty_one() {
        add(2);
        assertThat(page("&results_per_page=2&after=" + page("").get(1).get("modifier_id").asLong())).isEmpty();
    }

    @Test
    void a_page_may_begin_after_one_that_is_gone() {
        add(3);
        List<Long> ids = ids(page(""));
        delete(ids.get(1));
        assertThat(ids(page("&after=" + ids.get(1)))).containsExactly(ids.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "251", "-1", "all", ""})
    void a_page_size_outside_1_to_250_is_159(String size) {
        assertThat(code(post(LIST, "results_per_page=" + size))).isEqualTo(159);
    }

    @Test
    void another_subscription_is_left_out() {
        paddle.subscription(2);
        add(1);
        assertThat(rows(post(LIST, "subscription_id=2"))).isEmpty();
    }

    @Test
    void without_a_filter_all_are_shown() {
        paddle.subscription(2);
        add(1);
        post(CREATE, "subscription_id=2&modifier_amount=1");
        assertThat(rows(post(LIST, ""))).hasSize(2);
    }

    @Test
    void a_plan_filters() {
        paddle.subscription(2, 9, "EUR", "5.00");
        add(1);
        post(CREATE, "subscription_id=2&modifier_amount=1");
        assertThat(rows(post(LIST, "plan_id=9"))).extracting(row -> row.get("subscription_id").asLong()).containsExactly(2L);
    }

    @Test
    void an_unknown_subscription_has_none() {
        assertThat(rows(post(LIST, "subscription_id=1"))).isEmpty();
    }

    @Test
    void a_subscription_id_that_is_no_number_is_182() {
        assertThat(code(post(LIST, "subscription_id=abc"))).isEqualTo(182);
    }

    @Test
    void the_list_stays_readable_during_a_renewal() {
        add(1);
        paddle.beginRenewal(SUBSCRIPTION);
        assertThat(page("")).hasSize(1);
    }
}
