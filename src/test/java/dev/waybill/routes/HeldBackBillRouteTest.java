package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.stripe.HeldInvoice;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is held back by a rule or by credentials, and let go again. */
class HeldBackBillRouteTest {

    private static final String RESTRICTED = "        restrictedAccountIds: [acc-1]";

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
        rehearsal.apply(Rehearsal.setup(""));
        rehearsal.awaitSettled();
    }

    private static void awaitStatus(String billId, RunStatus status) {
        Awaitility.await(status.name()).atMost(Duration.ofSeconds(12)).until(() -> !rehearsal.runs(billId).isEmpty()
                && rehearsal.runs(billId).get(0).status() == status);
    }

    /** Brings a bill to DISABLED by a rule that came after its first try had failed. */
    private static void disabled(String billId) {
        rehearsal.stripe().faults().add(FaultRule.status(503, null));
        rehearsal.send("billing.bill.created", Bills.bill(billId, "USD", "5"));
        awaitStatus(billId, RunStatus.AWAITING_RETRY);
        rehearsal.apply(Rehearsal.setup(RESTRICTED));
        awaitStatus(billId, RunStatus.DISABLED);
        rehearsal.stripe().faults().clear();
    }

    @Test
    void a_call_whose_worker_died_is_looked_up_although_a_rule_held_the_bill_back_meanwhile() {
        rehearsal.stripe().faults().add(FaultRule.timeoutAfterWork(Duration.ofSeconds(5)).on("POST", "/v1/invoices").times(1));
        ObjectNode bill = Bills.bill("held-1", "USD", "5");
        rehearsal.send("billing.bill.created", bill);
        Awaitility.await().until(() -> !rehearsal.stripe().invoicesOf("held-1").isEmpty());
        rehearsal.apply(Rehearsal.setup(RESTRICTED));
        rehearsal.update("update delivery set due_at = now() where status = 'STARTED'");     // as if its lease had ended
        awaitStatus("held-1", RunStatus.DISABLED);

        rehearsal.stripe().customer("cus_2");
        rehearsal.apply(Rehearsal.setup("").replace("externalId: \"cus_1\"", "externalId: \"cus_2\""));
        awaitStatus("held-1", RunStatus.COMPLETE);

        assertThat(rehearsal.stripe().invoicesOf("held-1")).extracting(HeldInvoice::customer).containsExactly("cus_2");
    }

    @Test
    void a_bill_held_back_by_a_rule_that_was_gone_already_is_looked_at_again() {
        disabled("held-2");
        // a node that had not taken over the change yet decided after it
        rehearsal.update("update integration set version = version + 1, config_data = config_data - 'restrictedAccountIds',"
                + " changed_at = now() - interval '1 hour'");
        rehearsal.update("update configuration_revision set number = number + 1");

        awaitStatus("held-2", RunStatus.COMPLETE);
    }

    @Test
    void a_bill_held_back_by_a_rule_that_stands_is_looked_at_once() {
        disabled("held-3");
        rehearsal.update("update delivery set due_at = now(), status = 'WAITING' where status = 'DISABLED'");
        Awaitility.await().until(() -> rehearsal.runs("held-3").size() == 2);

        Awaitility.await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(7))
                .until(() -> rehearsal.runs("held-3").size() == 2);
    }

    @Test
    void a_key_refused_while_its_successor_was_being_committed_is_tried_once_more() {
        rehearsal.stripe().faults().add(FaultRule.status(401, null).times(1));
        rehearsal.send("billing.bill.created", Bills.bill("held-4", "USD", "5"));
        awaitStatus("held-4", RunStatus.AUTH_FAILED);
        rehearsal.update("update call set prepared_at = now() - interval '2 minutes'");
        rehearsal.update("update delivery set changed_at = now() - interval '2 minutes' where status = 'AUTH_FAILED'");
        rehearsal.update("update integration_credentials set changed_at = now() - interval '125 s' where name = 'stripe'");

        awaitStatus("held-4", RunStatus.COMPLETE);
    }
}
