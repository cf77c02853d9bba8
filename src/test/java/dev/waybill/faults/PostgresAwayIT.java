package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.OwnPostgres;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.Sending;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.io.IOException;
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

/** Row 7 of what Waybill must survive: its PostgreSQL is away for some seconds, and comes back. */
class PostgresAwayIT {

    /** About five seconds are promised; a busy machine may take longer to start PostgreSQL itself. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);

    private static OwnPostgres postgres;
    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        postgres = new OwnPostgres();
        // what a lost connection leaves behind waits for the end of its lease: as short as the settings allow
        rehearsal = ProcessRehearsal.external(postgres.settings(), Map.of("delivery.lease", "7s", "stripe.response-timeout", "1s",
                "m3ter.response-timeout", "1s", "http-client.connect-timeout", "500ms"));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
        postgres.close();
    }

    @BeforeEach
    void works() {
        rehearsal.begunAnew();
    }

    @Test
    void row_7_webhooks_get_503_meanwhile_and_everything_goes_on_by_itself() throws Exception {
        GatewayProcess node = rehearsal.node();
        long pid = node.pid();
        List<ObjectNode> bills = bills("away-");
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(100)));
        try (Sending sending = sending(bills)) {
            sending.awaitAcknowledged(60);
            postgres.stop();
            HttpResponse<String> refused = node.postForHeaders(Bills.bill("meanwhile", "USD", "1"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(node.health("/ready")).isEqualTo("503");
            assertThat(node.health("/live")).as("nobody should restart it").isEqualTo("200");
            Awaitility.await("every running worker has met it").pollDelay(Duration.ofSeconds(5)).until(() -> true);
            postgres.start();
            long back = System.nanoTime();
            Awaitility.await("webhooks are taken again").atMost(RECOVERY).pollInterval(Duration.ofMillis(100)).until(() ->
                    node.post(Bills.event("billing.bill.created", Bills.bill("back", "USD", "1"))).status() == 200);
            System.out.printf("PostgreSQL back: webhooks taken after %d ms%n", (System.nanoTime() - back) / 1_000_000);
            Awaitility.await("ready again").atMost(RECOVERY).until(() -> node.health("/ready").equals("200"));
            sending.awaitAll();
            assertThat(sending.refusals()).containsExactly(503);
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
        assertThat(rehearsal.stripe().invoicesOf("meanwhile")).as("it was refused").isEmpty();
        assertThat(node.pid()).isEqualTo(pid);
        assertThat(node.said()).as("an outage is said in lines, not in stack traces").contains("tries again at its next turn")
                .doesNotContain("\tat ");
    }

    @Test
    void row_7_killed_itself_under_load_it_loses_nothing_that_was_acknowledged() {
        List<ObjectNode> bills = bills("crashed-");
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(50)));
        try (Sending sending = sending(bills)) {
            sending.awaitAcknowledged(60);
            postgres.kill();
            postgres.start();
            sending.awaitAll();
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
    }

    @Test
    void told_to_stop_while_it_is_away_the_gateway_stops_and_a_start_waits_for_it() {
        ObjectNode bill = Bills.bill("unsettled", "USD", "5", "6");
        rehearsal.atStripe(FaultRule.timeoutAfterWork(Duration.ofMinutes(5)), 0);
        GatewayProcess node = rehearsal.node();
        node.send(bill);
        rehearsal.awaitStruck();
        postgres.stop();
        long told = System.nanoTime();
        node.terminate();
        GatewayProcess.Ended ended = node.awaitExit();
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - told)).as("from signal to exit").isLessThan(Duration.ofSeconds(20));
        node.begin();
        Awaitility.await("it waits").atMost(Duration.ofSeconds(20)).until(() -> node.said().contains("waiting for PostgreSQL"));
        postgres.start();
        node.awaitReady();
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void nothing_is_sent_without_credentials_when_they_cannot_be_read() {
        ObjectNode bill = Bills.bill("credentials", "USD", "5", "6");
        forgetCredentials();
        postgres.wire().cutAt("select organization_id, key_id, sealed");
        rehearsal.node().send(bill);
        Awaitility.await("the reading of the credentials was cut").atMost(Duration.ofSeconds(30)).until(postgres.wire()::struck);
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
        assertThat(rehearsal.stripe().requests()).extracting(LoggedRequest::status).containsOnly(200);
    }

    @Test
    void nothing_is_asked_of_m3ter_without_credentials_when_they_cannot_be_read() throws IOException {
        ObjectNode bill = Bills.bill("m3ter-credentials", "USD", "5", "6");
        rehearsal.m3ter().put(bill);
        forgetCredentials();
        postgres.wire().cutAt("select organization_id, key_id, sealed");
        rehearsal.node().post(Rehearsal.REREADING_WEBHOOK, Bills.event("billing.bill.created", bill));
        Awaitility.await("the reading of the credentials was cut").atMost(Duration.ofSeconds(30)).until(postgres.wire()::struck);
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
        assertThat(rehearsal.m3ter().requests()).extracting(LoggedRequest::status).containsOnly(200);
    }

    /** Credentials are read once under each configuration: the next one begins. */
    private static void forgetCredentials() {
        long number = rehearsal.count("with next as (update configuration_revision set number = number + 1 returning number)"
                + " select number from next");
        Awaitility.await("the next configuration").atMost(Duration.ofSeconds(10)).until(() -> rehearsal.node().said()
                .contains("Changed to configuration " + number));
    }

    private static List<ObjectNode> bills(String prefix) {
        return IntStream.range(0, 120).mapToObj(i -> Bills.numbered(i, prefix + i, "USD", i + 1 + ".01", "3")).toList();
    }

    private static Sending sending(List<ObjectNode> bills) {
        return Sending.of(bills, 4, rehearsal.node());
    }
}
