package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import org.junit.jupiter.api.Test;

/** The same answers with every scalar in its other shape, and lists without counts. */
class LooseScalarsTest extends PaddleClassicTest {

    @Override
    PaddleClassicSettings settings() {
        return super.settings().withLooseScalars(true).withCounts(false);
    }

    @Test
    void a_new_modifiers_id_is_text() {
        assertThat(response(add("1.00", "Usage")).get("modifier_id").isTextual()).isTrue();
    }

    @Test
    void a_modifiers_row_turns_every_shape_around() throws Exception {
        long id = added("128.40", "Usage");
        assertThat(response(list()).get(0)).isEqualTo(Json.MAPPER.readTree("{\"modifier_id\":\"" + id + "\","
                + "\"subscription_id\":\"7730045\",\"amount\":128.4,\"currency\":\"EUR\",\"is_recurring\":false,"
                + "\"description\":\"Usage\"}"));
    }

    @Test
    void an_amount_of_the_next_payment_is_text() {
        assertThat(user().at("/next_payment/amount").isTextual()).isTrue();
    }

    @Test
    void an_amount_of_a_payment_is_text() {
        assertThat(response(post(PAYMENTS, "")).at("/0/amount").asText()).isEqualTo("49.000");
    }

    @Test
    void a_paid_payment_is_true() {
        assertThat(response(post(PAYMENTS, "is_paid=1")).at("/0/is_paid").isBoolean()).isTrue();
    }

    @Test
    void a_charge_prints_three_decimals() {
        assertThat(response(post(CHARGE, "amount=15.00&charge_name=Overage")).get("amount").asText()).isEqualTo("15.000");
    }

    @Test
    void lists_tell_no_counts() {
        JsonNode body = list().body();
        assertThat(body.has("count") || body.has("total")).isFalse();
    }

    @Test
    void large_round_amounts_have_no_exponent() {
        add("1200000", "Usage");
        assertThat(list().raw().body()).contains("\"amount\":1200000,");
    }
}
