package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.stripe.HeldLine;
import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a currency or an amount may look like: row 26, and lines: row 27 as far as Stripe's limit goes. */
class MoneyFaultsTest extends FaultTest {

    private static final String[] CURRENCIES = {"USD", "EUR", "JPY", "KRW", "MGA", "BIF", "KWD", "BHD", "TND", "ISK", "UGX", "HUF", "TWD"};

    /** One account and customer per currency, since Stripe holds a customer to one. */
    @BeforeEach
    void customers() {
        StringBuilder mappings = new StringBuilder(Rehearsal.setup("        settings: { finalize: approved }"));
        for (String currency : CURRENCIES) {
            rehearsal().stripe().customer("cus_" + currency);
            mappings.append("      - { m3terEntity: Account, m3terId: acc-").append(currency)
                    .append(", externalSystem: Stripe, externalTable: Customer, externalId: cus_").append(currency).append(" }\n");
        }
        rehearsal().apply(mappings.toString());
    }

    private ObjectNode in(String currency, String bill, String... amounts) {
        return Bills.billOf("acc-" + currency, bill, currency, amounts);
    }

    /** Each with the total in Stripe's smallest unit, worked out by hand. */
    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "USD, 12.34 0.66, 1300",
        "USD, 12.345, 1235",
        "USD, 0.005 0.005 0.005, 2",
        "USD, 0.004 0.004 0.004, 1",
        "USD, 33.333 33.333 33.334, 10000",
        "USD, 1234.56789012345678, 123457",
        "USD, 999999.99, 99999999",
        "EUR, 100 -20.5, 7950",
        "EUR, 0.115 -0.005, 11",
        "JPY, 1200, 1200",
        "JPY, 1200.5, 1201",
        "JPY, 0.4 0.4 0.4, 1",
        "KRW, 15000.49, 15000",
        "MGA, 1000.4, 1000",
        "BIF, 99.5, 100",
        "KWD, 5.124, 5120",
        "KWD, 5.125, 5130",
        "BHD, 1.234 1.234, 2470",
        "TND, 0.005, 10",
        "ISK, 500, 50000",
        "ISK, 500.5, 50100",
        "UGX, 5, 500",
        "UGX, 4.4 4.4, 900",
        "HUF, 12.34, 1234",
        "TWD, 100.5, 10050"})
    void row_26_the_total_agrees_to_the_smallest_unit(String currency, String amounts, long total) {
        String bill = newBill();
        deliver(in(currency, bill, amounts.split(" ")));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(total);
        assertThat(invoice(bill).currency()).isEqualToIgnoringCase(currency);
        assertThat(invoice(bill).lines().stream().mapToLong(HeldLine::amount).sum()).isEqualTo(total);
    }

    @Test
    void row_26_what_rounding_the_lines_adds_is_a_line_of_its_own_and_said() {
        String bill = newBill();
        deliver(in("USD", bill, "0.005", "0.005", "0.005"));
        assertThat(invoice(bill).lines()).filteredOn(line -> line.description().startsWith("Rounding")).singleElement()
                .satisfies(line -> assertThat(line.amount()).isEqualTo(-1));
        assertThat(newest(bill).note()).contains("Rounding");
    }

    @Test
    void row_26_a_negative_total_goes_to_the_customers_balance_and_is_said() {
        String bill = newBill();
        long before = rehearsal().stripe().balance("cus_EUR");
        deliver(in("EUR", bill, "10", "-30"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(-2_000);
        assertThat(rehearsal().stripe().balance("cus_EUR")).isEqualTo(before - 2_000);
        assertThat(newest(bill).note()).contains("balance");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5 -5", "0.001 -0.0009", ""})
    void row_26_a_bill_of_nothing_makes_no_invoice_and_says_so(String amounts) {
        String bill = newBill();
        deliver(in("USD", bill, amounts.isEmpty() ? new String[0] : amounts.split(" ")));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(run.note()).startsWith("Nothing to collect:");
        assertThat(rehearsal().stripe().invoicesOf(bill)).isEmpty();
        assertThat(rehearsal().calls(run)).isEmpty();
    }

    @Test
    void row_26_a_total_below_the_smallest_charge_is_settled_by_stripe_and_said() {
        String bill = newBill();
        deliver(in("USD", bill, "0.30"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(30);
        assertThat(invoice(bill).status()).isEqualTo("paid");
        assertThat(newest(bill).note()).contains("smallest charge");
    }

    @ParameterizedTest
    @CsvSource({"1000000, line", "600000 600000, total", "-1000000.01, line"})
    void row_26_an_amount_beyond_the_limit_is_parked_before_anything_is_sent(String amounts, String what) {
        String bill = newBill();
        deliver(in("USD", bill, amounts.split(" ")));
        RunSummary run = newest(bill);
        assertThat(run.reasonCode()).isEqualTo("amount-too-large");
        assertThat(run.error()).containsIgnoringCase(what).contains("largestAmount");
        assertThat(rehearsal().calls(run)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "BTC", "XXX", "KPW"})
    void row_26_a_currency_stripe_bills_nobody_in_is_parked_in_words(String currency) {
        String bill = newBill();
        deliver(Bills.bill(bill, currency, "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("currency-not-billable");
        assertThat(newest(bill).error()).contains(currency);
        assertThat(rehearsal().stripe().requests()).isEmpty();
    }

    @Test
    void row_26_the_bill_may_write_its_currency_small() {
        String bill = newBill();
        deliver(in("USD", bill, "10").put("currency", "usd"));
        isComplete(bill);
        assertThat(newest(bill).total()).isEqualByComparingTo(new BigDecimal("10"));
    }

    @ParameterizedTest
    @CsvSource({"250, COMPLETE", "251, ERROR", "1000, ERROR"})
    void row_27_what_stripe_takes_on_an_invoice_leaves_whole_and_more_not_at_all_unless_told_otherwise(int lines, RunStatus status) {
        String bill = newBill();
        deliver(Bills.withLines(bill, lines));
        assertThat(newest(bill).status()).isEqualTo(status);
        if (status == RunStatus.COMPLETE) {
            assertThat(invoice(bill).lines()).hasSize(lines);
        } else {
            assertThat(newest(bill).error()).contains(String.valueOf(lines), "250");
            assertThat(rehearsal().stripe().invoicesOf(bill)).isEmpty();
        }
        assertThat(rehearsal().stripe().pendingItems(Rehearsal.CUSTOMER)).isEmpty();
    }
}
