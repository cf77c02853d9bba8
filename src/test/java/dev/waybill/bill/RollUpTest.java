package dev.waybill.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RollUpTest {

    private static final Instant SEPTEMBER = Instant.parse("2025-09-01T00:00:00Z");
    private static final Instant OCTOBER = Instant.parse("2025-10-01T00:00:00Z");

    @Test
    void lines_that_fit_stay_as_they_are() {
        List<LineItem> lines = lines("USAGE", "api", 250);

        assertThat(RollUp.BY_PRODUCT.merge(lines, 250, 500)).isEqualTo(new RolledUp(lines, 0, 0));
    }

    @Test
    void one_line_too_many_merges_the_most_numerous_product_only() {
        List<LineItem> lines = join(lines("USAGE", "api", 151), lines("USAGE", "storage", 100));

        RolledUp rolledUp = RollUp.BY_PRODUCT.merge(lines, 250, 500);

        assertThat(rolledUp.lines()).hasSize(101);
        assertThat(rolledUp.merged()).isEqualTo(151);
        assertThat(rolledUp.into()).isEqualTo(1);
        assertThat(rolledUp.lines().subList(1, 101)).isEqualTo(lines.subList(151, 251));
    }

    @Test
    void a_merged_line_says_how_many_it_stands_for_and_over_which_days() {
        LineItem merged = RollUp.BY_PRODUCT.merge(lines("USAGE", "api", 3), 1, 500).lines().get(0);

        assertThat(merged.description()).isEqualTo("Product api: 3 lines, 2025-09-01 to 2025-09-30");
        assertThat(merged.amount()).isEqualByComparingTo("3.000003");
        assertThat(merged.from()).isEqualTo(SEPTEMBER);
        assertThat(merged.to()).isEqualTo(OCTOBER);
        assertThat(merged.productId()).isEqualTo("api");
        assertThat(merged.type()).isEqualTo(new LineItemType("USAGE"));
        assertThat(merged.quantity()).isNull();
    }

    @Test
    void a_merged_line_covers_every_period_of_its_lines() {
        LineItem early = line("a", "USAGE", "api", "1", SEPTEMBER.minusSeconds(86_400), SEPTEMBER);
        LineItem late = line("b", "USAGE", "api", "1", OCTOBER, OCTOBER.plusSeconds(3_600));
        LineItem timeless = line("c", "USAGE", "api", "1", null, null);

        assertThat(RollUp.BY_PRODUCT.merge(List.of(late, timeless, early), 1, 500).lines().get(0).description())
                .isEqualTo("Product api: 3 lines, 2025-08-31 to 2025-10-01");
        assertThat(RollUp.BY_PRODUCT.merge(List.of(timeless, timeless), 1, 500).lines().get(0).description())
                .isEqualTo("Product api: 2 lines");
        assertThat(RollUp.BY_PRODUCT.merge(List.of(late, late), 1, 500).lines().get(0).description())
                .isEqualTo("Product api: 2 lines, 2025-10-01");
    }

    @Test
    void lines_without_a_product_are_told_apart_by_their_type() {
        List<LineItem> lines = join(lines("MINIMUM_SPEND", null, 2), lines("AD_HOC", " ", 2));

        assertThat(RollUp.BY_PRODUCT.merge(lines, 2, 500).lines()).extracting(LineItem::description).containsExactly(
                "Minimum spend: 2 lines, 2025-09-01 to 2025-09-30", "Ad hoc: 2 lines, 2025-09-01 to 2025-09-30");
    }

    @Test
    void charges_and_credits_of_one_product_become_one_sum_even_of_zero() {
        List<LineItem> lines = List.of(line("a", "USAGE", "api", "10.005", SEPTEMBER, OCTOBER),
                line("b", "USAGE_CREDIT", "api", "-10.005", SEPTEMBER, OCTOBER),
                line("c", "USAGE", "storage", "3", SEPTEMBER, OCTOBER), line("d", "USAGE_CREDIT", "storage", "-5", SEPTEMBER, OCTOBER));

        RolledUp rolledUp = RollUp.BY_PRODUCT.merge(lines, 2, 500);

        assertThat(rolledUp.lines()).extracting(LineItem::amount).usingElementComparator(BigDecimal::compareTo)
                .containsExactly(BigDecimal.ZERO, new BigDecimal("-2"));
        assertThat(rolledUp.lines()).extracting(line -> line.type().isKnown()).containsExactly(false, false);
    }

    @Test
    void by_type_keeps_charges_and_credits_apart() {
        List<LineItem> lines = join(lines("USAGE", "api", 2), lines("USAGE_CREDIT", "api", 2));

        assertThat(RollUp.BY_TYPE.merge(lines, 2, 500).lines()).extracting(LineItem::description).containsExactly(
                "Usage: 2 lines, 2025-09-01 to 2025-09-30", "Usage credit: 2 lines, 2025-09-01 to 2025-09-30");
    }

    @Test
    void a_product_without_a_name_goes_by_its_id() {
        LineItem nameless = new LineItem("a", null, new LineItemType("USAGE"), "calls", BigDecimal.ONE, null, null, null, "p-1", " ",
                null, null);

        assertThat(RollUp.BY_PRODUCT.merge(List.of(nameless, nameless), 1, 500).lines().get(0).description())
                .isEqualTo("p-1: 2 lines");
    }

    @Test
    void a_long_name_gives_way_to_count_and_period() {
        LineItem merged = RollUp.BY_PRODUCT.merge(lines("USAGE", "a".repeat(300), 1_204), 1, 50).lines().get(0);

        assertThat(merged.description()).hasSize(50).startsWith("Product").endsWith("…: 1204 lines, 2025-09-01 to 2025-09-30");
    }

    @Test
    void more_kinds_than_there_is_room_for_do_not_fit() {
        List<LineItem> lines = IntStream.range(0, 600).mapToObj(i -> line("k" + i, "USAGE", "p" + i % 300, "1", null, null)).toList();

        RolledUp rolledUp = RollUp.BY_PRODUCT.merge(lines, 250, 500);

        assertThat(rolledUp.lines()).hasSize(300);
        assertThat(rolledUp.fits(250)).isFalse();
        assertThat(RollUp.BY_TYPE.merge(lines, 250, 500).fits(250)).isTrue();
    }

    @Test
    void the_order_of_the_lines_changes_nothing_but_the_order() {
        List<LineItem> lines = join(lines("USAGE", "api", 100), lines("USAGE", "storage", 100), lines("USAGE", "seats", 100));
        List<LineItem> turned = new ArrayList<>(lines);
        Collections.reverse(turned);

        assertThat(RollUp.BY_PRODUCT.merge(turned, 250, 500).lines())
                .containsExactlyInAnyOrderElementsOf(RollUp.BY_PRODUCT.merge(lines, 250, 500).lines());
    }

    @Test
    void a_merged_line_keeps_its_key_when_another_line_comes() {
        assertThat(RollUp.BY_PRODUCT.merge(lines("USAGE", "api", 300), 250, 500).lines().get(0).key())
                .isEqualTo(RollUp.BY_PRODUCT.merge(lines("USAGE", "api", 301), 250, 500).lines().get(0).key());
    }

    @SafeVarargs
    private static List<LineItem> join(List<LineItem>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }

    private static List<LineItem> lines(String type, String product, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> line(type + product + i, type, product, "1.000001", SEPTEMBER, OCTOBER)).toList();
    }

    private static LineItem line(String key, String type, String product, String amount, Instant from, Instant to) {
        boolean named = product != null && !product.isBlank();
        return new LineItem(key, null, new LineItemType(type), key, new BigDecimal(amount), BigDecimal.TEN, "calls", BigDecimal.ONE,
                product, named ? "Product " + product : null, from, to);
    }
}
