package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.delivery.Replay;
import dev.waybill.delivery.Replay.Standing;
import dev.waybill.delivery.ReplayCount;
import dev.waybill.delivery.ReplayFilter;
import dev.waybill.delivery.ReplayRefusedException;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Counting, fixing and leading on, turn by turn: the gateway's own clock is set so slow that only the tests take turns. */
class PostgresReplaysTest {

    private static final int PLENTY = 1_000;

    private static Rehearsal rehearsal;
    private static PostgresReplays replays;
    private static PostgresReplayTurns turns;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin(Map.of("replay.turn-every", "1h"));
        replays = rehearsal.replays();
        turns = rehearsal.replayTurns();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void nothingRuns() {
        rehearsal.stripe().faults().clear();
        replays.newest(100).forEach(replay -> replays.cancel(replay.id()));
        rehearsal.awaitSettled();
        turns.turn(PLENTY, PLENTY);
    }

    /** A bill of an account that has no mapping, so that its delivery ends as ERROR. */
    private static void failing(String account, String bill, String currency, String... amounts) {
        rehearsal.send("billing.bill.created", Bills.billOf(account, bill, currency, amounts));
    }

    private static void failing(String account, int many) {
        for (int i = 0; i < many; i++) {
            failing(account, account + "-" + i, "USD", "1.50");
        }
        rehearsal.awaitSettled();
    }

    private static ReplayFilter filter(Set<RunStatus> statuses, String reason, Instant from, Instant to, String account, boolean also) {
        return new ReplayFilter(Rehearsal.ORGANIZATION, null, statuses, reason, from, to, account, also);
    }

    private static ReplayFilter of(String account) {
        return filter(Set.of(), null, null, null, account, false);
    }

    private static long matching(ReplayFilter filter) {
        return replays.count(filter).deliveries();
    }

    private static UUID begun(String account, int rate) {
        ReplayFilter filter = of(account);
        return replays.begin(filter, rate, replays.count(filter).at()).orElseThrow();
    }

    private static Replay now(UUID replay) {
        return replays.find(replay).orElseThrow();
    }

    /** As if this much time had gone by since its rate was used up last. */
    private static void rested(UUID replay, String interval) {
        rehearsal.update("update replay set paced_at = now() - interval '" + interval + "' where id = '" + replay + "'");
    }

    private static List<UUID> turn(UUID replay) {
        rested(replay, "1 hour");
        return turns.turn(PLENTY, PLENTY).begun();
    }

    private static Map<Standing, Long> standings(UUID replay) {
        return now(replay).parts().stream().collect(Collectors.toMap(Replay.Part::standing, Replay.Part::deliveries,
                Long::sum));
    }

    @Test
    void bills_and_money_are_counted_by_currency_to_the_last_digit() {
        failing("counted", "counted-1", "USD", "10.25");
        failing("counted", "counted-2", "USD", "5", "0.10");
        failing("counted", "counted-3", "JPY", "1200");
        rehearsal.awaitSettled();

        ReplayCount count = replays.count(of("counted"));

        assertThat(count.deliveries()).isEqualTo(3);
        assertThat(count.bills()).isEqualTo(3);
        assertThat(count.money()).containsOnlyKeys("JPY", "USD");
        assertThat(count.money().get("USD")).isEqualByComparingTo(new BigDecimal("15.35"));
        assertThat(count.money().get("JPY")).isEqualByComparingTo(new BigDecimal("1200"));
        assertThat(count.byStatus()).isEqualTo(Map.of(RunStatus.ERROR, 3L));
    }

    @Test
    void a_bill_of_two_integrations_counts_once_as_a_bill() {
        rehearsal.apply(Rehearsal.setup("""
                      - name: Second
                        destination: StripeTest
                        credentials: Stripe
                        accountIds: [twice]
                        useExternalMappingAccountCode: true
                """));
        failing("twice", 1);
        ReplayCount count = replays.count(of("twice"));
        assertThat(count.deliveries()).isEqualTo(2);
        assertThat(count.bills()).isEqualTo(1);
    }

    @Test
    void how_long_it_takes_follows_from_the_rate() {
        assertThat(new ReplayCount(Instant.EPOCH, 1_284, 1_284, Map.of(), Map.of(), 0).lasting(25)).isEqualTo(Duration.ofSeconds(52));
    }

    @Test
    void counting_changes_nothing() {
        failing("looked-at", 2);
        long before = rehearsal.replays().newest(1_000).size();
        replays.count(of("looked-at"));
        assertThat(replays.newest(1_000)).hasSize((int) before);
        assertThat(rehearsal.query("select 1 from delivery where due_at is not null")).isEmpty();
    }

