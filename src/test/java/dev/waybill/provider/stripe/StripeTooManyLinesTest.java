package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a bill of more lines than Stripe takes looks like at Stripe. */
class StripeTooManyLinesTest {

    private static final String BY_PRODUCT = "{\"tooManyLines\":\"rollUpByProduct\"}";
    private static final String BY_TYPE = "{\"tooManyLines\":\"rollUpByType\"}";
    private static final String SPLIT = "{\"tooManyLines\":\"split\",\"largestAmount\":999999999999}";

    @Test
    void a_bill_that_fits_is_left_as_it_is_whatever_is_set() {
        assertThat(parts(Samples.lines(250), BY_TYPE)).isEqualTo(parts(Samples.lines(250), SPLIT)).isEqualTo(parts(Samples.lines(250), "{}"));
    }

    @Test
    void one_line_too_many_is_rolled_up_and_said_so() {
        WantedInvoice wanted = parts(products(251, 2), BY_PRODUCT).get(0);

        assertThat(wanted.lines()).hasSize(126);
        assertThat(wanted.lines().get(0).description()).isEqualTo("p0: 126 lines, 2025-09-01 to 2025-09-30");
        assertThat(wanted.total()).isEqualTo(25_100);
        assertThat(wanted.remarks()).containsExactly("126 of the bill's 251 lines were rolled up into 1 (rollUpByProduct), because there"
                + " is room for 250.");
    }

    @Test
    void a_rounding_line_counts_when_lines_are_rolled_up() {
        List<LineItem> lines = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            lines.add(Samples.ofProduct("l" + i, "0.005", "p" + i % 200));
        }

        WantedInvoice wanted = parts(lines, BY_PRODUCT).get(0);

        assertThat(wanted.refusal()).isNull();
        assertThat(wanted.lines()).hasSizeLessThanOrEqualTo(250);
        assertThat(wanted.total()).isEqualTo(125);
    }

    @Test
    void rolled_up_and_still_too_many_is_parked_with_the_next_thing_to_try() {
        WantedInvoice wanted = parts(products(600, 300), BY_PRODUCT).get(0);

        assertThat(wanted.refusal().code()).isEqualTo("too-many-lines");
        assertThat(wanted.refusal().reason()).isEqualTo("The bill has 600 lines, and rolled up as tooManyLines says (rollUpByProduct)"
                + " it still needs 300, Stripe takes 250 on an invoice.");
        assertThat(wanted.refusal().remedy()).contains("rollUpByType");
        assertThat(parts(products(600, 300), BY_TYPE).get(0).lines()).hasSize(1);
    }

    @Test
    void split_makes_as_many_invoices_as_it_takes_in_the_order_of_the_bill() {
        List<WantedInvoice> parts = parts(Samples.lines(5_000), SPLIT);

        assertThat(parts).hasSize(20).extracting(WantedInvoice::part).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(parts).allMatch(part -> part.lines().size() == 250);
        assertThat(parts.stream().mapToLong(WantedInvoice::total).sum()).isEqualTo(5_000L * 5_001 / 2 * 100);
        assertThat(parts.get(2).header().description()).isEqualTo("Usage 2025-09-01 to 2025-09-30, part 3 of 20");
        assertThat(parts.get(2).lines().get(0).key()).isEqualTo("l501");
    }

    @Test
    void a_part_below_zero_is_parked_because_stripe_would_pay_it_out_as_credit() {
        List<LineItem> lines = new ArrayList<>(Samples.lines(250));
        lines.add(Samples.line("credit", "-0.01"));

        WantedInvoice wanted = parts(lines, SPLIT).get(0);

        assertThat(wanted.refusal().code()).isEqualTo("split-part-negative");
        assertThat(wanted.refusal().reason()).contains("part 2", "-0.01 USD");
    }

    @Test
    void the_rounding_of_one_part_never_takes_another_below_zero() {
        List<LineItem> lines = IntStream.range(0, 260).mapToObj(i -> Samples.line("l" + i, "0.006")).toList();

        List<WantedInvoice> parts = parts(lines, SPLIT);

        assertThat(parts).extracting(WantedInvoice::total).containsExactly(149L, 7L);   // 1.56 USD, rounded up line by line 2.60
        assertThat(parts).extracting(part -> part.lines().size()).containsExactly(250, 12);
        assertThat(parts.get(0).remarks()).containsExactly("On 2 of 2 invoices the rounded lines were brought to the bill's total,"
                + " each by its own share of the difference.");
    }

    @Test
    void nobody_gets_more_than_a_hundred_invoices_for_one_bill() {
        assertThat(parts(Samples.lines(25_000), SPLIT)).hasSize(100);
        assertThat(parts(Samples.lines(25_001), SPLIT)).singleElement()
                .satisfies(wanted -> assertThat(wanted.refusal().code()).isEqualTo("too-many-lines"));
    }

    @Test
    void less_may_wait_for_a_subscription_than_an_invoice_takes() {
        String settings = "{\"mode\":\"subscription\",\"tooManyLines\":\"rollUpByProduct\"}";

        assertThat(StripeLines.pending(Samples.first(Samples.bill("USD", BillStatus.PENDING, products(230, 2)), settings)).lines())
                .hasSize(230);
        assertThat(StripeLines.pending(Samples.first(Samples.bill("USD", BillStatus.PENDING, products(231, 2)), settings)).lines())
                .hasSize(116);
        assertThat(StripeLines.pending(Samples.first(Samples.bill("USD", BillStatus.PENDING, products(231, 2)))).refusal().reason())
                .isEqualTo("The bill has 231 lines, and 230 may wait for a subscription: Stripe takes 250 on an invoice, some of them"
                        + " its own.");
    }

    private static List<LineItem> products(int lines, int products) {
        return IntStream.range(0, lines).mapToObj(i -> Samples.ofProduct("l" + i, "1.00", "p" + i % products)).toList();
    }

    private static List<WantedInvoice> parts(List<LineItem> lines, String settings) {
        return StripeLines.parts(Samples.first(Samples.bill("USD", BillStatus.PENDING, lines), settings));
    }
}
