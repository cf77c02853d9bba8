package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Invariants;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldInvoice;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The shipped gateway in a rehearsal of its own, for cases that something goes wrong in. After each case the five promises are
 * checked for every bill it sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Set<String> sent = new LinkedHashSet<>();
    private Rehearsal rehearsal;

    /** Settings on top of the usual ones. */
    Map<String, String> settings() {
        return Map.of();
    }

    /** The configuration to begin with. */
    String setup() {
        return Rehearsal.setup("");
    }

    /** What plays Paddle. */
    PaddleClassicStandIn paddle() {
        return Rehearsal.newPaddle();
    }

    @BeforeAll
    void begin() {
        rehearsal = Rehearsal.begin(settings(), setup(), paddle());
    }

    @AfterAll
    void end() {
        rehearsal.close();
    }

    @AfterEach
    void whatIsPromisedHolds() {
        rehearsal.stripe().faults().clear();
        rehearsal.paddle().faults().clear();
        rehearsal.m3ter().faults().clear();
        rehearsal.awaitSettled();
        rehearsal.stripe().clearRequests();
        rehearsal.paddle().clearRequests();
        rehearsal.m3ter().clearRequests();
        Set<String> bills = new LinkedHashSet<>(sent);
        sent.clear();
        Invariants.hold(rehearsal, bills.toArray(String[]::new));
    }

    Rehearsal rehearsal() {
        return rehearsal;
    }

    /** An id no other bill has; the promises are checked for it. */
    String newBill() {
        String id = "bill-" + NUMBER.incrementAndGet();
        sent.add(id);
        return id;
    }

    /** From here on the promises are not checked for the bill: a person's word stands for something at the provider. */
    void forget(String bill) {
        sent.remove(bill);
    }

    /** Posts the bill and does not wait. */
    void send(ObjectNode bill) {
        rehearsal.send("billing.bill.updated", bill);
    }

    /** Posts the bill and waits until nothing is under way. */
    void deliver(ObjectNode bill) {
        send(bill);
        rehearsal.awaitSettled();
    }

    /** The newest run of the bill. */
    RunSummary newest(String bill) {
        assertThat(rehearsal.runs(bill)).as("runs of %s", bill).isNotEmpty();
        return rehearsal.runs(bill).get(0);
    }

    void isComplete(String bill) {
        assertThat(newest(bill).status()).as("%s", newest(bill)).isEqualTo(RunStatus.COMPLETE);
    }

    /** The only invoice that Stripe holds for the bill. */
    HeldInvoice invoice(String bill) {
        assertThat(rehearsal.stripe().invoicesOf(bill)).as("invoices of %s", bill).hasSize(1);
        return rehearsal.stripe().invoicesOf(bill).get(0);
    }

    /** The requests Stripe got, by method and the end of their path. */
    List<LoggedRequest> requests(String method, String path) {
        return rehearsal.stripe().requests().stream().filter(one -> one.method().equals(method) && one.path().matches(path)).toList();
    }
}
