package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.server.FaultRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 3 and 4 at Paddle: kill -9 around each of its two writes, done or not done by then. */
class KillBetweenPaddleCallsIT {

    private static final Duration HELD = Duration.ofMinutes(5);
    private static final String CREATE = "/api/2.0/subscription/modifiers/create";
    private static final String DELETE = "/api/2.0/subscription/modifiers/delete";

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.external(Map.of());
        rehearsal.applySetup(Rehearsal.paddleSetup("        settings: { lookUpAfter: 1 }"));
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
    private static void deliverWithKill(ObjectNode bill, boolean done, String path) {
        rehearsal.atPaddle((done ? FaultRule.timeoutAfterWork(HELD) : FaultRule.timeoutBeforeWork(HELD)).on("POST", path), 0);
        rehearsal.node().send(bill);
        rehearsal.awaitStruck();
        rehearsal.node().kill();
        rehearsal.paddle().faults().clear();
        rehearsal.paddle().clearRequests();
        rehearsal.node().start();
        rehearsal.awaitSettled();
    }

    private static void isChargedOnce(ObjectNode bill, String amount, int runs) {
        String id = bill.path("id").asText();
        assertThat(rehearsal.paddle().chargesOf(Rehearsal.paddleMark(id))).extracting(Charge::amount)
                .usingElementComparator(BigDecimal::compareTo).containsExactly(new BigDecimal(amount));
        assertThat(rehearsal.runs(id)).extracting(RunSummary::status).hasSize(runs).containsOnly(RunStatus.COMPLETE);
    }

    private static long asked(String path) {
        return rehearsal.paddle().requests().stream().filter(request -> request.path().equals(path)).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_4_killed_while_a_modifier_is_made(boolean done) {
        ObjectNode bill = Bills.bill("create-" + done, "USD", "10", "20.50");
        deliverWithKill(bill, done, CREATE);
        isChargedOnce(bill, "30.5", 1);
        assertThat(asked(CREATE)).isEqualTo(done ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_3_killed_while_the_modifier_of_an_earlier_version_is_deleted(boolean done) {
        ObjectNode next = changed("delete-" + done);
        deliverWithKill(next, done, DELETE);
        isChargedOnce(next, "12.75", 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_3_killed_between_deletion_and_creation(boolean done) {
        ObjectNode next = changed("recreate-" + done);
        deliverWithKill(next, done, CREATE);
        isChargedOnce(next, "12.75", 2);
        assertThat(asked(DELETE)).isZero();
    }

    private static ObjectNode changed(String id) {
        ObjectNode first = Bills.bill(id, "USD", "10");
        rehearsal.node().send(first);
        rehearsal.awaitSettled();
        return Bills.next(first, "12.75");
    }

    @Test
    void row_3_killed_while_the_fourth_of_ten_lines_is_made() {
        rehearsal.applySetup(Rehearsal.paddleSetup("        settings: { lookUpAfter: 1, modifiers: line }"));
        try {
            ObjectNode bill = Bills.withLines("lines", 10);
            rehearsal.atPaddle(FaultRule.timeoutAfterWork(HELD).on("POST", CREATE), 3);
            rehearsal.node().send(bill);
            rehearsal.awaitStruck();
            rehearsal.node().kill();
            rehearsal.begunAnew();
            rehearsal.node().start();
            rehearsal.awaitSettled();
            assertThat(asked(CREATE)).isEqualTo(6);
            assertThat(rehearsal.paddle().chargedFor(Rehearsal.paddleMark("lines"))).isEqualByComparingTo("10.55");
            assertThat(rehearsal.paddle().chargesOf(Rehearsal.paddleMark("lines"))).hasSize(10);
        } finally {
            rehearsal.applySetup(Rehearsal.paddleSetup("        settings: { lookUpAfter: 1 }"));
        }
    }

    @Test
    void the_auth_code_is_in_no_log_of_a_process_that_was_killed() {
        ObjectNode bill = Bills.bill("secret", "USD", "5");
        deliverWithKill(bill, true, CREATE);
        isChargedOnce(bill, "5", 1);
        assertThat(rehearsal.saidEver()).contains("bill secret").doesNotContain(Rehearsal.PADDLE_CODE, "vendor_auth_code");
    }
}
