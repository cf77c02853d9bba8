package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.bill;
import static dev.waybill.provider.paddleclassic.Samples.deleted;
import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.withCustomer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaddleChargesTest {

    private static final String PER_LINE = "{\"modifiers\":\"line\"}";

    @Test
    void a_bill_is_rounded_once_over_its_total() {
        WantedCharges wanted = wanted(eur(line("l1", "0.004"), line("l2", "0.004"), line("l3", "0.004")));

        assertThat(wanted.total()).isEqualTo("0.01");
        assertThat(wanted.modifiers()).containsExactly(
                new WantedModifier("all", new BigDecimal("0.01"), "Usage 2025-09-01 to 2025-09-30"));
    }

    @Test
    void yen_are_whole() {
        assertThat(wanted(bill("JPY", line("l1", "1200.5"))).total()).isEqualTo("1201");
    }

    @Test
    void lower_case_currencies_are_read() {
        assertThat(wanted(bill("eur", line("l1", "1"))).currency()).isEqualTo("EUR");
    }

    @Test
    void a_credit_line_lowers_the_one_modifier() {
        assertThat(wanted(eur(line("l1", "10"), line("l2", "-4"))).modifiers()).singleElement()
                .satisfies(modifier -> assertThat(modifier.amount()).isEqualTo("6.00"));
    }

    @Test
    void rounded_lines_are_brought_to_the_total_by_a_modifier_named_rounding() {
        WantedCharges wanted = wanted(eur(line("l1", "0.005"), line("l2", "0.005")), PER_LINE);

        assertThat(wanted.modifiers()).extracting(WantedModifier::text).containsExactly("Line l1", "Line l2", "Rounding");
        assertThat(wanted.modifiers().get(2).amount()).isEqualTo("-0.01");
        assertThat(wanted.remarks()).containsExactly("A modifier Rounding over -0.01 EUR brings the rounded amounts to the bill's total.");
    }

    @Test
    void lines_that_share_a_part_share_a_modifier() {
        WantedCharges wanted = wanted(eur(line("l1", "1.00"), line("l1", "2.00")), PER_LINE);

        assertThat(wanted.modifiers()).singleElement().satisfies(modifier -> assertThat(modifier.amount()).isEqualTo("3.00"));
    }

    @Property
    void the_modifiers_always_add_up_to_the_rounded_total(@ForAll("amounts") List<BigDecimal> amounts, @ForAll boolean yen) {
        List<LineItem> lines = new ArrayList<>();
        amounts.forEach(amount -> lines.add(ofProduct("l" + lines.size(), amount.toPlainString(), "p" + lines.size() % 3,
                lines.size() % 2 == 0 ? "USAGE" : "STANDING_CHARGE")));
        Bill bill = bill(yen ? "JPY" : "EUR", lines.toArray(LineItem[]::new));
        BigDecimal total = bill.total().setScale(yen ? 0 : 2, RoundingMode.HALF_UP);

        for (String settings : List.of("{}", PER_LINE, rolledUp("rollUpByProduct", 4), rolledUp("rollUpByType", 4))) {
            WantedCharges wanted = wanted(bill, settings);
            BigDecimal sum = wanted.modifiers().stream().map(WantedModifier::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum).isEqualByComparingTo(total);
            assertThat(wanted.modifiers()).allSatisfy(modifier -> {
                assertThat(modifier.amount().signum()).isNotZero();
                assertThat(modifier.amount().scale()).isEqualTo(yen ? 0 : 2);
            });
        }
    }

    @Provide
    Arbitrary<List<BigDecimal>> amounts() {
        return Arbitraries.bigDecimals().between(new BigDecimal("-9999"), new BigDecimal("9999")).ofScale(5).list().ofMaxSize(40);
    }

    @Test
    void too_many_lines_are_rolled_up_by_product() {
        WantedCharges wanted = wanted(eur(ofProduct("l1", "1.004", "p1", "USAGE"), ofProduct("l2", "2.004", "p2", "USAGE"),
                ofProduct("l3", "4.004", "p1", "CREDIT")), rolledUp("rollUpByProduct", 2));

        assertThat(wanted.modifiers()).extracting(WantedModifier::text).containsExactly("Name of p1, 2 lines", "Line l2");
        assertThat(wanted.modifiers()).extracting(WantedModifier::amount).containsExactly(new BigDecimal("5.01"), new BigDecimal("2.00"));
        assertThat(wanted.remarks()).contains("Line by line the bill needs 4 modifiers, and mostLines allows 2, so its lines were rolled up"
                + " by product.");
    }

    @Test
    void too_many_lines_are_rolled_up_by_type() {
        WantedCharges wanted = wanted(eur(ofProduct("l1", "1", "p1", "USAGE"), ofProduct("l2", "2", "p2", "USAGE"),
                ofProduct("l3", "4", "p1", "STANDING_CHARGE")), rolledUp("rollUpByType", 2));

        assertThat(wanted.modifiers()).extracting(WantedModifier::text).containsExactly("Usage, 2 lines", "Line l3");
        assertThat(wanted.modifiers()).extracting(WantedModifier::amount).containsExactly(new BigDecimal("3.00"), new BigDecimal("4.00"));
    }

    @Test
    void lines_that_are_few_enough_are_not_rolled_up() {
        assertThat(wanted(eur(ofProduct("l1", "1", "p1", "USAGE"), ofProduct("l2", "2", "p1", "USAGE")), rolledUp("rollUpByProduct", 2))
                .modifiers()).hasSize(2);
    }

    @Test
    void what_is_too_many_even_rolled_up_is_refused() {
        WantedCharges wanted = wanted(eur(ofProduct("l1", "1", "p1", "USAGE"), ofProduct("l2", "2", "p2", "USAGE")),
                rolledUp("rollUpByProduct", 1));

        assertThat(wanted.refusal().code()).isEqualTo("too-many-lines");
        assertThat(wanted.refusal().reason()).contains("rolled up by product it still needs 2");
    }

    @Test
    void what_is_rolled_up_differently_is_another_part_of_the_bill() {
        Bill bill = eur(ofProduct("l1", "1", "USAGE", "USAGE"), ofProduct("l2", "2", "USAGE", "USAGE"));

        assertThat(wanted(bill, rolledUp("rollUpByProduct", 1)).modifiers().get(0).part())
                .isNotEqualTo(wanted(bill, rolledUp("rollUpByType", 1)).modifiers().get(0).part());
    }

    private static String rolledUp(String how, int mostLines) {
        return "{\"modifiers\":\"line\",\"mostLines\":" + mostLines + ",\"tooManyLines\":\"" + how + "\"}";
    }

    private static LineItem ofProduct(String key, String amount, String product, String type) {
        return new LineItem(key, null, new LineItemType(type), "Line " + key, new BigDecimal(amount), null, null, null, product,
                "Name of " + product, null, null);
    }

    @Test
    void a_deleted_bill_is_nothing() {
        assertThat(wanted(deleted()).nothing()).isEqualTo("the bill was deleted");
    }

    @Test
    void a_bill_without_lines_is_nothing() {
        assertThat(wanted(eur()).nothing()).isEqualTo("the bill has no lines");
    }

    @Test
    void a_currency_that_is_not_known_is_refused() {
        assertThat(wanted(bill("KWD", line("l1", "1"))).refusal().code()).isEqualTo("currency-not-known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "cus_1", "-1", "0", "007", "7730045 ", "99999999999999999999"})
    void a_customer_that_is_no_subscription_id_is_refused(String customer) {
        WantedCharges wanted = PaddleCharges.of(withCustomer(first(eur("1")), customer));

        assertThat(wanted.refusal().code()).isEqualTo("subscription-id-malformed");
    }

    @Test
    void a_total_beyond_the_limit_is_refused() {
        WantedCharges wanted = wanted(eur("1000000.00"));

        assertThat(wanted.refusal().code()).isEqualTo("amount-too-large");
        assertThat(wanted.refusal().reason()).contains("The bill's total is 1000000.00 EUR").contains("99999999");
    }

    @Test
    void a_line_beyond_the_limit_is_refused_though_another_sets_it_off() {
        WantedCharges wanted = wanted(eur(line("l1", "1000000.00"), line("l2", "-999999.00")));

        assertThat(wanted.refusal().reason()).contains("Line 1 (USAGE) is 1000000.00 EUR");
    }

    @Test
    void a_limit_that_was_raised_holds() {
        assertThat(wanted(eur("1000000.00"), "{\"largestAmount\":100000000}").refusal()).isNull();
    }

    @Test
    void an_absurd_amount_is_refused_before_it_is_added_up() {
        assertThat(wanted(eur("1E+999999")).refusal().code()).isEqualTo("amount-too-large");
    }

    @Test
    void an_unknown_type_is_sent_and_named() {
        WantedCharges wanted = wanted(eur(line("l1", "1", "NEW_TYPE", "x")));

        assertThat(wanted.remarks()).containsExactly("Line item types this release does not know were passed on as they stand: NEW_TYPE.");
    }

    private static WantedCharges wanted(Bill bill) {
        return wanted(bill, "{}");
    }

    private static WantedCharges wanted(Bill bill, String settings) {
        return PaddleCharges.of(first(bill, settings));
    }
}