    @Test
    void what_succeeded_counts_only_when_asked_for() {
        long unsuccessful = matching(of(Rehearsal.ACCOUNT));
        long all = matching(filter(Set.of(), null, null, null, Rehearsal.ACCOUNT, true));
        rehearsal.send("billing.bill.created", Bills.bill("succeeded", "USD", "5"));
        rehearsal.awaitSettled();
        assertThat(matching(of(Rehearsal.ACCOUNT))).isEqualTo(unsuccessful);
        assertThat(matching(filter(Set.of(), null, null, null, Rehearsal.ACCOUNT, true))).isEqualTo(all + 1);
        Instant began = rehearsal.run("succeeded").createdAt();
        assertThat(matching(filter(Set.of(RunStatus.COMPLETE), null, began, began.plusMillis(1), null, true))).isEqualTo(1);
    }

    @Test
    void status_and_reason_choose() {
        failing("chosen", 2);
        assertThat(matching(filter(Set.of(RunStatus.ERROR), null, null, null, "chosen", false))).isEqualTo(2);
        assertThat(matching(filter(Set.of(RunStatus.AUTH_FAILED, RunStatus.DISABLED), null, null, null, "chosen", false))).isZero();
        assertThat(matching(filter(Set.of(), "missing-account-mapping", null, null, "chosen", false))).isEqualTo(2);
        assertThat(matching(filter(Set.of(), "too-many-lines", null, null, "chosen", false))).isZero();
        assertThat(replays.reasons(Rehearsal.ORGANIZATION)).contains("missing-account-mapping");
    }

    @Test
    void the_begin_of_the_newest_run_chooses() {
        failing("timed", 1);
        Instant began = rehearsal.run("timed-0").createdAt();
        assertThat(matching(filter(Set.of(), null, began, null, "timed", false))).isEqualTo(1);
        assertThat(matching(filter(Set.of(), null, began.plusMillis(1), null, "timed", false))).isZero();
        assertThat(matching(filter(Set.of(), null, null, began, "timed", false))).isZero();
        assertThat(matching(filter(Set.of(), null, null, began.plusMillis(1), "timed", false))).isEqualTo(1);
    }

    @Test
    void the_integration_and_the_organization_choose() {
        failing("whose", 1);
        assertThat(matching(new ReplayFilter(Rehearsal.ORGANIZATION, Rehearsal.INTEGRATION, Set.of(), null, null, null, "whose", false)))
                .isEqualTo(1);
        assertThat(matching(new ReplayFilter(Rehearsal.ORGANIZATION, UUID.randomUUID(), Set.of(), null, null, null, "whose", false)))
                .isZero();
        assertThat(matching(new ReplayFilter(UUID.randomUUID(), null, Set.of(), null, null, null, "whose", false))).isZero();
    }

    @Test
    void nothing_is_begun_where_nothing_matches() {
        ReplayFilter nobody = of("nobody");
        assertThat(replays.count(nobody).deliveries()).isZero();
        assertThat(replays.begin(nobody, 25, replays.count(nobody).at())).isEmpty();
        assertThat(rehearsal.query("select 1 from replay where filter ->> 'accountId' = 'nobody'")).isEmpty();
    }

    @Test
    void what_fails_after_the_count_does_not_join() {
        failing("fixed", 2);
        ReplayFilter filter = of("fixed");
        ReplayCount count = replays.count(filter);
        failing("fixed", "fixed-late", "USD", "7");
        rehearsal.awaitSettled();

        UUID replay = replays.begin(filter, 25, count.at()).orElseThrow();
        failing("fixed", "fixed-later", "USD", "8");
        rehearsal.awaitSettled();

        assertThat(now(replay).total()).isEqualTo(2);
        assertThat(now(replay).money().get("USD")).isEqualByComparingTo("3.00");
        assertThat(turn(replay)).hasSize(2);
    }

