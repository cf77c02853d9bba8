package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import dev.waybill.provider.TooManyLines;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done with a bill of too many lines, what is sent is what the bill comes to. */
class StripeTooManyLinesPropertiesTest {

    @Property(tries = 300)
    void no_line_and_no_cent_is_lost_in_any_currency(@ForAll("currencies") StripeCurrency currency, @ForAll("ways") TooManyLines way,
                                                     @ForAll @IntRange(min = 240, max = 900) int count, @ForAll Random random) {
        List<LineItem> lines = new ArrayList<>();
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < count; i++) {
            // a part of a split that is below zero by itself would be parked
            BigDecimal amount = BigDecimal.valueOf(random.nextInt(3_000_000) - (way == TooManyLines.SPLIT ? 0 : 1_000_000), 5);
            exact = exact.add(amount);
            lines.add(Samples.ofProduct("l" + i, amount.toPlainString(), "p" + random.nextInt(40)));
        }

        List<WantedInvoice> parts = StripeLines.parts(Samples.first(Samples.bill(currency.code(), BillStatus.PENDING, lines),
                "{\"zeroBills\":\"send\",\"tooManyLines\":\"" + way.word() + "\"}"));

        assertThat(parts).allMatch(part -> part.refusal() == null && part.lines().size() <= 250);
        assertThat(parts.stream().flatMap(part -> part.lines().stream()).mapToLong(WantedLine::amount).sum())
                .isEqualTo(parts.stream().mapToLong(WantedInvoice::total).sum())
                .isEqualTo(currency.minorUnits(exact).longValueExact());
        assertThat(parts.stream().flatMap(part -> part.lines().stream()).map(WantedLine::key)).doesNotHaveDuplicates();
        assertThat(parts.stream().flatMap(part -> part.lines().stream()).mapToInt(StripeTooManyLinesPropertiesTest::linesIn).sum())
                .isEqualTo(count);
    }

    @Provide
    Arbitrary<StripeCurrency> currencies() {
        return Arbitraries.of(StripeCurrency.all());
    }

    @Provide
    Arbitrary<TooManyLines> ways() {
        return Arbitraries.of(TooManyLines.ROLL_UP_BY_PRODUCT, TooManyLines.ROLL_UP_BY_TYPE, TooManyLines.SPLIT);
    }

    /** How many of the bill's lines a line stands for. */
    private static int linesIn(WantedLine line) {
        if (line.key().startsWith(StripeLines.ROUNDING)) {
            return 0;
        }
        return line.key().startsWith("rolled-up/") ? Integer.parseInt(line.description().replaceAll(".*: (\\d+) lines.*", "$1")) : 1;
    }
}
