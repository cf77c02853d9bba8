package dev.waybill.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReviewTest {

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        rehearsal.stripe().faults().clear();
        rehearsal.m3ter().faults().clear();
        rehearsal.apply(Rehearsal.setup(""));
        rehearsal.awaitSettled();
    }

    private void awaitStatus(String bill, RunStatus status) {
        Awaitility.await().atMost(Duration.ofSeconds(12)).until(() -> !rehearsal.runs(bill).isEmpty()
                && rehearsal.runs(bill).get(0).status() == status);
    }

    /** A node whose snapshot is older than the change decides DISABLED after the change was made. */
    @Test
    void disabled_by_a_stale_snapshot_goes_on() {
        rehearsal.stripe().faults().add(FaultRule.status(503, null).times(2));
        rehearsal.send("billing.bill.created", Bills.bill("stale-1", "USD", "5"));
        Awaitility.await().until(() -> !rehearsal.runs("stale-1").isEmpty());
        rehearsal.apply(Rehearsal.setup("        restrictedAccountIds: [acc-1]"));
        awaitStatus("stale-1", RunStatus.DISABLED);
        // the change back was made a moment before the run began, but this node had not seen it yet
        rehearsal.update("update integration set version = version + 1, config_data = config_data - 'restrictedAccountIds',"
                + " changed_at = now() - interval '1 hour'");
        rehearsal.update("update configuration_revision set number = number + 1");
        awaitStatus("stale-1", RunStatus.COMPLETE);
    }

    /** The credentials were changed by a transaction that began before the call and ended after it. */
    @Test
    void refused_while_the_credentials_changed_goes_on() {
        rehearsal.stripe().faults().add(FaultRule.status(401, null).times(1));
        rehearsal.send("billing.bill.created", Bills.bill("auth-1", "USD", "5"));
        awaitStatus("auth-1", RunStatus.AUTH_FAILED);
        rehearsal.update("update integration_credentials set changed_at = (select max(prepared_at) from call) - interval '1 ms'"
                + " where name = 'stripe'");
        awaitStatus("auth-1", RunStatus.COMPLETE);
    }

    @Test
    void a_call_left_unanswered_is_not_forgotten_while_the_bill_is_held_back() {
        rehearsal.stripe().faults().add(FaultRule.timeoutAfterWork(Duration.ofSeconds(5)).on("POST", "/v1/invoices").times(1));
        rehearsal.send("billing.bill.created", Bills.bill("hold-1", "USD", "5"));
        Awaitility.await().until(() -> rehearsal.stripe().invoicesOf("hold-1").size() == 1);
        rehearsal.apply(Rehearsal.setup("        restrictedAccountIds: [acc-1]"));
        rehearsal.update("update delivery set due_at = now() where status = 'STARTED'");       // the worker died
        awaitStatus("hold-1", RunStatus.DISABLED);
        rehearsal.stripe().faults().clear();
        rehearsal.stripe().customer("cus_2");
        rehearsal.apply(Rehearsal.setup("").replace("externalId: cus_1", "externalId: cus_2"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> rehearsal.runs("hold-1").get(0).status() != RunStatus.DISABLED);
        rehearsal.awaitSettled();
        System.out.println("RUNS " + rehearsal.runs("hold-1"));
        rehearsal.runs("hold-1").forEach(run -> rehearsal.calls(run).forEach(call -> System.out.println("CALL " + call)));
        rehearsal.post(Bills.event("billing.bill.updated", Bills.bill("hold-1", "USD", "5")));
        rehearsal.awaitSettled();
        System.out.println("INV " + rehearsal.stripe().invoicesOf("hold-1"));
        assertThat(rehearsal.stripe().invoicesOf("hold-1")).hasSize(1);
    }

    @Test
    void a_bill_deleted_before_it_was_announced_is_not_sent() {
        ObjectNode bill = Bills.bill("del-1", "USD", "5");
        rehearsal.send("billing.bill.deleted", bill);
        rehearsal.awaitSettled();
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("del-1")).isEmpty();
    }

    @Test
    void a_deletion_outlives_a_late_update() {
        ObjectNode bill = Bills.bill("del-2", "USD", "5");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        ObjectNode second = Bills.next(bill, "7");
        rehearsal.send("billing.bill.deleted", second);
        rehearsal.awaitSettled();
        rehearsal.send("billing.bill.updated", second);
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("del-2")).isEmpty();
    }

    @Test
    void a_bill_read_again_too_early_is_read_once_more() throws Exception {
        ObjectNode bill = Bills.bill("lag-1", "USD", "5");
        rehearsal.m3ter().put(bill);
        ObjectNode second = Bills.next(bill, "7");
        rehearsal.post(Rehearsal.REREADING_WEBHOOK, Bills.event("billing.bill.updated", second).getBytes());
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> true);
        rehearsal.m3ter().put(second);
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("lag-1")).hasSize(1);
        assertThat(rehearsal.stripe().invoicesOf("lag-1").get(0).total()).isEqualTo(700);
    }
}