    @Test
    void a_replay_of_several_pages_takes_each_delivery_once() {
        failing("pages", 7);
        ReplayFilter filter = of("pages");
        try (Database database = Database.attach(rehearsal.settings())) {
            PostgresReplays paged = new PostgresReplays(database.readers(), 3);
            UUID replay = paged.begin(filter, 500, replays.count(filter).at()).orElseThrow();
            assertThat(now(replay).total()).isEqualTo(7);
            assertThat(turn(replay)).hasSize(7).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_delivery_waits_in_one_replay_at_a_time() {
        failing("once", 2);
        begun("once", 25);
        ReplayCount count = replays.count(of("once"));
        assertThat(count.deliveries()).isZero();
        assertThat(count.elsewhere()).isEqualTo(2);
        assertThat(replays.begin(of("once"), 25, count.at())).isEmpty();
    }

    @Test
    void a_turn_begins_no_more_than_a_second_of_the_rate() {
        failing("rate", 30);
        UUID replay = begun("rate", 25);
        assertThat(turn(replay)).hasSize(25);
        assertThat(rehearsal.query("select 1 from replay where id = '" + replay + "' and paced_at = (select max(started_at) from"
                + " replay_delivery where replay_id = replay.id)")).as("the rate is used up").hasSize(1);
        rehearsal.update("update replay set paced_at = now() + interval '1 hour' where id = '" + replay + "'");
        assertThat(turns.turn(PLENTY, PLENTY).begun()).isEmpty();
        assertThat(turn(replay)).hasSize(5);
    }

    @Test
    void each_replay_has_its_own_rate() {
        failing("slow", 10);
        failing("fast", 10);
        UUID slow = begun("slow", 3);
        UUID fast = begun("fast", 8);
        rested(slow, "1 hour");
        assertThat(turn(fast)).hasSize(3 + 8);
        assertThat(now(slow).waiting()).isEqualTo(7);
        assertThat(now(fast).waiting()).isEqualTo(2);
    }

    @Test
    void no_more_than_the_share_is_under_way() {
        rehearsal.stripe().faults().add(FaultRule.status(400, "parameter_invalid_empty").on("POST", "/v1/invoices"));
        for (int i = 0; i < 6; i++) {
            rehearsal.send("billing.bill.created", Bills.bill("share-" + i, "USD", "2"));
        }
        rehearsal.awaitSettled();
        rehearsal.stripe().faults().clear();
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofSeconds(4)));
        UUID replay = begun(Rehearsal.ACCOUNT, 100);

        rested(replay, "1 hour");
        assertThat(turns.turn(4, PLENTY).begun()).hasSize(4);
        rested(replay, "1 hour");
        assertThat(turns.turn(4, PLENTY).begun()).isEmpty();
        assertThat(now(replay).underWay()).isEqualTo(4);
        rehearsal.stripe().faults().clear();
        rehearsal.awaitSettled();
        rested(replay, "1 hour");
        assertThat(turns.turn(4, PLENTY).begun()).hasSize(2);
        rehearsal.awaitSettled();
        assertThat(turns.turn(4, PLENTY).done()).containsExactly(replay);
        assertThat(now(replay).done()).isEqualTo(6);
    }

    @Test
    void what_a_worker_has_is_left_alone() {
        failing("leased", 2);
        UUID replay = begun("leased", 25);
        rehearsal.update("update delivery set status = 'STARTED', due_at = now() + interval '1 hour', fence = 77 where bill_id ="
                + " (select id from bill where external_id = 'leased-0')");

        assertThat(turn(replay)).hasSize(1);

        assertThat(rehearsal.query("select status, fence, due_at > now() + interval '50 minutes' as leased from delivery"
                + " where fence = 77")).containsExactly(Map.of("status", "STARTED", "fence", 77L, "leased", true));
        assertThat(now(replay).parts()).anySatisfy(part -> {
            assertThat(part.standing()).isEqualTo(Standing.SKIPPED);
            assertThat(part.status()).isEqualTo(RunStatus.STARTED);
        });
        rehearsal.update("update delivery set status = 'ERROR', due_at = null where fence = 77");
    }

    @Test
    void what_succeeded_meanwhile_is_left_alone() {
        failing("meanwhile", 1);
        UUID replay = begun("meanwhile", 25);
        rehearsal.update("update delivery set status = 'COMPLETE' where bill_id = (select id from bill where external_id ="
                + " 'meanwhile-0')");

        rested(replay, "1 hour");
        PostgresReplayTurns.Turn turn = turns.turn(PLENTY, PLENTY);

        assertThat(turn.begun()).isEmpty();
        assertThat(turn.done()).containsExactly(replay);
        assertThat(now(replay).skipped()).isEqualTo(1);
    }

    @Test
    void what_was_erased_is_never_replayed() {
        failing("erased", 1);
        UUID before = begun("erased", 25);
        assertThat(rehearsal.erase("erased").underWay()).isZero();

        assertThat(turn(before)).isEmpty();
        assertThat(now(before).skipped()).isEqualTo(1);
        assertThat(matching(of("erased"))).isZero();

        rehearsal.send("billing.bill.created", Bills.bill("erased-well", "USD", "5"));
        rehearsal.awaitSettled();
        Instant began = rehearsal.run("erased-well").createdAt();
        ReplayFilter successful = filter(Set.of(RunStatus.COMPLETE), null, began, began.plusMillis(1), null, true);
        UUID replay = replays.begin(successful, 25, replays.count(successful).at()).orElseThrow();
        rehearsal.update("update bill set content_hash = 'erased' where external_id = 'erased-well'");
        assertThat(turn(replay)).isEmpty();
        assertThat(matching(successful)).isZero();
    }

