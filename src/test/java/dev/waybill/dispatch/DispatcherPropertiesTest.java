package dev.waybill.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any course of events: what is promised holds at every step, and in the end everything has had its turn. */
class DispatcherPropertiesTest {

    private static final int WORKERS = 12;
    private static final int AT_ONCE = 5;
    private static final int STEPS = 600;

    private final List<Turn<Integer>> atWork = new ArrayList<>();
    private final Map<Lane, Long> pausedUntil = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> takenOut = new HashSet<>();
    private long now = 1_000_000_000L;
    private int next;

    @Property(tries = 200)
    void never_two_of_one_lane_never_above_a_limit_and_nothing_lost(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int accounts,
                                                                    @ForAll @IntRange(min = 1, max = 3) int nodes) {
        Random random = new Random(seed);
        Dispatcher<Integer> dispatcher = new Dispatcher<>(WORKERS, 60, account -> new Limits(AT_ONCE, 40, 0,
                account.id().getLeastSignificantBits() == 0), new BreakerSettings(50, 10, Duration.ofSeconds(5)), () -> now);
        dispatcher.nodes(nodes);
        atWork.clear();
        pausedUntil.clear();
        taken.clear();
        done.clear();
        takenOut.clear();
        next = 0;
        for (int step = 0; step < STEPS; step++) {
            step(dispatcher, random, accounts);
            holds(dispatcher, nodes);
        }
        everythingComesToAnEnd(dispatcher, accounts);
    }

    private void step(Dispatcher<Integer> dispatcher, Random random, int accounts) {
        Lane lane = Lane.of(new ProviderAccount("stripe", true, new UUID(0, random.nextInt(accounts))), "cus_" + random.nextInt(6));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                if (dispatcher.offer(lane, next)) {
                    taken.add(next++);
                }
            }
            case 3, 4 -> dispatcher.poll().ifPresent(this::begun);
            case 5 -> now += random.nextInt(200_000_000);
            case 6 -> {
                if (!atWork.isEmpty()) {
                    end(dispatcher, random, atWork.remove(random.nextInt(atWork.size())));
                }
            }
            case 7 -> {
                if (!atWork.isEmpty()) {
                    Turn<Integer> turn = atWork.get(random.nextInt(atWork.size()));
                    dispatcher.move(turn, new Lane(turn.account(), lane.key()));
                }
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    Duration pause = Duration.ofMillis(random.nextInt(3_000));
                    takenOut.addAll(dispatcher.pause(lane, pause));
                    pausedUntil.merge(lane, now + pause.toNanos(), Math::max);
                } else if (random.nextInt(10) == 0) {
                    takenOut.addAll(dispatcher.drainStale(Duration.ofSeconds(2)));
                }
            }
        }
    }

    private void begun(Turn<Integer> turn) {
        assertThat(pausedUntil.getOrDefault(turn.lane(), 0L)).as("no turn in a paused lane").isLessThanOrEqualTo(now);
        assertThat(takenOut).doesNotContain(turn.item());
        atWork.add(turn);
    }

    private void end(Dispatcher<Integer> dispatcher, Random random, Turn<Integer> turn) {
        if (dispatcher.leave(turn, "call") instanceof Leave.Go) {
            switch (random.nextInt(8)) {
                case 0 -> dispatcher.failed(turn);
                case 1 -> dispatcher.throttled(turn, random.nextBoolean() ? null : Duration.ofSeconds(1));
                case 2 -> { }                       // the worker died
                default -> dispatcher.answered(turn);
            }
        }
        dispatcher.end(turn);
        assertThat(done.add(turn.item())).as("no turn twice").isTrue();
    }

    private void holds(Dispatcher<Integer> dispatcher, int nodes) {
        assertThat(atWork.stream().map(Turn::lane)).as("never two of one lane").doesNotHaveDuplicates();
        assertThat(atWork).hasSizeLessThanOrEqualTo(WORKERS);
        Map<ProviderAccount, Integer> counts = new HashMap<>();
        atWork.forEach(turn -> counts.merge(turn.account(), 1, Integer::sum));
        assertThat(counts.values()).allMatch(count -> count <= Math.max(1, (AT_ONCE + nodes - 1) / nodes));
        assertThat(dispatcher.busy()).as("nothing lost").isEqualTo(taken.size() - done.size() - takenOut.size());
    }

    private void everythingComesToAnEnd(Dispatcher<Integer> dispatcher, int accounts) {
        for (int round = 0; round < 3_000 && dispatcher.busy() > 0; round++) {
            now += Duration.ofMillis(200).toNanos();
            for (Optional<Turn<Integer>> turn = dispatcher.poll(); turn.isPresent(); turn = dispatcher.poll()) {
                begun(turn.get());
            }
            for (Turn<Integer> turn : atWork) {
                dispatcher.answered(turn);
                dispatcher.end(turn);
                done.add(turn.item());
            }
            atWork.clear();
        }
        assertThat(dispatcher.busy()).as("no starvation").isZero();
        Set<Integer> all = new HashSet<>(done);
        all.addAll(takenOut);
        assertThat(all).as("with %s accounts", accounts).isEqualTo(taken);
    }
}
