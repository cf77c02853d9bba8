package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeleteModifierTest extends PaddleClassicTest {

    @Test
    void success_carries_nothing_else() {
        assertThat(delete(added("1.00", "Usage")).raw().body()).isEqualTo("{\"success\":true}");
    }

    @Test
    void a_deleted_one_is_not_listed() {
        delete(added("1.00", "Usage"));
        assertThat(rows(list())).isEmpty();
    }

    @Test
    void a_deleted_one_is_not_billed() {
        delete(added("1.00", "Usage"));
        assertThat(paddle.renew(SUBSCRIPTION).amount()).isEqualByComparingTo("49.00");
    }

    @Test
    void an_unknown_one_is_123() {
        assertThat(delete(1).error("message")).isEqualTo("Unable to find requested modifier");
    }

    @Test
    void deleting_twice_is_123() {
        long id = added("1.00", "Usage");
        delete(id);
        assertThat(code(delete(id))).isEqualTo(123);
    }

    @Test
    void an_id_that_is_no_number_is_123() {
        assertThat(code(post(DELETE, "modifier_id=abc"))).isEqualTo(123);
    }

    @Test
    void a_missing_id_is_116() {
        assertThat(code(post(DELETE, ""))).isEqualTo(116);
    }

    @Test
    void a_paid_one_is_124() {
        long id = added("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        assertThat(delete(id).error("message")).isEqualTo("Modifiers that have already been paid cannot be altered or deleted");
    }

    @Test
    void a_recurring_one_is_deleted_after_it_was_billed() {
        long id = addedRecurring("1.00", "Seat");
        paddle.renew(SUBSCRIPTION);
        assertThat(delete(id).body().get("success").asBoolean()).isTrue();
    }

    @Test
    void during_a_renewal_it_is_146() {
        long id = added("1.00", "Usage");
        paddle.beginRenewal(SUBSCRIPTION);
        assertThat(code(delete(id))).isEqualTo(146);
    }

    @Test
    void after_a_failed_renewal_it_is_deleted() {
        long id = added("1.00", "Usage");
        paddle.beginRenewal(SUBSCRIPTION);
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(delete(id).body().get("success").asBoolean()).isTrue();
    }
}
