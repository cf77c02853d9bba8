package dev.waybill.dispatch;

import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What waits for one provider account, lane by lane, and how much of it may be at work. Not thread-safe: the dispatcher's lock
 * guards it.
 */
final class ProviderQueue<T> {

    /** Deliveries of one customer that wait in memory; they go one after the other, so more would only grow old. */
    static final int MOST_OF_A_LANE = 16;

    /** The first pause after a provider asked to slow down and did not say for how long; doubled each time it says so again. */
    private static final long FIRST_PAUSE = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
    /** Answers asked before are answered later: what comes within this time counts as one request to slow down. */
    private static final long ONE_REQUEST = Duration.ofMillis(200).toNanos();
    /** Slowly up again: one more at a time, and not before this long went by without another request to slow down. */
    private static final long GROW_AFTER = Duration.ofSeconds(5).toNanos();
    /** What was answered so long ago counts a third, in nanoseconds. */
    private static final double LATEST = Duration.ofSeconds(5).toNanos();
    /** Some answers of many that ask to slow down are of locks and the like; from this share on the account is meant. */
    private static final double MANY = 0.1;
    private static final int MOST_LANES_COUNTED = 10_000;
    /** As long as a claim may take to come again, and more. */
    private static final double SECONDS_AHEAD = 2;
    /** A lane that waits in one node's memory is not for the others: with others there, less is taken ahead, and more often. */
    private static final double SECONDS_AHEAD_OF_OTHERS = 0.5;

    private record Waiting<T>(T item, long since) {
    }

    private final ProviderAccount account;
    private final Limits limits;
    private final Pace pace;
    private final Map<String, Pace> kinds = new HashMap<>();
    private final Breaker breaker;
    private final Map<Lane, Deque<Waiting<T>>> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final Set<Lane> busy = new HashSet<>();
    private final Map<Lane, Long> pausedLanes = new LinkedHashMap<>();
    private boolean inRing;
    private int size;
    private int atWork;
    private int allowed;
    private long pausedUntil;
    private long lastSlowed;
    private long lastGrown;
    private int slowedInARow;
    /** How often in a row each lane was asked to slow down. */
    private final Map<Lane, Integer> throttledInARow = new HashMap<>();
    private double latestCalls;
    private double latestThrottled;
    private long latestAt;
    private long throttled;

    /** @param pace the account's own, or the one it shares with the provider's other accounts */
    ProviderQueue(ProviderAccount account, Limits limits, Pace pace, Breaker breaker, long now) {
        this.account = account;
        this.limits = limits;
        this.pace = pace;
        this.breaker = breaker;
        this.allowed = limits.atOnce();
        this.pausedUntil = now;
        this.lastSlowed = now - GROW_AFTER;
        this.lastGrown = now;
        this.latestAt = now;
    }

    Breaker breaker() {
        return breaker;
    }

    int size() {
        return size;
    }

    int atWork() {
        return atWork;
    }

    /** @return true when it was not in the dispatcher's ring before */
    boolean enterRing() {
        boolean entered = !inRing;
        inRing = true;
        return entered;
    }

    void leaveRing() {
        inRing = false;
    }

    boolean isPaused(Lane lane, long now) {
        Long until = pausedLanes.get(lane);
        if (until != null && until <= now) {
            pausedLanes.remove(lane);
            return false;
        }
        return until != null;
    }

    /** Nanoseconds a lane still waits, 0 when it does not. */
    long laneDelay(Lane lane, long now) {
        return isPaused(lane, now) ? pausedLanes.get(lane) - now : 0;
    }

    boolean hasRoomIn(Lane lane) {
        Deque<Waiting<T>> waiting = lanes.get(lane);
        return waiting == null || waiting.size() < MOST_OF_A_LANE;
    }

    void add(Lane lane, T item, long now) {
        Deque<Waiting<T>> waiting = lanes.computeIfAbsent(lane, any -> new ArrayDeque<>());
        if (waiting.isEmpty() && !busy.contains(lane)) {
            ready.add(lane);
        }
        waiting.add(new Waiting<>(item, now));
        size++;
    }

