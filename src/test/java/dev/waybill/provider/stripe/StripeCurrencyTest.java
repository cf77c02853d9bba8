package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeCurrencyTest {

    @ParameterizedTest(name = "{1} {0} is {2}")
    @CsvSource({"USD, 12.34, 1234", "USD, 12.345, 1235", "USD, -12.345, -1235", "USD, 12.3449, 1234", "JPY, 1200, 1200",
            "JPY, 1200.5, 1201", "KWD, 5.124, 5120", "KWD, 5.125, 5130", "BHD, -0.005, -10", "ISK, 5, 500", "ISK, 5.5, 600",
            "UGX, 5, 500", "UGX, 149.49, 14900", "MGA, 10, 10", "HUF, 1.25, 125", "TWD, 1.25, 125", "USD, 0, 0"})
    void counts_as_stripe_does(String code, BigDecimal major, long minor) {
        assertThat(StripeCurrency.of(code).orElseThrow().minorUnits(major)).isEqualByComparingTo(BigDecimal.valueOf(minor));
    }

    @ParameterizedTest
    @CsvSource({"USD, 1", "JPY, 1", "KWD, 10", "TND, 10", "ISK, 100", "UGX, 100"})
    void knows_the_step_between_two_amounts(String code, long step) {
        assertThat(StripeCurrency.of(code).orElseThrow().step()).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({"USD, 1234, 12.34 USD", "USD, -5, -0.05 USD", "JPY, 1200, 1200 JPY", "KWD, 5120, 5.12 KWD",
            "KWD, 5124, 5.124 KWD", "ISK, 500, 5 ISK", "ISK, 550, 5.50 ISK"})
    void says_an_amount_in_words(String code, long minor, String words) {
        assertThat(StripeCurrency.of(code).orElseThrow().words(minor)).isEqualTo(words);
    }

    @Test
    void knows_no_currency_that_stripe_does_not_bill_in() {
        assertThat(StripeCurrency.of("IRR")).isEmpty();
        assertThat(StripeCurrency.of("XXX")).isEmpty();
    }

    @Test
    void knows_every_currency_with_a_rule_of_its_own() {
        assertThat(StripeCurrency.all()).extracting(StripeCurrency::code).doesNotHaveDuplicates()
                .contains("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF",
                        "XPF",
                        "BHD", "JOD", "KWD", "OMR", "TND", "ISK", "UGX")
                .hasSizeGreaterThan(135);
    }
}
