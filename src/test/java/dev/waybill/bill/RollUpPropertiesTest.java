package dev.waybill.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RollUpPropertiesTest {

    @Property
    void no_line_and_no_fraction_of_a_cent_is_lost(@ForAll RollUp rollUp, @ForAll("lines") List<LineItem> lines,
                                                   @ForAll @IntRange(min = 1, max = 40) int most) {
        RolledUp rolledUp = rollUp.merge(lines, most, 500);

        assertThat(sum(rolledUp.lines())).isEqualByComparingTo(sum(lines));
        assertThat(rolledUp.lines().size() - rolledUp.into() + rolledUp.merged()).isEqualTo(lines.size());
        Set<LineItem> kept = Set.copyOf(lines);
        List<LineItem> made = rolledUp.lines().stream().filter(line -> !kept.contains(line)).toList();
        assertThat(made).hasSize(rolledUp.into());
        assertThat(made.stream().mapToInt(RollUpPropertiesTest::linesNamed).sum()).isEqualTo(rolledUp.merged());
    }

    @Property
    void what_does_not_fit_was_merged_as_far_as_it_goes(@ForAll RollUp rollUp, @ForAll("lines") List<LineItem> lines,
                                                        @ForAll @IntRange(min = 1, max = 40) int most) {
        RolledUp rolledUp = rollUp.merge(lines, most, 500);

        long kinds = rollUp.merge(lines, 1, 500).lines().size();
        assertThat(rolledUp.fits(most)).isEqualTo(kinds <= most || lines.isEmpty());
    }

    @Property
    void keys_stay_unique_and_texts_short(@ForAll RollUp rollUp, @ForAll("lines") List<LineItem> lines,
                                          @ForAll @IntRange(min = 1, max = 40) int most) {
        List<LineItem> rolledUp = rollUp.merge(lines, most, 50).lines();

        assertThat(rolledUp).extracting(LineItem::key).doesNotHaveDuplicates();
        assertThat(rolledUp).allMatch(line -> line.description().length() <= 50);
    }

    @Property
    void another_order_of_the_lines_makes_the_same_lines(@ForAll RollUp rollUp, @ForAll("lines") List<LineItem> lines,
                                                         @ForAll @IntRange(min = 1, max = 40) int most, @ForAll Random random) {
        List<LineItem> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, random);

        assertThat(texts(rollUp.merge(shuffled, most, 500))).isEqualTo(texts(rollUp.merge(lines, most, 500)));
    }

    @Provide
    Arbitrary<List<LineItem>> lines() {
        Arbitrary<String> types = Arbitraries.of("USAGE", "USAGE_CREDIT", "MINIMUM_SPEND", "SOMETHING_NEW");
        Arbitrary<String> products = Arbitraries.of("api", "storage", "seats", "").injectNull(0.1);
        Arbitrary<BigDecimal> amounts = Arbitraries.bigDecimals().between(BigDecimal.valueOf(-3000), BigDecimal.valueOf(3000))
                .ofScale(8);
        return Combinators.combine(types, products, products, amounts)
                .as((type, id, name, amount) -> new LineItem("", null, new LineItemType(type), "line", amount, null, null, null,
                        id, name, null, null)).list().ofMaxSize(80).map(RollUpPropertiesTest::keyed);
    }

    private static List<LineItem> keyed(List<LineItem> lines) {
        List<LineItem> keyed = new ArrayList<>();
        lines.forEach(line -> keyed.add(new LineItem("l" + keyed.size(), null, line.type(), line.description(), line.amount(), null,
                null, null, line.productId(), line.productName(), null, null)));
        return keyed;
    }

    private static Set<String> texts(RolledUp rolledUp) {
        return rolledUp.lines().stream().map(line -> line.key() + " " + line.description() + " "
                + line.amount().stripTrailingZeros().toPlainString()).collect(Collectors.toSet());
    }

    private static int linesNamed(LineItem made) {
        return Integer.parseInt(made.description().replaceAll(".*: (\\d+) lines.*", "$1"));
    }

    private static BigDecimal sum(List<LineItem> lines) {
        return lines.stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
