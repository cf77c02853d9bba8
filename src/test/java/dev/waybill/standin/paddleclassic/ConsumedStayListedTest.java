package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One answer to the question what becomes of a billed modifier: the list shows it as before. */
class ConsumedStayListedTest extends PaddleClassicTest {

    @Override
    PaddleClassicSettings settings() {
        return super.settings().withConsumed(ConsumedModifiers.STAY_LISTED);
    }

    @Test
    void a_billed_one_is_still_in_the_list() {
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(rows(list())).hasSize(1);
    }

    @Test
    void deleting_it_is_124() {
        long id = added("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(code(delete(id))).isEqualTo(124);
    }

    @Test
    void it_is_billed_once_all_the_same() {
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(paddle.renew(SUBSCRIPTION).amount()).isEqualByComparingTo("49.00");
    }

    @Test
    void it_waits_for_no_payment() {
        add("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(paddle.modifiersOf(SUBSCRIPTION)).isEmpty();
    }
}
