package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Sending;
import dev.waybill.standin.server.FaultRule;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 6 of what Waybill must survive: told to stop (SIGTERM) under load. */
class StopUnderLoadIT {

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.external(Map.of());
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @BeforeEach
    void runs() throws Exception {
        rehearsal.begunAnew();
        if (rehearsal.node().runs()) {           // under the settings of the test before
            rehearsal.node().terminate();
            rehearsal.node().awaitExit();
        }
        rehearsal.node().set("shutdown.drain", "30s").start();
    }

    private static List<ObjectNode> bills(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> Bills.numbered(i, prefix + i, "USD", i + 1 + ".01", "2")).toList();
    }

    @Test
    void row_6_new_webhooks_get_503_running_work_ends_and_the_exit_code_is_0() throws Exception {
        GatewayProcess node = rehearsal.node();
        List<ObjectNode> bills = bills("stop-", 150);
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(400)));
        try (Sending sending = Sending.of(bills, 4, node)) {
            sending.awaitAcknowledged(80);
            node.terminate();
            Awaitility.await("the door is closed").atMost(Duration.ofSeconds(10)).until(() -> node.said().contains("Stopping"));
            HttpResponse<String> refused = node.postForHeaders(Bills.bill("late", "USD", "1"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(node.health("/ready")).as("ready while stopping").isEqualTo("503");
            GatewayProcess.Ended ended = node.awaitExit();
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(rehearsal.runs().unsettled()).as("acknowledged and not ended, though there was time: %s events, %s deliveries,"
                    + " %s of them leased, %s later", rehearsal.count("select count(*) from inbound_event where due_at is not null"),
                    rehearsal.count("select count(*) from delivery where due_at is not null"),
                    rehearsal.count("select count(*) from delivery where due_at is not null and lease_owner is not null"),
                    rehearsal.count("select count(*) from delivery where due_at > now() + interval '2 s'")).isZero();
            assertThat(rehearsal.count("select count(*) from run where status = 'COMPLETE'")).isGreaterThanOrEqualTo(80);
            rehearsal.stripe().faults().clear();
            node.start();
            sending.awaitAll();
            assertThat(sending.refusals()).containsExactly(503);
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
        assertThat(rehearsal.stripe().invoicesOf("late")).isEmpty();
    }

    @Test
    void row_6_what_does_not_end_in_time_is_given_back_and_resumed_by_the_next_start() {
        GatewayProcess node = rehearsal.node();
        node.close();
        node.set("shutdown.drain", "1s").start();
        List<ObjectNode> bills = bills("left-", 40);
        rehearsal.stripe().faults().add(FaultRule.timeoutAfterWork(Duration.ofMinutes(5)));
        bills.forEach(node::send);
        rehearsal.awaitStruck();
        long told = System.nanoTime();
        node.terminate();
        GatewayProcess.Ended ended = node.awaitExit();
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - told)).as("from signal to exit").isLessThan(Duration.ofSeconds(20));
        assertThat(rehearsal.runs().unsettled()).isEqualTo(bills.size());
        assertThat(rehearsal.count("select count(*) from delivery where lease_owner is not null")).as("leases kept").isZero();
        rehearsal.stripe().faults().clear();
        node.start();
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
    }
}
