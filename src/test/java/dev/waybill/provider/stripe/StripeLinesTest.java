package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.Samples.bill;
import static dev.waybill.provider.stripe.Samples.during;
import static dev.waybill.provider.stripe.Samples.first;
import static dev.waybill.provider.stripe.Samples.line;
import static dev.waybill.provider.stripe.Samples.lines;
import static dev.waybill.provider.stripe.Samples.typed;
import static dev.waybill.provider.stripe.Samples.usd;
import static dev.waybill.provider.stripe.Samples.withCustomer;
import static dev.waybill.provider.stripe.Samples.withPeriod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripeLinesTest {

    @Test
    void sends_amounts_in_the_smallest_unit_with_their_sign() {
        assertThat(wanted(usd(line("a", "12.345"), line("b", "-0.50"))).lines()).extracting(WantedLine::amount)
                .containsExactly(1235L, -50L);
    }

    @Test
    void sends_a_line_over_zero_because_it_informs() {
        assertThat(wanted(usd(line("a", "1"), line("b", "0"))).lines()).hasSize(2);
    }

    @Test
    void ends_a_period_with_its_last_second() {
        WantedLine line = wanted(usd(during("a", Instant.ofEpochSecond(1000), Instant.ofEpochSecond(2000)))).lines().get(0);

        assertThat(line.start()).isEqualTo(1000);
        assertThat(line.end()).isEqualTo(1999);
    }

    @Test
    void ends_an_empty_period_where_it_starts() {
        assertThat(wanted(usd(during("a", Instant.ofEpochSecond(1000), Instant.ofEpochSecond(1000)))).lines().get(0).end())
                .isEqualTo(1000);
    }

    @Test
    void leaves_out_a_period_that_is_half_known() {
        assertThat(wanted(usd(during("a", Instant.ofEpochSecond(1000), null))).lines().get(0).start()).isNull();
    }

    @Test
    void tells_lines_with_one_key_apart() {
        assertThat(wanted(usd(line("a", "1"), line("a", "2"), line("rounding", "3"))).lines()).extracting(WantedLine::key)
                .containsExactly("a", "a#2", "rounding#2");
    }

    @Test
    void shortens_a_key_that_metadata_cannot_hold() {
        assertThat(wanted(usd(line("k".repeat(501), "1"))).lines().get(0).key()).hasSize(64);
    }

    @Test
    void brings_the_rounded_lines_to_the_rounded_total_with_a_line_of_its_own() {
        WantedInvoice wanted = wanted(usd(line("a", "0.333"), line("b", "0.333"), line("c", "0.334")));

        assertThat(wanted.lines().get(3)).extracting(WantedLine::key, WantedLine::amount, WantedLine::description)
                .containsExactly("rounding", 1L, "Rounding");
        assertThat(wanted.total()).isEqualTo(100);
        assertThat(wanted.remarks())
                .containsExactly("A line Rounding over 0.01 USD brings the rounded lines to the bill's total.");
    }

    @Test
    void lets_the_lines_win_where_no_rounding_line_is_wanted() {
        WantedInvoice wanted = wanted(usd(line("a", "0.335"), line("b", "0.335")), "{\"roundingDifference\":\"none\"}");

        assertThat(wanted.total()).isEqualTo(68);
        assertThat(wanted.remarks()).containsExactly("The rounded lines add up to 0.68 USD, the bill to 0.67 USD;"
                + " roundingDifference is none, so the lines win.");
    }

    @Test
    void lowers_the_largest_lines_instead_of_adding_a_negative_one_beside_automatic_tax() {
        WantedInvoice wanted = wanted(usd(line("a", "0.335"), line("b", "5.335")), "{\"taxBehavior\":\"automatic\"}");

        assertThat(wanted.lines()).extracting(WantedLine::amount).containsExactly(34L, 533L);
        assertThat(wanted.remarks()).containsExactly("The largest lines were lowered by 0.01 USD in all, which rounding the"
                + " lines had added.");
    }

    @Test
    void names_the_content_alike_whatever_the_order_of_the_lines() {
        assertThat(wanted(usd(line("a", "1"), line("b", "2"))).revision())
                .isEqualTo(wanted(usd(line("b", "2"), line("a", "1"))).revision()).matches("[0-9a-f]{16}");
    }

    @Test
    void names_another_currency_as_another_content() {
        assertThat(wanted(bill("EUR", line("a", "1"))).revision()).isNotEqualTo(wanted(usd(line("a", "1"))).revision());
    }

    @Test
    void names_another_text_as_another_content() {
        assertThat(wanted(usd(line("a", "1", "X"))).revision()).isNotEqualTo(wanted(usd(line("a", "1", "Y"))).revision());
    }

    @Test
    void wants_nothing_for_a_deleted_bill_even_in_an_unknown_currency() {
        Bill bill = bill("XXX", line("a", "1")).asDeleted(2, Instant.EPOCH);

        assertThat(wanted(bill).nothing()).isEqualTo("the bill was deleted");
    }

    @Test
    void wants_nothing_for_a_bill_that_rounds_to_zero() {
        assertThat(wanted(usd(line("a", "0.004"))).nothing()).isEqualTo("the bill's total rounds to 0.00 USD");
    }

    @Test
    void wants_nothing_for_a_bill_without_lines() {
        assertThat(wanted(usd()).nothing()).isEqualTo("the bill has no lines");
    }

    @Test
    void allows_a_negative_total_and_says_where_it_goes() {
        WantedInvoice wanted = wanted(usd(line("a", "-5")));

        assertThat(wanted.refusal()).isNull();
        assertThat(wanted.remarks()).singleElement().asString().contains("credits it to the customer's balance");
    }

    @Test
    void passes_on_unknown_types_and_says_so() {
        assertThat(wanted(usd(typed("a", "1", "TELEPATHY"), typed("b", "1", "USAGE"))).remarks())
                .containsExactly("Line item types this release does not know were passed on as they stand: TELEPATHY.");
    }

    @Test
    void reads_a_currency_in_any_case() {
        assertThat(wanted(bill("usd", line("a", "1"))).currency().code()).isEqualTo("USD");
    }

    @Test
    void refuses_a_currency_stripe_does_not_bill_in() {
        assertThat(wanted(bill("IRR", line("a", "1"))).refusal().code()).isEqualTo("currency-not-billable");
    }

    @Test
    void takes_250_lines() {
        assertThat(wanted(bill("USD", BillStatus.PENDING, lines(250))).lines()).hasSize(250);
    }

    @Test
    void refuses_251_lines_naming_both_numbers() {
        assertThat(wanted(bill("USD", BillStatus.PENDING, lines(251))).refusal()).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("too-many-lines");
            assertThat(refusal.reason()).isEqualTo("The bill has 251 lines, Stripe takes 250 on an invoice.");
        });
    }

    @Test
    void refuses_250_lines_that_need_one_more_for_rounding() {
        List<LineItem> lines = new ArrayList<>(lines(248));
        lines.add(line("x", "0.005"));
        lines.add(line("y", "0.005"));

        assertThat(wanted(bill("USD", BillStatus.PENDING, lines)).refusal().reason())
                .isEqualTo("The bill has 250 lines and needs one more for rounding, Stripe takes 250 on an invoice.");
    }

    @Test
    void refuses_a_line_beyond_the_largest_amount() {
        assertThat(wanted(usd(line("a", "1"), line("b", "-1000000"))).refusal()).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("amount-too-large");
            assertThat(refusal.reason()).startsWith("Line 2 (USAGE) is -1000000 USD, beyond the limit of 99999999");
        });
    }

    @Test
    void takes_a_line_of_exactly_the_largest_amount() {
        assertThat(wanted(usd(line("a", "999999.99"))).refusal()).isNull();
    }

    @Test
    void refuses_a_total_beyond_the_largest_amount() {
        assertThat(wanted(usd(line("a", "600000"), line("b", "600000"))).refusal().reason())
                .startsWith("The bill's total is 1200000 USD");
    }

    @Test
    void takes_larger_amounts_where_the_integration_says_so() {
        assertThat(wanted(usd(line("a", "9999999999.99")), "{\"largestAmount\":999999999999}").refusal()).isNull();
    }

    @Test
    void refuses_an_absurd_number_without_writing_it_out() {
        assertThat(wanted(usd(line("a", "1e1000000"))).refusal().reason())
                .startsWith("Line 1 of the bill has more than 16 digits");
    }

    @Test
    void refuses_a_negative_line_beside_automatic_tax() {
        assertThat(wanted(usd(line("a", "5"), line("b", "-1")), "{\"taxBehavior\":\"automatic\"}").refusal().code())
                .isEqualTo("negative-line-with-automatic-tax");
    }

    @Test
    void refuses_a_bill_whose_account_has_no_customer() {
        assertThat(StripeLines.of(withCustomer(first(usd(line("a", "1"))), " ")).refusal().code())
                .isEqualTo("customer-missing");
    }

    @Test
    void describes_the_invoice_by_its_period() {
        assertThat(wanted(usd(line("a", "1"))).header().description()).isEqualTo("Usage 2025-09-01 to 2025-09-30");
    }

    @Test
    void describes_the_invoice_by_the_date_of_its_bill_when_the_period_is_unknown() {
        assertThat(wanted(withPeriod(usd(line("a", "1")), null, null, LocalDate.of(2025, 10, 3))).header().description())
                .isEqualTo("Usage, bill of 2025-10-03");
    }

    @Test
    void describes_the_invoice_somehow_when_no_date_is_known() {
        assertThat(wanted(withPeriod(usd(line("a", "1")), null, null, null)).header().description()).isEqualTo("Usage");
    }

    private static WantedInvoice wanted(Bill bill) {
        return wanted(bill, "{}");
    }

    private static WantedInvoice wanted(Bill bill, String settings) {
        return StripeLines.of(first(bill, settings));
    }
}