    @Test
    void nodes_together_begin_each_delivery_once() throws Exception {
        failing("nodes", 40);
        UUID replay = begun("nodes", 20);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<UUID> all = new ArrayList<>();
            for (int round = 0; round < 10 && all.size() < 40; round++) {
                long begun = System.nanoTime();
                rested(replay, "1 hour");
                List<UUID> together = new ArrayList<>();
                Callable<List<UUID>> node = () -> turns.turn(PLENTY, PLENTY).begun();
                for (Future<List<UUID>> some : nodes.invokeAll(List.of(node, node, node, node))) {
                    together.addAll(some.get());
                }
                all.addAll(together);
                int most = 20 + (int) ((System.nanoTime() - begun) * 20 / 1_000_000_000L) + 1;
                assertThat(together.size()).as("begun by four nodes with one second to use").isLessThanOrEqualTo(most);
            }
            assertThat(all).hasSize(40).doesNotHaveDuplicates();
        } finally {
            nodes.shutdown();
        }
        rehearsal.awaitSettled();
        for (int i = 0; i < 40; i++) {
            assertThat(rehearsal.runs("nodes-" + i)).as("runs of nodes-%s", i).hasSize(2);
        }
    }

    @Test
    void a_cancelled_replay_begins_nothing_more() {
        failing("cancelled", 5);
        UUID replay = begun("cancelled", 2);
        assertThat(turn(replay)).hasSize(2);

        assertThat(replays.cancel(replay)).isTrue();
        assertThat(replays.cancel(replay)).isFalse();

        assertThat(turn(replay)).isEmpty();
        rehearsal.awaitSettled();
        turns.turn(PLENTY, PLENTY);
        assertThat(now(replay).state()).isEqualTo(Replay.State.CANCELLED);
        assertThat(standings(replay)).isEqualTo(Map.of(Standing.TRIED, 2L, Standing.CANCELLED, 3L));
        assertThat(now(replay).failed()).isEqualTo(2);
        assertThat(matching(of("cancelled"))).as("may be replayed anew").isEqualTo(5);
    }

    @Test
    void the_counts_are_exact_at_every_look() {
        failing("exact", 10);
        UUID replay = begun("exact", 4);
        while (now(replay).state() == Replay.State.RUNNING) {
            turn(replay);
            Replay looked = now(replay);
            assertThat(looked.waiting() + looked.underWay() + looked.done() + looked.failed() + looked.putOff() + looked.skipped())
                    .isEqualTo(looked.total()).isEqualTo(10);
            assertThat(looked.money().get("USD")).isEqualByComparingTo("15.00");
            rehearsal.awaitSettled();
        }
        assertThat(now(replay).failed()).isEqualTo(10);
    }

    @Test
    void a_try_makes_a_new_run_with_all_its_tries() {
        failing("again", 1);
        RunSummary first = rehearsal.run("again-0");
        turn(begun("again", 25));
        rehearsal.awaitSettled();
        assertThat(rehearsal.runs("again-0")).hasSize(2).last().isEqualTo(first);
    }

    @Test
    void what_cannot_be_meant_is_refused_with_the_reason() {
        assertThatThrownBy(() -> filter(Set.of(RunStatus.COMPLETE), null, null, null, "a", false))
                .isInstanceOf(ReplayRefusedException.class).hasMessageContaining("--also-successful");
        assertThatThrownBy(() -> filter(Set.of(RunStatus.STARTED), null, null, null, "a", false))
                .isInstanceOf(ReplayRefusedException.class).hasMessageContaining("on their way already");
        assertThatThrownBy(() -> filter(Set.of(RunStatus.RATE_LIMIT_RETRY), null, null, null, "a", false))
                .isInstanceOf(ReplayRefusedException.class).hasMessageContaining("go on by themselves");
        assertThatThrownBy(() -> filter(Set.of(), null, Instant.EPOCH, Instant.EPOCH, "a", false))
                .isInstanceOf(ReplayRefusedException.class).hasMessageContaining("begin must come before the end");
        assertThatThrownBy(() -> filter(Set.of(), null, null, null, null, true))
                .isInstanceOf(ReplayRefusedException.class).hasMessageContaining("What succeeded is replayed for one integration");
        assertThatThrownBy(() -> replays.begin(of("a"), 0, Instant.EPOCH)).isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("1 to 500");
    }
}
