package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.m3ter.WebhookSender.Acknowledgement;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.stripe.HeldLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes twice, in another order, or is taken back while it waits: rows 20, 21 and 30. */
class OrderFaultsTest extends FaultTest {

    private static final String RESTRICTED = "        restrictedAccountIds: [" + Rehearsal.ACCOUNT + "]";
    private static final String ON_APPROVAL = "        onlySendBillsOnApproval: true";

    @Override
    Map<String, String> settings() {
        return Map.of("delivery.workers", "1", "delivery.retry-delays", "300ms");
    }

    @AfterEach
    void everyBillLeaves() {
        rehearsal().apply(Rehearsal.setup(""));
    }

    private List<Acknowledgement> postAtOnce(List<String> bodies) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(bodies.size());
        try {
            List<Future<Acknowledgement>> answers = new ArrayList<>();
            for (String body : bodies) {
                answers.add(senders.submit(() -> rehearsal().post(body)));
            }
            List<Acknowledgement> all = new ArrayList<>();
            for (Future<Acknowledgement> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void row_20_the_same_webhook_fifty_times_at_once_is_one_event_and_one_run() throws Exception {
        String bill = newBill();
        String event = Bills.event("billing.bill.created", Bills.bill(bill, "USD", "10"));
        List<Acknowledgement> answers = postAtOnce(Collections.nCopies(50, event));
        rehearsal().awaitSettled();
        assertThat(answers).extracting(Acknowledgement::status).containsOnly(200);
        assertThat(answers).extracting(answer -> Rehearsal.json(answer.body()).path("id").asText()).containsOnly(
                Rehearsal.json(answers.get(0).body()).path("id").asText());
        assertThat(answers).filteredOn(answer -> !Rehearsal.json(answer.body()).path("duplicate").asBoolean()).hasSize(1);
        assertThat(rehearsal().query("select 1 from inbound_event where entity_id = '" + bill + "'")).hasSize(1);
        assertThat(rehearsal().run(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing.bill.created", "billing.bill.updated"})
    void row_20_fifty_events_of_one_bill_at_once_are_one_run(String name) throws Exception {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10");
        List<Acknowledgement> answers = postAtOnce(IntStream.range(0, 50).mapToObj(i -> Bills.event(name, content)).toList());
        rehearsal().awaitSettled();
        assertThat(answers).extracting(Acknowledgement::status).containsOnly(200);
        assertThat(rehearsal().run(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void row_21_a_version_that_comes_after_a_newer_one_is_superseded() {
        String bill = newBill();
        ObjectNode first = Bills.bill(bill, "USD", "10");
        ObjectNode second = Bills.next(first, "20");
        ObjectNode third = Bills.next(second, "30");
        deliver(first);
        deliver(third);
        rehearsal().stripe().clearRequests();
        deliver(second);
        assertThat(invoice(bill).total()).isEqualTo(3_000);
        assertThat(rehearsal().stripe().requests()).isEmpty();
        assertThat(rehearsal().runs(bill)).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE, RunStatus.COMPLETE);
        assertThat(rehearsal().query("select status, reason from inbound_event where entity_id = '" + bill + "' order by received_at desc")
                .get(0)).containsEntry("status", "SUPERSEDED").extractingByKey("reason").asString()
                .contains("Version 2 came after version 3");
        assertThat(rehearsal().query("select outcome from decision d join bill b on b.id = d.bill_id where b.external_id = '" + bill
                + "' order by d.decided_at desc").get(0)).containsEntry("outcome", "SUPERSEDED");
    }

    @Test
    void row_21_the_third_before_the_second_before_the_first_ends_at_the_third() {
        String bill = newBill();
        ObjectNode first = Bills.bill(bill, "USD", "10");
        ObjectNode second = Bills.next(first, "20");
        deliver(Bills.next(second, "30"));
        deliver(second);
        deliver(first);
        assertThat(invoice(bill).total()).isEqualTo(3_000);
        assertThat(rehearsal().runs(bill)).hasSize(1);
    }

    @Test
    void row_21_back_and_forth_ends_at_the_last() {
        String bill = newBill();
        ObjectNode version = Bills.bill(bill, "USD", "10", "1");
        deliver(version);
        for (String[] lines : List.of(new String[] {"20", "2", "3"}, new String[] {"10", "1"}, new String[] {"20", "2", "3"})) {
            version = Bills.next(version, lines);
            deliver(version);
            assertThat(invoice(bill).lines()).extracting(HeldLine::amount)
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(lines).map(line -> Long.parseLong(line) * 100).toList());
        }
    }

    @Test
    void row_21_back_and_forth_in_quick_succession_ends_at_the_last() {
        String bill = newBill();
        ObjectNode version = Bills.bill(bill, "USD", "10", "1");
        send(version);
        for (String[] lines : List.of(new String[] {"20", "2", "3"}, new String[] {"10", "1"}, new String[] {"20", "2", "3"})) {
            version = Bills.next(version, lines);
            send(version);
        }
        rehearsal().awaitSettled();
        assertThat(invoice(bill).lines()).extracting(HeldLine::amount).containsExactlyInAnyOrder(2_000L, 200L, 300L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void row_21_many_versions_at_once_in_any_order_end_at_the_newest(long seed) throws Exception {
        String bill = newBill();
        List<String> events = new ArrayList<>();
        ObjectNode version = Bills.bill(bill, "USD", "1");
        for (int i = 2; i <= 9; i++) {
            events.add(Bills.event("billing.bill.updated", version));
            version = Bills.next(version, String.valueOf(i), "0.5");
        }
        events.add(Bills.event("billing.bill.updated", version));
        Collections.shuffle(events, new Random(seed));
        assertThat(postAtOnce(events)).extracting(Acknowledgement::status).containsOnly(200);
        rehearsal().awaitSettled();
        assertThat(invoice(bill).total()).isEqualTo(950);
        assertThat(newest(bill).revision()).isEqualTo(
                rehearsal().query("select revision from bill where external_id = '" + bill + "'").get(0).get("revision"));
    }

    private void stripeIsAway() {
        rehearsal().stripe().faults().add(FaultRule.status(503, null));
    }

    private void awaitStatus(String bill, RunStatus status) {
        await(status.name()).atMost(Duration.ofSeconds(15)).until(() -> rehearsal().runs(bill).stream().findFirst()
                .filter(run -> run.status() == status).isPresent());
    }

    private void isHeldBack(String bill, String rule, String words) {
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.DISABLED);
        assertThat(run.reasonCode()).isEqualTo(rule);
        assertThat(run.error()).contains(words);
        assertThat(rehearsal().stripe().invoicesOf(bill)).isEmpty();
    }

    @Test
    void row_30_an_account_that_became_restricted_while_its_bill_waited_for_a_retry_gets_nothing() {
        String bill = newBill();
        stripeIsAway();
        send(Bills.bill(bill, "USD", "10"));
        awaitStatus(bill, RunStatus.AWAITING_RETRY);
        rehearsal().apply(Rehearsal.setup(RESTRICTED));
        awaitStatus(bill, RunStatus.DISABLED);
        rehearsal().stripe().faults().clear();
        rehearsal().awaitSettled();
        isHeldBack(bill, "restrictedAccountIds", "account acc-1 is restricted");
        rehearsal().apply(Rehearsal.setup(""));
        awaitStatus(bill, RunStatus.COMPLETE);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    /** The only worker is busy with another bill, so this one waits in memory, its first call stored. */
    @Test
    void row_30_an_account_that_became_restricted_while_its_bill_waited_in_memory_gets_nothing() {
        String first = newBill();
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofSeconds(2)).times(1));
        rehearsal().apply(Rehearsal.setup("") + "      - { m3terEntity: Account, m3terId: acc-30, externalSystem: Stripe,"
                + " externalTable: Customer, externalId: " + Rehearsal.CUSTOMER + " }\n");
        send(Bills.billOf("acc-30", first, "USD", "10"));
        awaitStatus(first, RunStatus.STARTED);
        send(Bills.bill(bill, "USD", "10"));
        awaitStatus(bill, RunStatus.STARTED);
        rehearsal().apply(Rehearsal.setup(RESTRICTED));
        rehearsal().awaitSettled();
        isComplete(first);
        isHeldBack(bill, "restrictedAccountIds", "account acc-1 is restricted");
    }

    @Test
    void row_30_a_bill_whose_approval_was_withdrawn_while_it_waited_for_a_retry_is_not_sent() {
        String bill = newBill();
        rehearsal().apply(Rehearsal.setup(ON_APPROVAL));
        stripeIsAway();
        ObjectNode approved = Bills.bill(bill, "USD", "10");
        send(approved);
        awaitStatus(bill, RunStatus.AWAITING_RETRY);
        ObjectNode withdrawn = Bills.next(approved, "10").put("status", "PENDING");
        send(withdrawn);
        awaitStatus(bill, RunStatus.DISABLED);
        rehearsal().stripe().faults().clear();
        rehearsal().awaitSettled();
        isHeldBack(bill, "onlySendBillsOnApproval", "the bill is PENDING");
        deliver(Bills.next(withdrawn, "10").put("status", "APPROVED"));
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void row_30_a_bill_whose_approval_was_withdrawn_while_it_waited_in_memory_is_not_sent() {
        String first = newBill();
        String bill = newBill();
        rehearsal().apply(Rehearsal.setup(ON_APPROVAL));
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofSeconds(2)).times(1));
        send(Bills.bill(first, "USD", "10"));
        awaitStatus(first, RunStatus.STARTED);
        ObjectNode approved = Bills.bill(bill, "USD", "10");
        send(approved);
        awaitStatus(bill, RunStatus.STARTED);
        send(Bills.next(approved, "10").put("status", "PENDING"));
        rehearsal().awaitSettled();
        isComplete(first);
        isHeldBack(bill, "onlySendBillsOnApproval", "the bill is PENDING");
    }
}
