package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.PostgresWire;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows 1 and 2 of what Waybill must survive: kill -9 just before and just after a webhook is acknowledged. */
class KillAroundAcknowledgementIT {

    private static final Duration HELD = Duration.ofMinutes(5);
    private static final Duration FIRST_PROGRESS = Duration.ofSeconds(5);

    private static PostgresWire wire;
    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        wire = new PostgresWire(URI.create(TestPostgres.url().substring("jdbc:".length())).getPort());
        rehearsal = ProcessRehearsal.external(Map.of("database.url", "jdbc:postgresql://127.0.0.1:" + wire.port() + "/postgres",
                "database.user", "postgres"), Map.of());
    }

    @AfterAll
    static void end() {
        rehearsal.close();
        wire.close();
    }

    @BeforeEach
    void runs() {
        rehearsal.begunAnew();
        if (!rehearsal.node().runs()) {
            rehearsal.node().start();
        }
    }

    private static void killAndRestart() {
        rehearsal.node().kill();
        wire.release();
        rehearsal.stripe().faults().clear();
        rehearsal.m3ter().faults().clear();
        rehearsal.node().start();
    }

    /** How long after a start Stripe is asked for the first time. */
    private static void assertProgressInTime() {
        long ready = System.nanoTime();
        Awaitility.await("the first call after the restart").atMost(FIRST_PROGRESS).pollInterval(Duration.ofMillis(10))
                .until(() -> !rehearsal.writes().isEmpty());
        System.out.printf("first progress: %d ms after ready, %d ms after the start of the process%n",
                (System.nanoTime() - ready) / 1_000_000, (System.nanoTime() - rehearsal.node().startedAt()) / 1_000_000);
    }

    private static CompletableFuture<WebhookSender.Acknowledgement> posted(GatewayProcess node, String event) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return node.post(event);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void row_1_killed_after_the_commit_and_before_the_answer_the_repeat_is_folded_into_one_run() throws IOException {
        ObjectNode bill = Bills.bill("row-1", "USD", "12.34", "0.66");
        String event = Bills.event("billing.bill.created", bill);
        wire.holdAnswerTo("inbound_event_key");
        CompletableFuture<WebhookSender.Acknowledgement> first = posted(rehearsal.node(), event);
        Awaitility.await("the event is on disk").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10))
                .until(() -> rehearsal.count("select count(*) from inbound_event where entity_id = 'row-1'") == 1);
        assertThat(first).as("answered before the commit was known").isNotDone();
        killAndRestart();
        assertThat(first).failsWithin(Duration.ofSeconds(10));
        WebhookSender.Acknowledgement repeat = rehearsal.node().post(event);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(Rehearsal.json(repeat.body()).path("duplicate").asBoolean()).isTrue();
        rehearsal.awaitSettled();
        assertThat(rehearsal.count("select count(*) from inbound_event where entity_id = 'row-1'")).isOne();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void row_1_killed_before_the_commit_nothing_was_kept_and_the_repeat_is_new() throws IOException {
        ObjectNode bill = Bills.bill("row-1-before", "USD", "12.34");
        String event = Bills.event("billing.bill.created", bill);
        wire.holdStatement("inbound_event_key");
        CompletableFuture<WebhookSender.Acknowledgement> first = posted(rehearsal.node(), event);
        Awaitility.await("the statement is held").atMost(Duration.ofSeconds(30)).until(wire::struck);
        assertThat(first).isNotDone();
        killAndRestart();
        assertThat(first).failsWithin(Duration.ofSeconds(10));
        WebhookSender.Acknowledgement repeat = rehearsal.node().post(event);
        assertThat(Rehearsal.json(repeat.body()).path("duplicate").asBoolean(true)).isFalse();
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void row_2_killed_after_the_2xx_and_before_anything_was_decided_it_is_delivered_after_the_restart() {
        ObjectNode bill = Bills.bill("row-2-undecided", "USD", "5", "6");
        wire.holdStatement("insert into bill (");
        rehearsal.node().send(bill);
        Awaitility.await("the decision is held").atMost(Duration.ofSeconds(30)).until(wire::struck);
        killAndRestart();
        assertProgressInTime();
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void row_2_killed_after_the_decision_was_kept_and_before_its_worker_knew_it_is_delivered_after_the_restart() {
        ObjectNode bill = Bills.bill("row-2-decided", "USD", "5", "6");
        wire.holdAnswerTo("insert into bill (");
        rehearsal.node().send(bill);
        Awaitility.await("the decision is on disk").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10))
                .until(() -> rehearsal.count("select count(*) from run where bill_external_id = 'row-2-decided'") == 1);
        assertThat(rehearsal.stripe().requests()).isEmpty();
        killAndRestart();
        assertProgressInTime();
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void row_2_killed_while_the_bill_is_read_again_it_is_delivered_after_the_restart() throws IOException {
        ObjectNode bill = Bills.bill("row-2-read", "USD", "7.50", "2.50");
        rehearsal.m3ter().put(bill);
        rehearsal.m3ter().faults().add(FaultRule.timeoutBeforeWork(HELD).on("GET", ".*/bills/.*"));
        assertThat(rehearsal.node().post(Rehearsal.REREADING_WEBHOOK, Bills.event("billing.bill.created", bill)).status())
                .isEqualTo(200);
        Awaitility.await("m3ter is asked").atMost(Duration.ofSeconds(30)).until(() -> rehearsal.m3ter().requests().stream()
                .anyMatch(request -> !request.faults().isEmpty()));
        killAndRestart();
        assertProgressInTime();
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }
}
