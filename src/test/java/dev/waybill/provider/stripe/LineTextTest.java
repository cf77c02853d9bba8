package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.Samples.counted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class LineTextTest {

    @Test
    void works_in_quantity_unit_and_price() {
        assertThat(LineText.of(counted("API requests", "12500", "requests", "0.0077"), 2))
                .isEqualTo("API requests: 12,500 requests × 0.0077");
    }

    @Test
    void gives_a_price_at_least_the_decimals_of_its_currency() {
        assertThat(LineText.of(counted("Seats", "5.0", "seats", "12"), 2)).isEqualTo("Seats: 5 seats × 12.00");
    }

    @Test
    void groups_large_numbers_and_keeps_their_sign() {
        assertThat(LineText.of(counted("Corrected", "-1234567.5", "GB", "1000"), 0))
                .isEqualTo("Corrected: -1,234,567.5 GB × 1,000");
    }

    @Test
    void does_not_begin_a_negative_number_with_a_comma() {
        assertThat(LineText.of(counted("Back", "-123", "GB", "1"), 0)).isEqualTo("Back: -123 GB × 1");
    }

    @Test
    void leaves_out_one_of_nothing() {
        assertThat(LineText.of(counted("Standing charge", "1", "", "99.00"), 2)).isEqualTo("Standing charge");
    }

    @Test
    void leaves_out_numbers_nobody_can_read() {
        assertThat(LineText.of(counted("Odd", "1e90", "x", "1"), 2)).isEqualTo("Odd");
    }

    @Test
    void cuts_endless_decimals() {
        assertThat(LineText.of(counted("Thirds", "3", "x", "0.33333333333333333"), 2))
                .isEqualTo("Thirds: 3 x × 0.333333333333");
    }

    @Test
    void keeps_a_description_of_500_characters() {
        assertThat(LineText.of(Samples.line("k", "1", "a".repeat(500)), 2)).isEqualTo("a".repeat(500));
    }

    @Test
    void cuts_a_longer_one_with_an_ellipsis() {
        assertThat(LineText.of(Samples.line("k", "1", "a".repeat(501)), 2)).isEqualTo("a".repeat(499) + "…");
    }

    @Test
    void never_cuts_a_character_in_half() {
        assertThat(LineText.of(Samples.line("k", "1", "a".repeat(498) + "🚀🚀"), 2)).isEqualTo("a".repeat(498) + "…");
    }

    @Test
    void names_a_line_without_description_after_its_product() {
        assertThat(LineText.of(item(" ", "Messaging"), 2)).isEqualTo("Messaging");
    }

    @Test
    void names_a_line_without_description_and_product_after_its_type() {
        assertThat(LineText.of(item("", null), 2)).isEqualTo("Standing charge");
    }

    private static LineItem item(String description, String product) {
        return new LineItem("k", null, new LineItemType("STANDING_CHARGE"), description, BigDecimal.ONE, null, null, null, null,
                product, null, null);
    }
}
