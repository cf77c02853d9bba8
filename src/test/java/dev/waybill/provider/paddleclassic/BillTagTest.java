package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.from;
import static dev.waybill.provider.paddleclassic.Samples.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BillTagTest {

    private static final BillTag TAG = tag("m3ter/org-demo", "4f7c2a10-91b0-4f0e-a0c1-6b1d2f8e0091");

    @Test
    void is_made_of_fingerprints_of_the_bill_and_of_amount_and_currency() {
        assertThat(TAG.on(BillTag.WHOLE_BILL, new BigDecimal("128.40"), "EUR")).isEqualTo("[bg1:8907ade8db4972bc:all:e5a63ad5]");
    }

    @Test
    void names_the_line_by_eight_digits() {
        assertThat(TAG.on(BillTag.line("any key"), BigDecimal.ONE, "EUR")).matches("\\[bg1:8907ade8db4972bc:[0-9a-f]{8}:[0-9a-f]{8}]");
    }

    @Test
    void differs_between_two_organizations() {
        assertThat(tag("m3ter/org-1", "b1").on("all", BigDecimal.ONE, "EUR"))
                .isNotEqualTo(tag("m3ter/org-2", "b1").on("all", BigDecimal.ONE, "EUR"));
    }

    @Test
    void differs_between_two_currencies_of_one_amount() {
        assertThat(TAG.on("all", BigDecimal.ONE, "EUR")).isNotEqualTo(TAG.on("all", BigDecimal.ONE, "USD"));
    }

    @Test
    void is_found_at_the_end_of_a_description() {
        assertThat(TAG.partOf("Usage 1-31 March 2025 [bg1:8907ade8db4972bc:all:e5a63ad5]")).contains("all");
        assertThat(TAG.partOf("Usage [bg1:8907ade8db4972bc:adj12:e5a63ad5]\n")).contains("adj12");
        assertThat(TAG.partOf("Usage [bg1:8907ade8db4972bc:0a1b2c3d:e5a63ad5]")).contains("0a1b2c3d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Usage", "[bg1:8907ade8db4972bc:all:e5a63ad5] Usage", "[bg1:0000000000000000:all:e5a63ad5]",
            "[bg1:8907ade8db4972bc:all:e5a63ad]", "[bg2:8907ade8db4972bc:all:e5a63ad5]", "[bg1:8907ade8db4972bc:adj:e5a63ad5]",
            "[bg1:8907ade8db4972bc:adj9999999:e5a63ad5]", "[bg1:8907ade8db4972bc::e5a63ad5]"})
    void is_not_found_where_it_is_not(String description) {
        assertThat(TAG.partOf(description)).isEmpty();
    }

    @Test
    void is_not_found_where_there_is_no_description() {
        assertThat(TAG.partOf(null)).isEmpty();
    }

    @Test
    void counts_corrections() {
        assertThat(BillTag.correctionNumber(BillTag.correction(7))).isEqualTo(7);
        assertThat(BillTag.correctionNumber("all")).isZero();
        assertThat(BillTag.correctionNumber("ad1b2c3d")).isZero();
    }

    private static BillTag tag(String source, String billId) {
        return BillTag.of(from(first(named(eur("1"), billId)), source));
    }
}
