package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Another answer to the question what becomes of a billed modifier: as if it had never been. */
class ConsumedForgottenTest extends PaddleClassicTest {

    @Override
    PaddleClassicSettings settings() {
        return super.settings().withConsumed(ConsumedModifiers.FORGOTTEN);
    }

    @Test
    void a_billed_one_leaves_the_list() {
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(rows(list())).isEmpty();
    }

    @Test
    void deleting_it_is_123() {
        long id = added("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(code(delete(id))).isEqualTo(123);
    }

    @Test
    void its_charge_is_remembered() {
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(paddle.chargesOf("Usage")).hasSize(1);
    }
}
