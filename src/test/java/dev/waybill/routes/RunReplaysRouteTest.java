package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.Replay;
import dev.waybill.delivery.ReplayFilter;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.gateway.GatewayApplication;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Invariants;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays by a running gateway. */
class RunReplaysRouteTest {

    private static final FaultRule REFUSED = FaultRule.status(400, "parameter_invalid_empty").on("POST", "/v1/invoices");

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin(Map.of("replay.turn-every", "50ms", "replay.share", "2"),
                Rehearsal.setup("") + Rehearsal.mapping("acc-2", "Stripe", "Customer", "cus_2"));
        rehearsal.stripe().customer("cus_2");
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        rehearsal.stripe().faults().clear();
        rehearsal.replays().newest(100).forEach(replay -> rehearsal.replays().cancel(replay.id()));
        rehearsal.update("update delivery set due_at = now() where status in ('AWAITING_RETRY', 'RATE_LIMIT_RETRY')");
        rehearsal.awaitSettled();
    }

    private static String[] ids(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> prefix + "-" + i).toArray(String[]::new);
    }

    /** Bills that Stripe refused, and would take now. */
    private static void refused(FaultRule fault, String... ids) {
        rehearsal.stripe().faults().add(fault);
        for (String id : ids) {
            rehearsal.send("billing.bill.created", Bills.bill(id, "USD", "2.50"));
        }
        rehearsal.awaitSettled();
        rehearsal.stripe().faults().clear();
        rehearsal.stripe().clearRequests();
        for (String id : ids) {
            assertThat(rehearsal.run(id).status()).isEqualTo(RunStatus.ERROR);
        }
    }

    private static UUID replay(Instant from, boolean alsoSuccessful, int rate) {
        ReplayFilter filter = new ReplayFilter(Rehearsal.ORGANIZATION, Rehearsal.INTEGRATION, Set.of(), null, from, null, null,
                alsoSuccessful);
        return rehearsal.replays().begin(filter, rate, rehearsal.replays().count(filter).at()).orElseThrow();
    }

    private static Replay now(UUID replay) {
        return rehearsal.replays().find(replay).orElseThrow();
    }

    private static Replay ended(UUID replay) {
        Awaitility.await("replay ended").atMost(Duration.ofSeconds(40)).until(() -> now(replay).state() != Replay.State.RUNNING);
        return now(replay);
    }

    private static void assertTriedTwiceAndHeldOnce(String... ids) {
        for (String id : ids) {
            assertThat(rehearsal.runs(id)).as("runs of %s", id).extracting(RunSummary::status)
                    .containsExactly(RunStatus.COMPLETE, RunStatus.ERROR);
            assertThat(rehearsal.stripe().invoicesOf(id)).as("invoices of %s", id).hasSize(1);
        }
        Invariants.hold(rehearsal, ids);
    }

    @Test
    void what_was_refused_is_delivered_and_what_succeeded_is_not_touched() {
        rehearsal.send("billing.bill.created", Bills.bill("well", "USD", "9"));
        rehearsal.awaitSettled();
        String[] ids = ids("refused", 5);
        refused(REFUSED, ids);

        Replay replay = ended(replay(null, false, 500));

        assertThat(replay.state()).isEqualTo(Replay.State.DONE);
        assertThat(replay.done()).isEqualTo(5).isEqualTo(replay.total());
        assertThat(replay.money().get("USD")).isEqualByComparingTo("12.50");
        assertTriedTwiceAndHeldOnce(ids);
        assertThat(rehearsal.runs("well")).hasSize(1);
        assertThat(rehearsal.logLines()).noneMatch(line -> line.contains("run-replays failed"));
    }

    @Test
    void what_succeeded_is_only_looked_at_where_the_provider_holds_the_same() {
        ObjectNode bill = Bills.bill("compared", "USD", "4");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        Instant began = rehearsal.run("compared").createdAt();
        rehearsal.stripe().clearRequests();

        Replay replay = ended(replay(began, true, 500));

        assertThat(replay.done()).isEqualTo(1).isEqualTo(replay.total());
        assertThat(rehearsal.stripe().requests()).extracting(LoggedRequest::method).isNotEmpty().containsOnly("GET");
        assertThat(rehearsal.runs("compared")).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE, RunStatus.COMPLETE);
    }

    @Test
    void a_gateway_that_is_restarted_in_the_middle_goes_on() {
        String[] ids = ids("restarted", 40);
        refused(REFUSED, ids);
        UUID replay = replay(null, false, 20);
        Awaitility.await().until(() -> now(replay).done() >= 5);

        rehearsal.restart();

        assertThat(now(replay).waiting()).isPositive();
        assertThat(ended(replay).done()).isEqualTo(40);
        assertTriedTwiceAndHeldOnce(ids);
    }

    @Test
    void two_gateways_share_a_replay() {
        String[] ids = ids("shared", 30);
        refused(REFUSED, ids);
        try (GatewayApplication another = rehearsal.anotherNode()) {
            assertThat(ended(replay(null, false, 100)).done()).isEqualTo(30);
        }
        assertTriedTwiceAndHeldOnce(ids);
    }

    @Test
    void a_new_bill_of_another_customer_does_not_wait_for_a_replay() {
        refused(FaultRule.refuseLine("Line 1"), ids("slow", 6));        // their drafts exist, so they begin with a look
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofSeconds(5)).on("GET", "/v1/invoices/.*"));
        UUID replay = replay(null, false, 500);
        Awaitility.await().until(() -> now(replay).underWay() == 2);

        rehearsal.send("billing.bill.created", Bills.billOf("acc-2", "fresh", "USD", "3"));
        Awaitility.await().until(() -> rehearsal.runs("fresh").stream().anyMatch(run -> run.status() == RunStatus.COMPLETE));

        assertThat(now(replay).done()).isZero();
        assertThat(now(replay).underWay()).isEqualTo(2);
        rehearsal.stripe().faults().clear();
        assertThat(ended(replay).done()).isEqualTo(6);
    }

    @Test
    void what_is_put_off_goes_on_by_itself_and_is_counted_as_it_stands() {
        refused(REFUSED, "put-off");
        rehearsal.stripe().faults().add(FaultRule.tooManyRequests("global-rate", 3_600));

        UUID replay = replay(null, false, 25);

        assertThat(ended(replay).putOff()).isEqualTo(1);
        rehearsal.stripe().faults().clear();
        rehearsal.asIfAskedWaitsWereOver();
        Awaitility.await().until(() -> now(replay).done() == 1);
        assertThat(now(replay).putOff()).isZero();
    }

    @Test
    void what_fails_again_is_said_by_its_status() {
        refused(REFUSED, "fails-again");
        rehearsal.stripe().faults().add(REFUSED);
        Replay replay = ended(replay(null, false, 25));
        assertThat(replay.failed()).isEqualTo(1);
        assertThat(replay.parts()).extracting(Replay.Part::status).containsExactly(RunStatus.ERROR);
        assertThat(rehearsal.logLines()).filteredOn(line -> line.contains("Replay " + replay.id() + " is through")).hasSize(1);
        rehearsal.stripe().faults().clear();
        assertThat(ended(replay(null, false, 25)).done()).isEqualTo(1);
    }
}
