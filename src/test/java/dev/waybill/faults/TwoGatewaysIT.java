package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Sending;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two packaged gateways on one PostgreSQL, each with a data folder of its own. */
class TwoGatewaysIT {

    /** As short as the settings allow beside these timeouts. */
    private static final Duration LEASE = Duration.ofSeconds(7);

    private static ProcessRehearsal rehearsal;
    private static GatewayProcess first;
    private static GatewayProcess second;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.external(Map.of("delivery.lease", LEASE.toSeconds() + "s", "stripe.response-timeout", "1s",
                "m3ter.response-timeout", "1s", "http-client.connect-timeout", "500ms"));
        first = rehearsal.node();
        second = rehearsal.another().start();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @BeforeEach
    void bothRun() {
        rehearsal.begunAnew();
        List.of(first, second).stream().filter(node -> !node.runs()).forEach(GatewayProcess::start);
    }

    private static List<ObjectNode> bills(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> Bills.numbered(i, prefix + i, "USD", i + 1 + ".01", "2")).toList();
    }

    private static Sending sending(List<ObjectNode> bills) {
        return Sending.of(bills, 4, first, second);
    }

    @Test
    void bills_posted_to_both_are_delivered_once_each() {
        List<ObjectNode> bills = bills("both-", 200);
        try (Sending sending = sending(bills)) {
            sending.awaitAll();
            assertThat(sending.refusals()).isEmpty();
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
        assertThat(first.said()).contains("COMPLETE: bill both-");
        assertThat(second.said()).contains("COMPLETE: bill both-");
    }

    @Test
    void the_same_events_posted_to_both_are_folded_into_one_run_each() {
        List<ObjectNode> bills = bills("twice-", 50);
        List<String> events = bills.stream().map(bill -> Bills.event("billing.bill.created", bill)).toList();
        try (Sending one = new Sending(events, 2, List.of(first)); Sending other = new Sending(events, 2, List.of(second))) {
            one.awaitAll();
            other.awaitAll();
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
    }

    @Test
    void when_one_is_killed_the_other_takes_over_what_it_had_once_the_leases_end() {
        List<ObjectNode> bills = bills("over-", 120);
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(200)));
        long killed;
        try (Sending sending = sending(bills)) {
            sending.awaitAcknowledged(100);
            second.kill();
            killed = System.nanoTime();
            assertThat(rehearsal.count("select count(*) from delivery d where status = 'STARTED' and due_at > now()")
                    + rehearsal.count("select count(*) from inbound_event where due_at > now()")).as("leases").isPositive();
            sending.awaitAll();
        }
        rehearsal.awaitSettled(LEASE.plusSeconds(20));
        System.out.printf("the other node is done %d ms after the kill, lease %d ms%n", (System.nanoTime() - killed) / 1_000_000,
                LEASE.toMillis());
        bills.forEach(rehearsal::assertDeliveredOnce);
        assertThat(second.runs()).isFalse();
    }
}
