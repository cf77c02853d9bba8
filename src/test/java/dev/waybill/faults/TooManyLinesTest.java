package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 27: bills of more lines than Stripe takes on an invoice, rolled up or split. */
class TooManyLinesTest extends FaultTest {

    private static final String SPLIT = "        settings: { finalize: approved, tooManyLines: split }";
    private static final String ROLLED_UP = "        settings: { finalize: approved, tooManyLines: rollUpByProduct }";
    private static final String ADD_LINES = "/v1/invoices/[^/]+/add_lines";
    private static final String FINALIZE = "/v1/invoices/[^/]+/finalize";
    private static final Duration HOLD = Duration.ofMillis(1_700);

    @Override
    Map<String, String> settings() {
        return Map.of("stripe.response-timeout", "1500ms", "paddle-classic.response-timeout", "1500ms", "m3ter.response-timeout", "1500ms",
                "delivery.lease", "12s", "shutdown.drain", "0", "camel.main.shutdownTimeout", "1", "http.max-body-size", "8388608");
    }

    /** Lines 1, 2 ... over one cent each, of this many products in turn. */
    private static ObjectNode bill(String id, int lines, int products) {
        ObjectNode bill = Bills.bill(id, "USD");
        for (int i = 1; i <= lines; i++) {
            Bills.addLine(bill, "USAGE", "Product " + i % products, "0.01");
        }
        return bill;
    }

    private static ObjectNode version(ObjectNode bill, int version, int lines, int products) {
        ObjectNode next = bill(bill.path("id").asText(), lines, products);
        return next.put("version", version).put("dtLastModified", "2026-11-01T09:3" + version + ":00.000Z").put("status", "PENDING");
    }

    private List<HeldInvoice> invoices(String bill) {
        return rehearsal().stripe().invoicesOf(bill);
    }

    private void holds(String bill, int invoices, int lines) {
        isComplete(bill);
        assertThat(invoices(bill)).hasSize(invoices);
        assertThat(invoices(bill).stream().flatMap(invoice -> invoice.lines().stream()).map(HeldLine::metadata)
                .map(marks -> marks.get("gw_line"))).doesNotHaveDuplicates().hasSize(lines);
        assertThat(rehearsal().stripe().pendingItems(Rehearsal.CUSTOMER)).as("nothing is left pending on the customer").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"250, 1", "251, 2", "1000, 4", "5000, 20"})
    void row_27_split_puts_every_line_on_one_of_several_invoices(int lines, int parts) {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        deliver(Bills.withLines(bill, lines));
        holds(bill, parts, lines);
        assertThat(invoices(bill)).allMatch(invoice -> invoice.status().equals("open"));
        long firstFinal = requests("POST", FINALIZE).get(0).number();
        assertThat(requests("POST", ADD_LINES)).as("no line is added after the first part is final")
                .allMatch(request -> request.number() < firstFinal);
    }

    @ParameterizedTest
    @CsvSource({"250, 250", "251, 126", "1000, 2", "5000, 2"})
    void row_27_rolled_up_it_is_one_invoice_over_the_same_total(int lines, int left) {
        rehearsal().apply(Rehearsal.setup(ROLLED_UP));
        String bill = newBill();
        deliver(bill(bill, lines, 2));
        holds(bill, 1, left);
        assertThat(invoice(bill).total()).isEqualTo(lines);
    }

    @Test
    void row_27_rolled_up_and_still_too_many_is_parked_with_words() {
        rehearsal().apply(Rehearsal.setup(ROLLED_UP));
        String bill = newBill();
        deliver(bill(bill, 600, 300));
        assertThat(newest(bill).reasonCode()).isEqualTo("too-many-lines");
        assertThat(newest(bill).error()).contains("600", "300", "250");
        assertThat(newest(bill).remedy()).contains("rollUpByType");
        assertThat(invoices(bill)).isEmpty();
    }

    @Test
    void row_27_a_part_below_zero_is_parked_with_words() {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        deliver(Bills.addLine(Bills.withLines(bill, 250), "USAGE_CREDIT", "Credit", "-3"));
        assertThat(newest(bill).reasonCode()).isEqualTo("split-part-negative");
        assertThat(newest(bill).error()).contains("-3.00 USD");
        assertThat(invoices(bill)).isEmpty();
    }

    @Test
    void row_27_a_bill_that_crosses_the_limit_both_ways_leaves_nothing_behind() {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        ObjectNode content = version(bill(bill, 250, 250), 1, 250, 250);
        deliver(content);
        holds(bill, 1, 250);
        deliver(version(content, 2, 620, 620));
        holds(bill, 3, 620);
        deliver(version(content, 3, 249, 249));
        holds(bill, 1, 249);
        deliver(version(content, 4, 251, 251));
        holds(bill, 2, 251);
        rehearsal().apply(Rehearsal.setup(ROLLED_UP));
        deliver(version(content, 5, 260, 130));
        holds(bill, 1, 250);
        deliver(version(content, 6, 250, 130).put("status", "APPROVED"));
        holds(bill, 1, 250);
        assertThat(invoice(bill).status()).isEqualTo("open");
    }

    /** At the first write of the second part, in its middle, and between the two last acts. */
    @ParameterizedTest
    @CsvSource({"/v1/invoices, 1", "/v1/invoices/[^/]+/add_lines, 5", "/v1/invoices/[^/]+/add_lines, 7", "/v1/invoices/[^/]+/finalize, 0",
        "/v1/invoices/[^/]+/finalize, 1"})
    void row_27_a_gateway_that_stops_between_two_parts_goes_on_with_the_rest(String path, int before) {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", path).after(before).times(1));
        send(Bills.withLines(bill, 400));
        await("the held request").atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10))
                .until(() -> rehearsal().stripe().faults().rules().stream().anyMatch(struck -> struck.times() == 1));
        rehearsal().restart();
        rehearsal().awaitSettled();
        holds(bill, 2, 400);
        assertThat(rehearsal().run(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(invoices(bill)).allMatch(invoice -> invoice.status().equals("open"));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 257})
    void row_15_a_refused_line_of_any_part_leaves_every_part_a_draft(int line) {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.refuseLine("Line " + line));
        deliver(Bills.withLines(bill, 300));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.ERROR);
        assertThat(invoices(bill)).allMatch(invoice -> invoice.status().equals("draft"));
        assertThat(requests("POST", FINALIZE)).isEmpty();
    }

    @Test
    void what_is_stored_between_two_calls_stays_small_for_5000_lines() {
        rehearsal().apply(Rehearsal.setup(SPLIT));
        String bill = newBill();
        deliver(Bills.withLines(bill, 5_000));
        isComplete(bill);
        assertThat(rehearsal().query("select octet_length(held::text) as size from delivery d join bill b on b.id = d.bill_id where"
                + " b.external_id = '" + bill + "'")).singleElement()
                .satisfies(row -> assertThat((Integer) row.get("size")).isLessThan(15_000));
        assertThat(rehearsal().calls(rehearsal().run(bill))).hasSize(20 * 8);
        assertThat(IntStream.range(0, 20).boxed()).allMatch(part -> invoices(bill).get(part).lines().size() == 250);
    }
}
