package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddleCurrencyTest {

    private static final PaddleSettings STANDARD = PaddleSettings.of(Samples.object("{}"));

    @ParameterizedTest
    @CsvSource({"EUR, 128.4, 128.40", "EUR, 0.005, 0.01", "EUR, -0.005, -0.01", "USD, 12.344, 12.34", "JPY, 1200, 1200",
            "JPY, 0.5, 1", "JPY, 1E+3, 1000", "KRW, 7.4, 7", "HUF, 7.4, 7.40"})
    void amounts_have_the_currencys_decimals_rounded_half_up(String code, BigDecimal amount, String rounded) {
        assertThat(PaddleCurrency.of(code, STANDARD).orElseThrow().rounded(amount).toPlainString()).isEqualTo(rounded);
    }

    @ParameterizedTest
    @CsvSource({"XXX", "KWD", "eur", "''"})
    void a_currency_that_paddle_does_not_list_is_not_known(String code) {
        assertThat(PaddleCurrency.of(code, STANDARD)).isEmpty();
    }

    @Test
    void a_setting_tells_which_currencies_are_whole() {
        PaddleSettings settings = PaddleSettings.of(Samples.object("{\"wholeCurrencies\":\"isk,HUF\"}"));

        assertThat(PaddleCurrency.of("ISK", settings)).contains(new PaddleCurrency("ISK", 0));
        assertThat(PaddleCurrency.of("HUF", settings)).contains(new PaddleCurrency("HUF", 0));
        assertThat(PaddleCurrency.of("JPY", settings)).contains(new PaddleCurrency("JPY", 2));
    }

    @Test
    void counts_the_smallest_unit() {
        assertThat(new PaddleCurrency("EUR", 2).minorUnits(new BigDecimal("1.005"))).isEqualByComparingTo("101");
        assertThat(new PaddleCurrency("JPY", 0).minorUnits(new BigDecimal("12"))).isEqualByComparingTo("12");
    }
}
