package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.provider.stripe.InMemoryStripe.Invoice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bill on several invoices: made, checked, and only then finalized. */
class StripeSplitTest {

    private static final String DRAFTS = "{\"tooManyLines\":\"split\"}";
    private static final String FINALIZED = "{\"tooManyLines\":\"split\",\"finalize\":\"approved\",\"largestAmount\":999999999999}";

    private final InMemoryStripe stripe = new InMemoryStripe();
    private final Loop loop = new Loop(stripe::answer);

    @Test
    void the_lines_are_spread_over_marked_invoices() {
        Loop.End end = loop.go(Samples.first(bill(620), DRAFTS));

        assertThat(end.step()).isInstanceOfSatisfying(Step.Done.class, done -> {
            assertThat(done.externalId()).isEqualTo("in_1");
            assertThat(done.note()).startsWith("The bill's 620 lines are on 3 invoices, 192510.00 USD in all: in_1 (draft), ");
        });
        assertThat(stripe.invoices.values()).extracting(invoice -> invoice.lines.size()).containsExactly(250, 250, 120);
        assertThat(stripe.invoices.values()).extracting(invoice -> invoice.metadata.get("gw_part")).containsExactly(null, "2", "3");
        assertThat(stripe.invoices.values()).allMatch(invoice -> invoice.metadata.get("gw_rev") != null);
        holds(620);
    }

    @Test
    void nothing_is_finalized_before_every_invoice_was_looked_at_once_more() {
        Loop.End end = loop.go(Samples.first(bill(620), FINALIZED));

        List<String> names = end.names();
        assertThat(names.subList(names.size() - 6, names.size())).containsExactly("get-invoice", "get-invoice", "get-invoice",
                "finalize-invoice", "finalize-invoice", "finalize-invoice");
        assertThat(stripe.invoices.values()).allMatch(invoice -> invoice.status.equals("open"));
        holds(620);
    }

    @Test
    void a_line_that_a_person_took_off_meanwhile_is_back_before_anything_is_finalized() {
        boolean[] taken = {false};
        Loop meddled = new Loop(call -> {
            if (call.name().equals(StripeCalls.GET) && !taken[0]) {
                taken[0] = true;
                invoice(0).lines.remove(0);
            }
            assertThat(call.name().equals(StripeCalls.FINALIZE) && lines() != 300).as("finalized with a line missing").isFalse();
            return stripe.answer(call);
        });

        assertThat(meddled.run(Samples.first(bill(300), FINALIZED)).step()).isInstanceOf(Step.Done.class);

        assertThat(taken[0]).isTrue();
        holds(300);
    }

    @Test
    void the_same_bill_again_writes_nothing() {
        Loop.End end = loop.go(Samples.first(bill(620), FINALIZED));

        assertThat(loop.go(Samples.then(end.delivery(), bill(620))).names()).containsOnly("get-invoice").hasSize(3);
    }

    @Test
    void a_bill_that_shrinks_leaves_no_draft_behind() {
        Delivery delivery = loop.go(Samples.first(bill(620), DRAFTS)).delivery();

        Loop.End end = loop.go(Samples.then(delivery, bill(200)));

        assertThat(end.step()).isInstanceOfSatisfying(Step.Done.class, done -> assertThat(done.note()).startsWith("Draft in_1 holds 200 lines"));
        assertThat(stripe.invoices).containsOnlyKeys("in_1");
        assertThat(invoice(0).header.get("description")).doesNotContain("part");
        holds(200);
    }

    @Test
    void a_bill_that_grows_and_shrinks_and_grows_meets_none_of_its_old_keys() {
        Delivery delivery = Samples.first(bill(250), DRAFTS);
        for (int lines : new int[] {250, 251, 250, 620, 100, 251, 0, 251}) {
            Loop.End end = loop.run(Samples.then(delivery, bill(lines)));
            assertThat(end.step()).as("%s lines", lines).isInstanceOf(Step.Done.class);
            delivery = end.delivery();
            holds(lines);
        }
    }