    /** How many deliveries may wait in memory: what is begun within the next seconds. */
    int soon(int nodes) {
        double seconds = nodes > 1 ? SECONDS_AHEAD_OF_OTHERS : SECONDS_AHEAD;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.ceil(limits.callsPerSecond() / sharers(nodes) * seconds)));
    }

    /** Whether something waits whose lane is free, and another one may be at work. */
    boolean couldBegin(int freeWorkers, int nodes) {
        return !ready.isEmpty() && atWork < Math.min(most(nodes), freeWorkers);
    }

    /** Nanoseconds until the account's pause, breaker and pace let something begin. */
    long delay(long now, int nodes) {
        long delay = Math.max(blockedFor(now), pace.delay(now, sharers(nodes)));
        for (Pace kind : kinds.values()) {       // it will make a call of that kind soon: with none left it would wait in a worker's hands
            delay = Math.max(delay, kind.delay(now, sharers(nodes)));
        }
        return delay;
    }

    /** Nanoseconds of a pause or an open breaker, 0 when calls may be made. */
    long blockedFor(long now) {
        return Math.max(0, Math.max(pausedUntil - now, breaker.delay(now)));
    }

    /** Hands out the next of the lane that has waited longest. The breaker was asked before. */
    Turn<T> begin(long now, int nodes) {
        Lane lane = ready.poll();
        Deque<Waiting<T>> waiting = lanes.get(lane);
        T item = waiting.poll().item();
        if (waiting.isEmpty()) {
            lanes.remove(lane);
        }
        size--;
        atWork++;
        busy.add(lane);
        pace.take(now, sharers(nodes));
        return new Turn<>(lane, item);
    }

    void end(Lane lane) {
        atWork--;
        release(lane);
    }

    private void release(Lane lane) {
        busy.remove(lane);
        if (lanes.containsKey(lane)) {
            ready.add(lane);
        }
    }

    /** @return false when somebody is at work on the other lane, or it is paused */
    boolean move(Lane from, Lane to, long now) {
        if (busy.contains(to) || isPaused(to, now)) {
            return false;
        }
        busy.add(to);
        ready.remove(to);
        release(from);
        return true;
    }

    /** Whether a call of this name may go out for a turn, or how long it had to wait. Counts it when it may. */
    Leave leave(Turn<T> turn, String kind, long now, int nodes, long longestWait) {
        int sharers = sharers(nodes);
        long laneDelay = laneDelay(turn.lane(), now);
        if (laneDelay > longestWait) {
            return new Leave.Later("throttled", "The provider asked to wait with this customer.", Duration.ofNanos(laneDelay));
        }
        if (pausedUntil - now > longestWait) {
            return new Leave.Later("throttled", "The provider asked to slow down; nothing is sent to this account for a while.",
                    Duration.ofNanos(pausedUntil - now));
        }
        Pace ofKind = limits.callsOfOneKind() > 0 ? kinds.computeIfAbsent(kind, any -> new Pace(limits.callsOfOneKind(), now)) : null;
        long wait = Math.max(Math.max(laneDelay, pausedUntil - now), Math.max(turn.isPaid() ? 0 : pace.delay(now, sharers),
                ofKind == null ? 0 : ofKind.delay(now, sharers)));
        if (wait > longestWait) {
            return new Leave.Later("own-rate", "The account's rate is used up by other deliveries.", Duration.ofNanos(wait));
        }
        if (!turn.isCounted() && !breaker.lets()) {
            return new Leave.Later("provider-unavailable", "The provider fails for nearly every call; nothing is sent to this account"
                    + " until it answers again.", Duration.ofNanos(Math.max(breaker.delay(now), Duration.ofSeconds(1).toNanos())));
        }
        turn.counted(true);
        if (!turn.isPaid()) {
            pace.take(now, sharers);
        }
        turn.paid(false);
        if (ofKind != null) {
            ofKind.take(now, sharers);
        }
        return new Leave.Go(Duration.ofNanos(Math.max(0, wait)));
    }

    /** A call was taken by the provider. */
    void taken(Lane lane, long now) {
        count(now, 0);
        throttledInARow.remove(lane);
        slowedInARow = 0;
        if (allowed < limits.atOnce() && now - Math.max(lastSlowed, lastGrown) > GROW_AFTER) {
            allowed++;
            lastGrown = now;
        }
    }

    /**
     * The provider asked to slow down without a word on one lane's wait. The lane waits, longer each time. When that is what many of
     * the latest calls heard, it is meant for the account: fewer at once from now on, and for a moment nothing.
     *
     * @return how long the lane that heard it waits, in nanoseconds
     */
    long slowDown(Lane lane, long now) {
        throttled++;
        count(now, 1);
        if (throttledInARow.size() >= MOST_LANES_COUNTED) {
            throttledInARow.clear();
        }
        long pause = doubled(throttledInARow.merge(lane, 1, Integer::sum));
        if (latestThrottled < latestCalls * MANY) {
            return pause;
        }
        if (now - lastSlowed >= ONE_REQUEST) {
            lastSlowed = now;
            allowed = Math.max(1, allowed / 2);
            slowedInARow++;
        }
        pausedUntil = Math.max(pausedUntil, now + doubled(slowedInARow));
        return Math.max(pause, doubled(slowedInARow));
    }

    private static long doubled(int inARow) {
        return Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(20, Math.max(0, inARow - 1)));
    }

    /** Counts an answer among the latest, of which older ones weigh less and less. */
    private void count(long now, int asksToSlowDown) {
        double weight = Math.exp(-(now - latestAt) / LATEST);
        latestCalls = latestCalls * weight + 1;
        latestThrottled = latestThrottled * weight + asksToSlowDown;
        latestAt = now;
    }

    /** The provider named a wait for one lane. */
    void countThrottled() {
        throttled++;
    }

    /** Nothing of the lane begins before then. */
    void pause(Lane lane, long until) {
        pausedLanes.merge(lane, until, Math::max);
    }

    /** Takes out all that waits in a lane. */
    List<T> drain(Lane lane) {
        Deque<Waiting<T>> waiting = lanes.remove(lane);
        ready.remove(lane);
        if (waiting == null) {
            return List.of();
        }
        size -= waiting.size();
        return waiting.stream().map(Waiting::item).toList();
    }

    /** Takes out what has waited since before this moment. */
    List<T> drainOlder(long than) {
        List<T> old = new ArrayList<>();
        for (Iterator<Map.Entry<Lane, Deque<Waiting<T>>>> all = lanes.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Lane, Deque<Waiting<T>>> one = all.next();
            while (!one.getValue().isEmpty() && one.getValue().peek().since() <= than) {
                old.add(one.getValue().poll().item());
                size--;
            }
            if (one.getValue().isEmpty()) {
                ready.remove(one.getKey());
                all.remove();
            }
        }
        return old;
    }

    void forgetOverPauses(long now) {
        pausedLanes.values().removeIf(until -> until <= now);
    }

    AccountState state(long now, int nodes) {
        return new AccountState(account, atWork, most(nodes), size, (int) pausedLanes.values().stream().filter(until -> until > now)
                .count(), breaker.state(), throttled, Duration.ofNanos(blockedFor(now)));
    }

    private int most(int nodes) {
        return Math.min(allowed, Math.max(1, (limits.atOnce() + nodes - 1) / nodes));
    }

    private int sharers(int nodes) {
        return limits.sharedByNode() ? 1 : nodes;
    }
}
