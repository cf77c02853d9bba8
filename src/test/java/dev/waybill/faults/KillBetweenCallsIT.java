package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldInvoice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 3 and 4 of what Waybill must survive: kill -9 between any two calls of a delivery, done or not done by the provider. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class KillBetweenCallsIT {

    private static final Duration HELD = Duration.ofMinutes(5);
    private static final int LINES = 200;
    /** A create, four times fifty lines, and the finalizing. */
    private static final int CALLS = 6;

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.external(Map.of());
        rehearsal.apply("        settings: { finalize: approved }");
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @BeforeEach
    void runs() {
        rehearsal.begunAnew();
        if (!rehearsal.node().runs()) {
            rehearsal.node().start();
        }
    }

    /** Sends the bill, kills the gateway while this fault strikes, and starts it again with everything working. */
    private static void deliverWithKill(ObjectNode bill, FaultRule fault, int after) {
        rehearsal.atStripe(fault, after);
        rehearsal.node().send(bill);
        rehearsal.awaitStruck();
        rehearsal.node().kill();
        rehearsal.stripe().faults().clear();
        rehearsal.stripe().clearRequests();
        rehearsal.node().start();
        rehearsal.awaitSettled();
    }

    private static HeldInvoice invoice(ObjectNode bill) {
        return rehearsal.stripe().invoicesOf(bill.path("id").asText()).get(0);
    }

    @Test
    void a_bill_of_200_lines_costs_the_calls_that_are_cut_below() {
        ObjectNode bill = Bills.withLines("whole", LINES);
        rehearsal.node().send(bill);
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
        assertThat(rehearsal.stripe().requests()).extracting(LoggedRequest::method).hasSize(CALLS).containsOnly("POST");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void row_3_killed_before_the_provider_did_this_call(int call) {
        ObjectNode bill = Bills.withLines("not-done-" + call, LINES);
        deliverWithKill(bill, FaultRule.timeoutBeforeWork(HELD), call - 1);
        rehearsal.assertDeliveredOnce(bill);
        assertThat(invoice(bill).status()).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void row_3_killed_after_the_provider_did_this_call(int call) {
        ObjectNode bill = Bills.withLines("done-" + call, LINES);
        deliverWithKill(bill, FaultRule.timeoutAfterWork(HELD), call - 1);
        rehearsal.assertDeliveredOnce(bill);
        assertThat(invoice(bill).status()).isEqualTo("open");
        assertThat(posts()).as("what was left to do, and no write asked for twice").hasSize(CALLS - call);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void row_3_killed_while_the_provider_is_still_at_this_call(int call) {
        ObjectNode bill = Bills.withLines("slow-" + call, LINES);
        deliverWithKill(bill, FaultRule.slow(Duration.ofSeconds(8)), call - 1);
        rehearsal.assertDeliveredOnce(bill);
        assertThat(invoice(bill).status()).isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "1, false", "3, false"})
    void row_3_killed_between_the_writes_of_a_changed_bill(int write, boolean done) {
        String id = "changed-" + write + "-" + done;
        ObjectNode first = Bills.bill(id, "USD", amounts(0, 60)).put("status", "PENDING");
        rehearsal.node().send(first);
        rehearsal.awaitSettled();
        // 20 lines go, 20 change their amount, 20 stay, 20 come
        ObjectNode next = Bills.next(first);
        for (int line = 21; line <= 80; line++) {
            Bills.addLine(next, "USAGE", "Line " + line, line <= 40 ? "77.0" + line % 10 : amounts(0, 80)[line - 1]);
        }
        FaultRule fault = done ? FaultRule.timeoutAfterWork(HELD) : FaultRule.timeoutBeforeWork(HELD);
        deliverWithKill(next, fault.on("POST", ".*"), write - 1);
        rehearsal.assertHeldOnce(next);
        assertThat(rehearsal.runs(id)).hasSize(2).allMatch(run -> run.status().name().equals("COMPLETE"));
    }

    private static String[] amounts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> i + 1 + ".25").toArray(String[]::new);
    }

    @Test
    void row_4_killed_after_the_last_write_of_a_draft_it_is_closed_and_nothing_is_written_again() {
        ObjectNode bill = Bills.bill("row-4-draft", "USD", "10", "20.50").put("status", "PENDING");
        deliverWithKill(bill, FaultRule.timeoutAfterWork(HELD).on("POST", ".*/add_lines"), 0);
        rehearsal.assertDeliveredOnce(bill);
        assertThat(posts()).isEmpty();
    }

    @Test
    void row_4_killed_after_the_finalizing_it_is_closed_and_nothing_is_written_again() {
        ObjectNode bill = Bills.bill("row-4-final", "USD", "10", "20.50");
        deliverWithKill(bill, FaultRule.timeoutAfterWork(HELD).on("POST", ".*/finalize"), 0);
        rehearsal.assertDeliveredOnce(bill);
        assertThat(posts()).isEmpty();
        assertThat(invoice(bill).status()).isEqualTo("open");
    }

    /** Every request that could write, repeats included. */
    private static List<LoggedRequest> posts() {
        return rehearsal.stripe().requests().stream().filter(request -> !request.method().equals("GET")).toList();
    }
}