    @Test
    void a_bill_that_shrank_after_its_invoices_were_final_is_said_and_left() {
        Delivery delivery = loop.go(Samples.first(bill(300), FINALIZED)).delivery();

        Loop.End end = loop.go(Samples.then(delivery, bill(200)));

        assertThat(end.step()).isInstanceOfSatisfying(Step.Parked.class, parked -> {
            assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
            assertThat(parked.reason()).contains("in_1", "difference of");
        });
        holds(300);
    }

    @Test
    void nothing_changes_while_one_invoice_of_a_changed_bill_is_final() {
        Delivery delivery = loop.go(Samples.first(bill(300), DRAFTS)).delivery();
        invoice(0).status = "paid";
        List<Call> before = List.copyOf(stripe.received);
        Bill changed = Samples.bill("USD", BillStatus.APPROVED, Samples.lines(310).subList(5, 310));

        Loop.End end = loop.go(Samples.then(delivery, changed));

        assertThat(end.step()).isInstanceOfSatisfying(Step.Parked.class,
                parked -> assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID));
        assertThat(stripe.received.subList(before.size(), stripe.received.size())).extracting(Call::name)
                .containsOnly("get-invoice", "mark-rejected");
        holds(300);
    }

    @Test
    void lines_that_come_at_the_end_reach_the_last_invoice_though_the_first_is_final() {
        Delivery delivery = loop.go(Samples.first(bill(300), DRAFTS)).delivery();
        invoice(0).status = "paid";

        assertThat(loop.go(Samples.then(delivery, bill(310))).step()).isInstanceOf(Step.Done.class);

        holds(310);
    }

    @Test
    void a_changed_setting_turns_two_invoices_into_one() {
        Delivery delivery = loop.go(Samples.first(bill(300), DRAFTS)).delivery();

        loop.run(Samples.withSettings(delivery, "{\"tooManyLines\":\"rollUpByType\"}"));

        assertThat(stripe.only().lines).hasSize(1);
        assertThat(stripe.only().subtotal()).isEqualTo(300L * 301 / 2 * 100);
    }

    @Test
    void five_thousand_lines_need_few_calls_and_little_room() {
        int[] largest = {0};
        StripeProvider provider = new StripeProvider();
        Delivery delivery = Samples.first(bill(5_000), FINALIZED);
        int calls = 0;
        for (Step step = provider.next(delivery); step instanceof Call call; step = provider.next(delivery)) {
            delivery = provider.absorb(delivery, call, stripe.answer(call));
            largest[0] = Math.max(largest[0], delivery.held().toString().length());
            calls++;
        }

        assertThat(delivery.verdict()).isInstanceOf(Step.Done.class);
        assertThat(calls).isEqualTo(20 * (1 + 5) + 20 + 20);
        assertThat(largest[0]).isLessThan(45_000);
        assertThat(delivery.held().toString().length()).isLessThan(12_000);
        holds(5_000);
    }

    /** Every line of {@link Samples#lines} is there once. */
    private void holds(int lines) {
        assertThat(stripe.invoices.values().stream().flatMap(invoice -> invoice.lines.stream()).map(line -> line.metadata.get("gw_line")))
                .doesNotHaveDuplicates().hasSize(lines);
        assertThat(stripe.invoices.values().stream().mapToLong(Invoice::subtotal).sum()).isEqualTo(lines * (lines + 1L) / 2 * 100);
    }

    private int lines() {
        return stripe.invoices.values().stream().mapToInt(invoice -> invoice.lines.size()).sum();
    }

    private Invoice invoice(int index) {
        return List.copyOf(stripe.invoices.values()).get(index);
    }

    private static Bill bill(int lines) {
        return Samples.bill("USD", BillStatus.APPROVED, Samples.lines(lines));
    }
}
