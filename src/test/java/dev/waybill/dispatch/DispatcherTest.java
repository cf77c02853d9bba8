package dev.waybill.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final BreakerSettings BREAKER = new BreakerSettings(50, 10, Duration.ofSeconds(30));
    private static final Limits WIDE = Limits.perAccount(100, 1_000_000, 0);

    private final ProviderAccount acme = account(1);
    private final ProviderAccount slow = account(2);
    private long now = 1_000_000_000_000L;

    private static ProviderAccount account(int number) {
        return new ProviderAccount("stripe", true, new UUID(0, number));
    }

    private Dispatcher<String> dispatcher(int workers, Limits limits) {
        return new Dispatcher<>(workers, 1_000, account -> limits, BREAKER, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static List<Turn<String>> takeAll(Dispatcher<String> dispatcher) {
        List<Turn<String>> turns = new ArrayList<>();
        for (Optional<Turn<String>> turn = dispatcher.poll(); turn.isPresent(); turn = dispatcher.poll()) {
            turns.add(turn.get());
        }
        return turns;
    }

    private static void offer(Dispatcher<String> dispatcher, ProviderAccount account, int customers) {
        IntStream.range(0, customers).forEach(i -> assertThat(dispatcher.offer(Lane.of(account, "cus_" + i), account.id() + "/" + i)).isTrue());
    }

    @Test
    void two_deliveries_of_one_customer_go_one_after_the_other() {
        Dispatcher<String> dispatcher = dispatcher(10, WIDE);
        Lane lane = Lane.of(acme, "cus_1");
        dispatcher.offer(lane, "first");
        dispatcher.offer(lane, "second");
        dispatcher.offer(Lane.of(acme, "cus_2"), "other");

        List<Turn<String>> turns = takeAll(dispatcher);
        assertThat(turns).extracting(Turn::item).containsExactly("first", "other");
        dispatcher.end(turns.get(0));
        assertThat(dispatcher.poll()).map(Turn::item).contains("second");
    }

    @Test
    void ending_a_turn_twice_frees_nothing_twice() {
        Dispatcher<String> dispatcher = dispatcher(10, Limits.perAccount(1, 1_000, 0));
        offer(dispatcher, acme, 3);
        Turn<String> turn = dispatcher.poll().orElseThrow();
        dispatcher.end(turn);
        dispatcher.end(turn);
        assertThat(takeAll(dispatcher)).hasSize(1);
    }

    @Test
    void an_account_has_no_more_at_once_than_its_limit() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(4, 1_000_000, 0));
        offer(dispatcher, acme, 20);
        assertThat(takeAll(dispatcher)).hasSize(4);
    }

    @Test
    void accounts_that_hang_leave_a_share_of_the_workers_to_the_others() {
        Dispatcher<String> dispatcher = dispatcher(16, WIDE);
        offer(dispatcher, slow, 50);
        assertThat(takeAll(dispatcher)).as("one account has half of the workers").hasSize(8);
        offer(dispatcher, account(3), 50);
        assertThat(takeAll(dispatcher)).as("the next one half of the rest").hasSize(4);
        offer(dispatcher, acme, 1);
        assertThat(dispatcher.poll()).as("and there is always one left").isPresent();
    }

    @Test
    void accounts_take_turns() {
        Dispatcher<String> dispatcher = dispatcher(100, WIDE);
        offer(dispatcher, slow, 10);
        offer(dispatcher, acme, 3);
        List<Turn<String>> turns = takeAll(dispatcher);
        assertThat(turns.subList(0, 6)).extracting(Turn::account).containsExactly(slow, acme, slow, acme, slow, acme);
    }

    @Test
    void calls_begin_at_the_accounts_rate_and_a_call_of_a_delivery_at_work_goes_before_a_new_delivery() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(50, 10, 0));
        offer(dispatcher, acme, 15);
        List<Turn<String>> first = takeAll(dispatcher);
        assertThat(first).as("a fifth of a second's calls at once").hasSize(2);
        assertThat(dispatcher.leave(first.get(0), "create")).as("its first call is counted").isEqualTo(new Leave.Go(Duration.ZERO));
        assertThat(dispatcher.leave(first.get(0), "add")).isEqualTo(new Leave.Go(Duration.ofMillis(100)));
        pass(Duration.ofMillis(100));
        assertThat(dispatcher.poll()).as("this moment's call is spoken for").isEmpty();
        pass(Duration.ofMillis(100));
        assertThat(takeAll(dispatcher)).hasSize(1);
    }

    @Test
    void the_rate_is_met_over_time() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(50, 20, 0));
        int begun = 0;
        for (int tenth = 0; tenth < 100; tenth++) {
            int round = tenth;
            IntStream.range(0, 5).forEach(i -> dispatcher.offer(Lane.of(acme, round + "-" + i), "bill"));
            for (Turn<String> turn : takeAll(dispatcher)) {
                begun++;
                dispatcher.end(turn);
            }
            pass(Duration.ofMillis(100));
        }
        assertThat(begun).isBetween(199, 204);
    }

    @Test
    void calls_of_one_kind_have_a_rate_of_their_own_and_nothing_begins_that_could_not_go_on() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(50, 1_000, 10));
        offer(dispatcher, acme, 10);
        Turn<String> one = dispatcher.poll().orElseThrow();
        Turn<String> other = dispatcher.poll().orElseThrow();
        Turn<String> third = dispatcher.poll().orElseThrow();
        assertThat(dispatcher.leave(one, "create")).isEqualTo(new Leave.Go(Duration.ZERO));
        assertThat(dispatcher.leave(other, "create")).isEqualTo(new Leave.Go(Duration.ZERO));
        assertThat(dispatcher.leave(third, "create")).isEqualTo(new Leave.Go(Duration.ofMillis(100)));
        assertThat(dispatcher.leave(one, "add")).as("of another kind").isEqualTo(new Leave.Go(Duration.ZERO));
        assertThat(dispatcher.poll()).isEmpty();
        pass(Duration.ofMillis(200));
        assertThat(dispatcher.poll()).isPresent();
    }

    @Test
    void what_would_wait_long_for_its_call_is_put_off() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(50, 1, 0));
        offer(dispatcher, acme, 1);
        Turn<String> turn = dispatcher.poll().orElseThrow();
        dispatcher.leave(turn, "create");
        dispatcher.leave(turn, "add");
        dispatcher.leave(turn, "add");
        assertThat(dispatcher.leave(turn, "add")).isInstanceOfSatisfying(Leave.Later.class, later -> {
            assertThat(later.code()).isEqualTo("own-rate");
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void accounts_of_a_provider_that_counts_addresses_share_the_rate_of_the_node_and_other_nodes_do_not_count() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perNode(1, 4));
        dispatcher.nodes(3);
        offer(dispatcher, acme, 1);
        offer(dispatcher, slow, 2);
        assertThat(takeAll(dispatcher)).hasSize(1);
        pass(Duration.ofMillis(250));
        List<Turn<String>> second = takeAll(dispatcher);
        assertThat(second).as("the other account, a quarter of a second later").hasSize(1);
        pass(Duration.ofMillis(250));
        assertThat(dispatcher.poll()).as("one at once of each account").isEmpty();
        dispatcher.end(second.get(0));
        assertThat(dispatcher.poll()).isPresent();
    }

    @Test
    void nodes_share_the_rate_and_the_number_at_once() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(8, 100, 0));
        dispatcher.nodes(2);
        offer(dispatcher, acme, 25);
        assertThat(takeAll(dispatcher)).hasSize(4);
        dispatcher.nodes(1);
        pass(Duration.ofSeconds(1));
        assertThat(takeAll(dispatcher)).hasSize(4);
    }

    @Test
    void with_other_nodes_there_less_is_kept_from_them() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(8, 20, 0));
        assertThat(dispatcher.room(acme)).isEqualTo(40);
        dispatcher.nodes(2);
        assertThat(dispatcher.room(acme)).isEqualTo(5);
    }

    @Test
    void a_paused_lane_waits_and_the_others_go_on() {
        Dispatcher<String> dispatcher = dispatcher(100, WIDE);
        Lane paused = Lane.of(acme, "cus_1");
        dispatcher.offer(paused, "waits");
        dispatcher.offer(Lane.of(acme, "cus_2"), "goes");
        assertThat(dispatcher.pause(paused, Duration.ofSeconds(30))).containsExactly("waits");
        assertThat(dispatcher.offer(paused, "waits")).isFalse();
        assertThat(takeAll(dispatcher)).extracting(Turn::item).containsExactly("goes");
        pass(Duration.ofSeconds(30));
        assertThat(dispatcher.offer(paused, "waits")).isTrue();
        assertThat(takeAll(dispatcher)).extracting(Turn::item).containsExactly("waits");
    }

    @Test
    void while_a_provider_asks_to_slow_down_fewer_go_at_once_and_pauses_grow() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(16, 1_000_000, 0));
        List<Integer> atOnce = new ArrayList<>();
        Duration last = Duration.ZERO;
        for (int hour = 0; hour < 12; hour++) {
            int round = hour;
            IntStream.range(0, 20).forEach(i -> dispatcher.offer(Lane.of(acme, round + "-" + i), "bill"));
            List<Turn<String>> turns = takeAll(dispatcher);
            atOnce.add(turns.size());
            for (Turn<String> turn : turns) {
                dispatcher.leave(turn, "create");
                Duration pause = dispatcher.throttled(turn, null);
                assertThat(pause).isGreaterThanOrEqualTo(last);
                last = pause;
                dispatcher.end(turn);
            }
            assertThat(dispatcher.poll()).as("nothing begins in the pause").isEmpty();
            dispatcher.drainStale(Duration.ZERO);
            pass(last);
        }
        assertThat(atOnce).startsWith(16, 8, 4, 2, 1, 1).endsWith(1);
        assertThat(last).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void afterwards_it_grows_slowly_one_by_one() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(8, 1_000_000, 0));
        dispatcher.offer(Lane.of(acme, "cus"), "bill");
        dispatcher.throttled(dispatcher.poll().orElseThrow(), null);
        assertThat(allowed(dispatcher)).isEqualTo(4);
        for (int second = 0; second < 13; second++) {
            pass(Duration.ofSeconds(1));
            for (int i = 0; i < 50; i++) {
                dispatcher.offer(Lane.of(acme, second + "-" + i), "bill");
                Turn<String> turn = dispatcher.poll().orElseThrow();
                dispatcher.answered(turn);
                dispatcher.end(turn);
            }
        }
        assertThat(allowed(dispatcher)).isEqualTo(6);
    }

    @Test
    void a_few_answers_of_many_that_ask_to_slow_down_pause_their_lanes_and_not_the_account() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(8, 1_000_000, 0));
        Lane asked = Lane.of(acme, "asked");
        List<Duration> pauses = new ArrayList<>();
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 50; i++) {
                dispatcher.offer(Lane.of(acme, second + "-" + i), "bill");
                Turn<String> turn = dispatcher.poll().orElseThrow();
                dispatcher.answered(turn);
                dispatcher.end(turn);
            }
            dispatcher.offer(asked, "bill");
            Turn<String> turn = dispatcher.poll().orElseThrow();
            pauses.add(dispatcher.throttled(turn, null));
            dispatcher.end(turn);
            pass(Duration.ofSeconds(1));
        }
        assertThat(allowed(dispatcher)).isEqualTo(8);
        assertThat(pauses).startsWith(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1))
                .endsWith(Duration.ofMinutes(1));
    }

    private static int allowed(Dispatcher<String> dispatcher) {
        return dispatcher.accounts().iterator().next().allowed();
    }

    @Test
    void a_named_wait_changes_nothing_for_the_account() {
        Dispatcher<String> dispatcher = dispatcher(100, Limits.perAccount(8, 1_000_000, 0));
        offer(dispatcher, acme, 2);
        assertThat(dispatcher.throttled(dispatcher.poll().orElseThrow(), Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(allowed(dispatcher)).isEqualTo(8);
        assertThat(dispatcher.poll()).isPresent();
    }

    @Test
    void an_account_that_fails_broadly_is_left_alone_and_tried_with_a_few_calls() {
        Dispatcher<String> dispatcher = dispatcher(100, WIDE);
        offer(dispatcher, slow, 12);
        List<Turn<String>> turns = takeAll(dispatcher);
        turns.subList(0, 9).forEach(turn -> assertThat(dispatcher.failed(turn)).isFalse());
        assertThat(dispatcher.failed(turns.get(9))).as("it opens").isTrue();
        turns.subList(0, 10).forEach(dispatcher::end);
        assertThat(dispatcher.room(slow)).isZero();
        assertThat(dispatcher.leave(turns.get(10), "create")).as("let through before").isInstanceOf(Leave.Go.class);
        dispatcher.answered(turns.get(10));
        assertThat(dispatcher.leave(turns.get(10), "add")).isInstanceOfSatisfying(Leave.Later.class,
                later -> assertThat(later.code()).isEqualTo("provider-unavailable"));
        offer(dispatcher, acme, 1);
        assertThat(takeAll(dispatcher)).extracting(Turn::account).containsExactly(acme);

        pass(Duration.ofSeconds(31));
        offer(dispatcher, slow, 12);
        List<Turn<String>> probes = takeAll(dispatcher);
        assertThat(probes).hasSize(2);
        assertThat(dispatcher.answered(probes.get(0))).isFalse();
        assertThat(dispatcher.answered(probes.get(1))).as("it closes").isTrue();
        assertThat(takeAll(dispatcher)).isNotEmpty();
    }

    @Test
    void a_probe_that_did_not_happen_makes_room_for_another() {
        Dispatcher<String> dispatcher = dispatcher(100, WIDE);
        offer(dispatcher, slow, 10);
        takeAll(dispatcher).forEach(turn -> {
            dispatcher.failed(turn);
            dispatcher.end(turn);
        });
        pass(Duration.ofSeconds(31));
        offer(dispatcher, slow, 10);
        takeAll(dispatcher).forEach(dispatcher::end);
        assertThat(takeAll(dispatcher)).hasSize(2);
    }

    @Test
    void refused_requests_open_nothing() {
        Dispatcher<String> dispatcher = dispatcher(100, WIDE);
        offer(dispatcher, acme, 40);
        takeAll(dispatcher).forEach(turn -> {
            dispatcher.answered(turn);
            dispatcher.end(turn);
        });
        assertThat(dispatcher.room(acme)).isPositive();
    }

    @Test
    void no_account_fills_the_memory_and_what_cannot_begin_soon_is_not_taken() {
        Dispatcher<String> dispatcher = new Dispatcher<>(1, 100, account -> account.equals(slow)
                ? Limits.perAccount(1, 5, 0) : WIDE, BREAKER, () -> now);
        int taken = 0;
        while (dispatcher.offer(Lane.of(acme, "cus_" + taken), "bill")) {
            taken++;
        }
        assertThat(taken).isEqualTo(50);
        taken = 0;
        while (dispatcher.offer(Lane.of(slow, "cus_" + taken), "bill")) {
            taken++;
        }
        assertThat(taken).as("two seconds' worth").isEqualTo(10);
        taken = 0;
        while (dispatcher.offer(Lane.of(account(3), "cus"), "bill")) {
            taken++;
        }
        assertThat(taken).as("of one customer").isEqualTo(16);
    }

    @Test
    void what_waits_too_long_in_memory_is_taken_out() {
        Dispatcher<String> dispatcher = dispatcher(0, WIDE);
        dispatcher.offer(Lane.of(acme, "cus"), "old");
        pass(Duration.ofSeconds(6));
        dispatcher.offer(Lane.of(acme, "cus"), "new");
        pass(Duration.ofSeconds(6));
        assertThat(dispatcher.drainStale(Duration.ofSeconds(10))).containsExactly("old");
        assertThat(dispatcher.busy()).isEqualTo(1);
    }

    @Test
    void a_turn_moves_to_the_lane_of_another_customer_unless_somebody_is_there() {
        Dispatcher<String> dispatcher = dispatcher(10, WIDE);
        Lane from = Lane.of(acme, "cus_1");
        Lane to = Lane.of(acme, "cus_2");
        dispatcher.offer(from, "one");
        dispatcher.offer(from, "behind");
        Turn<String> one = dispatcher.poll().orElseThrow();
        assertThat(dispatcher.move(one, to)).isTrue();
        assertThat(dispatcher.poll()).map(Turn::item).contains("behind");
        dispatcher.offer(to, "waits");
        assertThat(dispatcher.poll()).as("somebody is at work there now").isEmpty();
        dispatcher.end(one);
        Turn<String> waits = dispatcher.poll().orElseThrow();
        assertThat(dispatcher.move(waits, from)).isFalse();
        assertThat(dispatcher.move(waits, Lane.of(slow, "cus_1"))).as("of another account").isFalse();
    }

    @Test
    void a_lane_with_something_waiting_that_is_moved_into_is_handed_out_after_that() {
        Dispatcher<String> dispatcher = dispatcher(10, WIDE);
        Lane to = Lane.of(acme, "cus_2");
        dispatcher.offer(Lane.of(acme, "cus_1"), "one");
        Turn<String> one = dispatcher.poll().orElseThrow();
        dispatcher.offer(to, "waits");
        assertThat(dispatcher.move(one, to)).isTrue();
        assertThat(dispatcher.poll()).isEmpty();
        dispatcher.end(one);
        assertThat(dispatcher.poll()).map(Turn::item).contains("waits");
    }

    @Test
    void after_closing_nothing_is_claimed_and_what_waits_or_was_just_decided_goes_on() {
        Dispatcher<String> dispatcher = dispatcher(10, WIDE);
        offer(dispatcher, acme, 1);
        dispatcher.close();
        assertThat(dispatcher.roomToFill(acme)).isZero();
        assertThat(dispatcher.offer(Lane.of(acme, "later"), "bill")).isTrue();
        assertThat(takeAll(dispatcher)).hasSize(2);
    }

    @Test
    void waiting_workers_are_woken_by_what_is_offered_and_by_time() throws Exception {
        Dispatcher<String> dispatcher = new Dispatcher<>(4, 100, account -> account.equals(slow)
                ? Limits.perAccount(4, 2, 0) : Limits.perAccount(4, 100, 0), BREAKER, System::nanoTime);
        CountDownLatch begun = new CountDownLatch(22);
        List<Thread> workers = IntStream.range(0, 4).mapToObj(i -> new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    dispatcher.poll(Duration.ofSeconds(30)).ifPresent(turn -> {
                        begun.countDown();
                        dispatcher.end(turn);
                    });
                } catch (InterruptedException e) {
                    return;
                }
            }
        })).toList();
        workers.forEach(Thread::start);
        offer(dispatcher, slow, 2);
        offer(dispatcher, acme, 20);
        assertThat(begun.await(5, TimeUnit.SECONDS)).as("long before the workers look by themselves").isTrue();
        workers.forEach(Thread::interrupt);
    }
}
