package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.withPeriod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.math.BigDecimal;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChargeTextTest {

    private static final String TAG = "[bg1:8907ade8db4972bc:all:e5a63ad5]";

    @Test
    void a_bill_is_named_by_the_first_and_the_last_day_of_its_period() {
        assertThat(ChargeText.of(eur("1"))).isEqualTo("Usage 2025-09-01 to 2025-09-30");
    }

    @Test
    void a_period_of_no_day_is_named_by_its_begin() {
        LocalDate day = LocalDate.of(2025, 9, 1);
        assertThat(ChargeText.of(withPeriod(eur("1"), day, day, null))).isEqualTo("Usage 2025-09-01 to 2025-09-01");
    }

    @Test
    void a_bill_without_a_period_is_named_by_its_date() {
        assertThat(ChargeText.of(withPeriod(eur("1"), null, null, LocalDate.of(2025, 10, 1)))).isEqualTo("Usage, bill of 2025-10-01");
    }

    @Test
    void a_bill_without_any_date_is_usage() {
        assertThat(ChargeText.of(withPeriod(eur("1"), null, null, null))).isEqualTo("Usage");
    }

    @Test
    void a_line_is_named_by_its_description_its_product_or_its_type() {
        assertThat(ChargeText.of(line("k", "1", "USAGE", "API requests"))).isEqualTo("API requests");
        assertThat(ChargeText.of(nameless("Storage"))).isEqualTo("Storage");
        assertThat(ChargeText.of(nameless(null))).isEqualTo("Standing charge");
    }

    @Test
    void a_description_is_one_line_with_the_tag_at_its_end() {
        assertThat(ChargeText.description(" API\n\trequests \u0007 ", TAG)).isEqualTo("API requests " + TAG);
    }

    @Test
    void a_long_text_is_cut_between_characters() {
        assertThat(ChargeText.description("😀".repeat(300), TAG)).isEqualTo("😀".repeat(199) + "… " + TAG);
    }

    @Property
    void a_tag_is_found_again_behind_any_text(@ForAll String text) {
        String description = ChargeText.description(text, TAG);

        assertThat(description).endsWith(TAG);
        assertThat(description.codePointCount(0, description.length())).isLessThanOrEqualTo(255);
    }

    private static LineItem nameless(String product) {
        return new LineItem("k", null, new LineItemType("STANDING_CHARGE"), " ", BigDecimal.ONE, null, null, null, null, product, null,
                null);
    }
}
