package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StripeLinesPropertiesTest {

    @Property
    void what_is_sent_adds_up_to_the_bills_total_rounded_once(@ForAll("currencies") StripeCurrency currency,
                                                              @ForAll("amounts") List<BigDecimal> amounts) {
        WantedInvoice wanted = wanted(currency, amounts, "{\"zeroBills\":\"send\"}");

        assertThat(sum(wanted)).isEqualTo(currency.minorUnits(exact(amounts)).longValueExact()).isEqualTo(wanted.total());
    }

    @Property
    void beside_automatic_tax_it_adds_up_too_and_no_line_is_negative(@ForAll("currencies") StripeCurrency currency,
                                                                     @ForAll("positive") List<BigDecimal> amounts) {
        WantedInvoice wanted = wanted(currency, amounts, "{\"zeroBills\":\"send\",\"taxBehavior\":\"automatic\"}");

        assertThat(wanted.refusal()).isNull();
        assertThat(wanted.lines()).allMatch(line -> line.amount() >= 0);
        assertThat(sum(wanted)).isEqualTo(currency.minorUnits(exact(amounts)).longValueExact());
    }

    @Property
    void every_amount_is_a_multiple_of_the_currencys_step(@ForAll("currencies") StripeCurrency currency,
                                                          @ForAll("amounts") List<BigDecimal> amounts) {
        assertThat(wanted(currency, amounts, "{}").lines()).allMatch(line -> line.amount() % currency.step() == 0);
    }

    @Property
    void without_a_rounding_line_every_line_is_off_by_half_a_step_at_most(@ForAll("currencies") StripeCurrency currency,
                                                                          @ForAll("amounts") List<BigDecimal> amounts) {
        List<WantedLine> lines = wanted(currency, amounts, "{\"zeroBills\":\"send\",\"roundingDifference\":\"none\"}").lines();

        for (int i = 0; i < lines.size(); i++) {
            BigDecimal exact = amounts.get(i).movePointRight(currency.exponent());
            assertThat(exact.subtract(BigDecimal.valueOf(lines.get(i).amount())).abs().multiply(BigDecimal.valueOf(2)))
                    .isLessThanOrEqualTo(BigDecimal.valueOf(currency.step()));
        }
    }

    @Provide
    Arbitrary<StripeCurrency> currencies() {
        return Arbitraries.of(StripeCurrency.all());
    }

    @Provide
    Arbitrary<List<BigDecimal>> amounts() {
        return Arbitraries.bigDecimals().between(BigDecimal.valueOf(-3000), BigDecimal.valueOf(3000)).ofScale(6).list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<BigDecimal>> positive() {
        return Arbitraries.bigDecimals().between(BigDecimal.ZERO, BigDecimal.valueOf(3000)).ofScale(4).list().ofMaxSize(60);
    }

    private static WantedInvoice wanted(StripeCurrency currency, List<BigDecimal> amounts, String settings) {
        List<LineItem> lines = new ArrayList<>();
        amounts.forEach(amount -> lines.add(Samples.line("l" + lines.size(), amount.toPlainString())));
        Bill bill = Samples.bill(currency.code(), BillStatus.PENDING, lines);
        return StripeLines.of(Samples.first(bill, settings));
    }

    private static BigDecimal exact(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static long sum(WantedInvoice wanted) {
        return wanted.lines().stream().mapToLong(WantedLine::amount).sum();
    }
}
