package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.Sending;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Row 5 of what Waybill must survive, in small: kill -9 at random under load, on the embedded database. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillUnderLoadIT {

    private static final int ROUNDS = 5;
    private static final int BILLS = 400;
    private static final Duration FIRST_PROGRESS = Duration.ofSeconds(5);

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.embedded(Map.of());
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static List<ObjectNode> bills(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> Bills.numbered(i, prefix + i, "USD", i + 1 + ".01", "0." + (10 + i % 90), "-0.05"))
                .toList();
    }

    @Test
    @Order(1)
    void row_5_five_random_kills_under_load_lose_nothing_and_send_nothing_twice() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("kills under load: seed " + seed);
        GatewayProcess node = rehearsal.node();
        List<ObjectNode> bills = bills("load-", BILLS);
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(60)));
        int leftBehind = 0;
        try (Sending sending = Sending.of(bills, 4, node)) {
            for (int round = 1; round <= ROUNDS; round++) {
                int someMore = sending.acknowledged() + 20 + random.nextInt(40);
                sending.awaitAcknowledged(Math.min(someMore, round * BILLS / (ROUNDS + 1)));
                node.kill();
                leftBehind += rehearsal.runs().unsettled();
                long before = rehearsal.stripe().requestCount();
                node.start();
                assertProgress(before);
            }
            System.out.println("cut off by the kills: " + leftBehind);
            sending.awaitAll();
            assertThat(sending.refusals()).as("only told to come back").isSubsetOf(503);
        }
        rehearsal.awaitSettled();
        assertThat(leftBehind).as("events and deliveries that the kills cut off").isGreaterThan(ROUNDS);
        bills.forEach(rehearsal::assertDeliveredOnce);
        assertThat(rehearsal.count("select count(*) from inbound_event")).isEqualTo(BILLS);
        assertThat(rehearsal.saidEver()).as("a kill is no failure of Stripe").doesNotContain("AWAITING_RETRY");
        assertThat(rehearsal.stripe().invoices()).as("invoices of nobody's bill").hasSize(BILLS);
    }

    private static void assertProgress(long before) {
        Awaitility.await("the first call after the restart").atMost(FIRST_PROGRESS).pollInterval(Duration.ofMillis(10))
                .until(() -> rehearsal.stripe().requestCount() > before);
        System.out.printf("first progress: %d ms after the start of the process%n",
                (System.nanoTime() - rehearsal.node().startedAt()) / 1_000_000);
    }

    @Test
    @Order(2)
    void no_secret_has_reached_a_log() {
        assertThat(rehearsal.saidEver()).contains("Ready").doesNotContain(ProcessRehearsal.SECRETS.values())
                .doesNotContain(Rehearsal.SECRET);
    }
}
