package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.SUBSCRIPTION;
import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.bill.LineItem;
import dev.waybill.provider.paddleclassic.HeldModifier.State;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChargePlanTest {

    private static final WantedCharges TEN = PaddleCharges.of(first(eur("10.00")));

    @Test
    void nothing_held_means_everything_is_missing() {
        assertThat(plan(TEN).add()).isEqualTo(TEN.modifiers());
    }

    @Test
    void what_is_as_wanted_is_kept() {
        ChargePlan plan = plan(TEN, open(1, "all", "10.000"));

        assertThat(plan.keep()).hasSize(1);
        assertThat(plan.add()).isEmpty();
        assertThat(plan.remove()).isEmpty();
    }

    @Test
    void what_is_listed_no_more_is_asked_after() {
        assertThat(plan(TEN, open(1, "all", "10.00").listed(false)).remove()).hasSize(1);
    }

    @Test
    void of_twins_the_oldest_is_kept_and_the_newest_goes_first() {
        ChargePlan plan = plan(TEN, open(2, "all", "10.00"), open(3, "all", "10.00"), open(1, "all", "10.00"));

        assertThat(plan.keep()).extracting(HeldModifier::id).containsExactly(1L);
        assertThat(plan.remove()).extracting(HeldModifier::id).containsExactly(3L, 2L);
    }

    @Test
    void what_was_charged_is_corrected_by_the_difference() {
        assertThat(plan(TEN, charged("all", "7.00")).add()).containsExactly(
                new WantedModifier("adj1", new BigDecimal("3.00"), "Correction: Usage 2025-09-01 to 2025-09-30"));
    }

    @Test
    void a_second_correction_has_another_number() {
        assertThat(plan(TEN, charged("all", "7.00"), charged("adj1", "4.00")).add()).extracting(WantedModifier::part,
                modifier -> modifier.amount().toPlainString()).containsExactly(tuple("adj2", "-1.00"));
    }

    @Test
    void what_was_charged_rightly_needs_nothing() {
        assertThat(plan(TEN, charged("all", "10.00")).add()).isEmpty();
    }

    @Test
    void lines_that_were_not_charged_yet_stay_modifiers_of_their_own() {
        ChargePlan plan = plan(lines(line("l1", "10.00"), line("l2", "5.00")), charged(BillTag.line("l1"), "8.00"));

        assertThat(plan.add()).extracting(WantedModifier::part).containsExactly(BillTag.line("l2"), "adj1");
        assertThat(plan.add()).extracting(modifier -> modifier.amount().toPlainString()).containsExactly("5.00", "2.00");
    }

    @Test
    void lines_after_a_charge_of_the_whole_bill_become_one_correction() {
        ChargePlan plan = plan(lines(line("l1", "10.00"), line("l2", "5.00")), charged("all", "8.00"));

        assertThat(plan.add()).extracting(modifier -> modifier.amount().toPlainString()).containsExactly("7.00");
    }

    @Test
    void the_whole_bill_after_charges_of_lines_becomes_one_correction() {
        ChargePlan plan = plan(TEN, charged(BillTag.line("l1"), "8.00"), charged(BillTag.line("l2"), "1.00"));

        assertThat(plan.add()).extracting(WantedModifier::part).containsExactly("adj1");
        assertThat(plan.add().get(0).amount()).isEqualTo("1.00");
    }

    @Test
    void what_stands_on_another_subscription_goes() {
        HeldModifier elsewhere = new HeldModifier(1L, "8800001", "all", BigDecimal.TEN, "EUR", false, State.OPEN, true, false, null);

        assertThat(plan(TEN, elsewhere).remove()).containsExactly(elsewhere);
        assertThat(plan(TEN, elsewhere).add()).hasSize(1);
    }

    @Test
    void what_would_recur_goes() {
        HeldModifier recurring = new HeldModifier(1L, SUBSCRIPTION, "all", BigDecimal.TEN, "EUR", true, State.OPEN, true, false, null);

        assertThat(plan(TEN, recurring).remove()).containsExactly(recurring);
    }

    private static ChargePlan plan(WantedCharges wanted, HeldModifier... held) {
        return ChargePlan.of(wanted, List.of(held), SUBSCRIPTION);
    }

    private static WantedCharges lines(LineItem... lines) {
        return PaddleCharges.of(first(eur(lines), "{\"modifiers\":\"line\"}"));
    }

    private static HeldModifier open(long id, String part, String amount) {
        return new HeldModifier(id, SUBSCRIPTION, part, new BigDecimal(amount), "EUR", false, State.OPEN, true, false, null);
    }

    private static HeldModifier charged(String part, String amount) {
        return new HeldModifier(9L, SUBSCRIPTION, part, new BigDecimal(amount), "EUR", false, State.CHARGED, true, false, null);
    }
}
