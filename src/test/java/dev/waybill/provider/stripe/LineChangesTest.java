package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineChangesTest {

    private static final WantedLine WANTED = WantedLine.of("a", 100, "A", null, null);

    @Test
    void an_equal_line_stays() {
        assertThat(LineChanges.between(List.of(held("il_1", 100)), List.of(WANTED)).none()).isTrue();
    }

    @Test
    void another_hash_is_an_update() {
        HeldLine old = new HeldLine("il_1", "a", "0000", 100);

        assertThat(LineChanges.between(List.of(old), List.of(WANTED)))
                .isEqualTo(new LineChanges(List.of(), List.of(old), List.of(WANTED), List.of()));
    }

    @Test
    void an_amount_changed_by_hand_is_an_update_although_the_hash_agrees() {
        assertThat(LineChanges.between(List.of(held("il_1", 99)), List.of(WANTED)).update()).extracting(HeldLine::id)
                .containsExactly("il_1");
    }

    @Test
    void a_line_that_is_no_longer_wanted_is_removed() {
        assertThat(LineChanges.between(List.of(held("il_1", 100)), List.of()).remove()).extracting(HeldLine::id)
                .containsExactly("il_1");
    }

    @Test
    void lines_are_removed_in_the_order_of_their_names_however_they_are_listed() {
        HeldLine one = new HeldLine("il_3", "b", "x", 1);
        HeldLine two = new HeldLine("il_1", "c", "x", 1);

        assertThat(LineChanges.between(List.of(one, two), List.of())).isEqualTo(LineChanges.between(List.of(two, one), List.of()));
        assertThat(LineChanges.between(List.of(two, one), List.of()).remove()).containsExactly(one, two);
    }

    @Test
    void a_missing_line_is_added() {
        assertThat(LineChanges.between(List.of(), List.of(WANTED)).add()).containsExactly(WANTED);
    }

    @Test
    void a_line_of_others_is_not_touched() {
        assertThat(LineChanges.between(List.of(new HeldLine("il_9", null, null, 5)), List.of()).none()).isTrue();
    }

    @Test
    void of_two_lines_with_one_name_the_younger_goes() {
        List<HeldLine> newestFirst = List.of(new HeldLine("il_2", "a", "x", 1), new HeldLine("il_1", "a", "x", 1));

        LineChanges changes = LineChanges.between(newestFirst, List.of(WANTED));

        assertThat(changes.remove()).extracting(HeldLine::id).containsExactly("il_2");
        assertThat(changes.update()).extracting(HeldLine::id).containsExactly("il_1");
    }

    @Test
    void of_two_lines_with_one_name_the_one_that_is_right_stays() {
        LineChanges changes = LineChanges.between(List.of(held("il_2", 100), new HeldLine("il_1", "a", "x", 1)),
                List.of(WANTED));

        assertThat(changes.count()).isEqualTo(1);
        assertThat(changes.remove()).extracting(HeldLine::id).containsExactly("il_1");
    }

    @Test
    void a_line_whose_id_is_unknown_cannot_be_changed_yet() {
        assertThat(LineChanges.between(List.of(held(null, 99)), List.of(WANTED)).lackIds()).isTrue();
    }

    private static HeldLine held(String id, long amount) {
        return new HeldLine(id, "a", WANTED.hash(), amount);
    }
}
