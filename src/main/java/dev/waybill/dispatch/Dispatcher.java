package dev.waybill.dispatch;

import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Who may be worked on next. What is offered waits in memory, by provider account and lane; a worker gets the next of an account,
 * account by account in turn, only while
 *
 * <ul>
 * <li>nobody works on its lane, and the lane is not paused;
 * <li>fewer of the account are at work than it may have at once, and than there are free workers: however many accounts hang,
 *     {@code k} of them leave the {@code k+1}st part of the workers to the others;
 * <li>the account's rate has a call to spare, it was not asked to slow down a moment ago, and its breaker is not open.
 * </ul>
 *
 * Everything is done in memory under one lock that is never held over input or output. What is lost with it is leased in the
 * database and comes back from there.
 *
 * @param <T> what is worked on
 */
public final class Dispatcher<T> {

    /** A call waits in a worker's hands no longer than this, else in the database. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** How soon an account whose breaker waits for the outcome of its probes is looked at again. */
    private static final long LOOK_AGAIN = Duration.ofMillis(100).toNanos();
    private static final double ENOUGH = 0.75;
    private static final int MANY_NODES = 1_000;

    private final int workers;
    private final int capacity;
    private final Function<ProviderAccount, Limits> limits;
    private final BreakerSettings breakers;
    private final LongSupplier nanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition eased = lock.newCondition();
    private final Map<ProviderAccount, ProviderQueue<T>> queues = new LinkedHashMap<>();
    private final Map<String, Pace> pacesOfNode = new HashMap<>();
    /** The accounts that have something waiting, the one whose turn is next first. */
    private final Deque<ProviderQueue<T>> ring = new ArrayDeque<>();
    /** When the next waiting worker wakes by itself. */
    private long wakeAt = Long.MAX_VALUE;
    private int nodes = 1;
    private int size;
    private int atWork;
    private boolean closed;

    /**
     * @param workers  how many are at work at most
     * @param capacity how many may wait
     * @param limits   of an account, asked once
     * @param nanos    a clock that only ever goes on, in nanoseconds
     */
    public Dispatcher(int workers, int capacity, Function<ProviderAccount, Limits> limits, BreakerSettings breakers, LongSupplier nanos) {
        this.workers = workers;
        this.capacity = capacity;
        this.limits = limits;
        this.breakers = breakers;
        this.nanos = nanos;
    }

    /** Takes something in. False when it cannot begin soon, and had better wait in the database. */
    public boolean offer(Lane lane, T item) {
        lock.lock();
        try {
            ProviderQueue<T> queue = queue(lane.account());
            if (!admits(queue, lane)) {
                return false;
            }
            if (queue.enterRing()) {
                ring.add(queue);
            }
            queue.add(lane, item, nanos.getAsLong());
            size++;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #offer} would take something of this lane now. */
    public boolean admits(Lane lane) {
        lock.lock();
        try {
            return admits(queue(lane.account()), lane);
        } finally {
            lock.unlock();
        }
    }

    private boolean admits(ProviderQueue<T> queue, Lane lane) {
        return room(queue) > 0 && queue.hasRoomIn(lane) && !queue.isPaused(lane, nanos.getAsLong());
    }

    /** How many more of an account would begin soon; 0 while it is paused or broken. */
    public int room(ProviderAccount account) {
        lock.lock();
        try {
            return room(queue(account));
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many to claim from the database: as {@link #room}, but 0 while enough waits for the next second and more, since what is
     * taken in by handfuls costs less; and 0 after {@link #close}.
     */
    public int roomToFill(ProviderAccount account) {
        lock.lock();
        try {
            ProviderQueue<T> queue = queue(account);
            return closed || queue.size() > queue.soon(nodes) * ENOUGH ? 0 : room(queue);
        } finally {
            lock.unlock();
        }
    }

    private int room(ProviderQueue<T> queue) {
        if (queue.blockedFor(nanos.getAsLong()) > LONGEST_WAIT.toNanos()) {
            return 0;
        }
        int free = capacity - size;                // a share of what is free: no account fills the memory
        return Math.max(0, Math.min(queue.soon(nodes) - queue.size(), (free - queue.size() + 1) / 2));
    }

    /** The next thing to work on, if anything may begin now. */
    public Optional<Turn<T>> poll() {
        lock.lock();
        try {
            Next<T> next = next();
            return Optional.ofNullable(next.turn());
        } finally {
            lock.unlock();
        }
    }

    /** The next thing to work on, waiting for it up to {@code most}. */
    public Optional<Turn<T>> poll(Duration most) throws InterruptedException {
        long remaining = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                Next<T> next = next();
                if (next.turn() != null) {
                    if (!ring.isEmpty()) {
                        changed.signal();
                    }
                    return Optional.of(next.turn());
                }
                if (remaining <= 0) {
                    return Optional.empty();
                }
                remaining = await(remaining, next.delay());
            }
        } finally {
            lock.unlock();
        }
    }

    /** One worker wakes when the time has come for something that waits, the others when something else has changed. */
    private long await(long remaining, long delay) throws InterruptedException {
        long at = delay >= remaining ? Long.MAX_VALUE : nanos.getAsLong() + delay;
        if (at == Long.MAX_VALUE || wakeAt <= at) {
            return changed.awaitNanos(remaining);
        }
        wakeAt = at;
        try {
            return remaining - Math.max(0, delay - changed.awaitNanos(delay));
        } finally {
            wakeAt = wakeAt == at ? Long.MAX_VALUE : wakeAt;
        }
    }

    /** @param delay when there is no turn: nanoseconds until there may be one without anything else happening */
    private record Next<T>(Turn<T> turn, long delay) {
    }

    private Next<T> next() {
        long now = nanos.getAsLong();
        long delay = Long.MAX_VALUE;
        for (int i = ring.size(); i > 0; i--) {
            ProviderQueue<T> queue = ring.poll();
            if (queue.size() == 0) {
                queue.leaveRing();
                continue;
            }
            ring.add(queue);
            if (!queue.couldBegin(workers - atWork, nodes)) {
                continue;
            }
            long its = queue.delay(now, nodes);
            if (its == 0 && queue.breaker().lets()) {
                Turn<T> turn = queue.begin(now, nodes);
                atWork++;
                shrink(1);
                return new Next<>(turn, 0);
            }
            delay = Math.min(delay, its == 0 ? LOOK_AGAIN : its);
        }
        return new Next<>(null, delay);
    }

    private void shrink(int by) {
        boolean much = size > capacity / 4;
        size -= by;
        if (much && size <= capacity / 4) {
            eased.signalAll();
        }
    }

    /** Ends a turn, whatever became of it. Ending it again changes nothing. */
    public void end(Turn<T> turn) {
        lock.lock();
        try {
            if (!turn.end()) {
                return;
            }
            ProviderQueue<T> queue = queue(turn.account());
            if (turn.isCounted()) {
                queue.breaker().didNotHappen();
            }
            queue.end(turn.lane());
            atWork--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes on in another lane, once the customer has turned out to be another.
     *
     * @return false when somebody is at work there, or the lane or account is another's; the turn then stays where it is
     */
    public boolean move(Turn<T> turn, Lane to) {
        lock.lock();
        try {
            if (turn.lane().equals(to)) {
                return true;
            }
            if (!turn.account().equals(to.account()) || !queue(to.account()).move(turn.lane(), to, nanos.getAsLong())) {
                return false;
            }
            turn.moveTo(to);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for the turn's next call. @param kind the call's name, which stands for the endpoint it goes to */
    public Leave leave(Turn<T> turn, String kind) {
        lock.lock();
        try {
            return queue(turn.account()).leave(turn, kind, nanos.getAsLong(), nodes, LONGEST_WAIT.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** The provider answered a call, be it with a refusal. @return true when the account's breaker closed because of it */
    public boolean answered(Turn<T> turn) {
        lock.lock();
        try {
            ProviderQueue<T> queue = queue(turn.account());
            turn.counted(false);
            queue.taken(turn.lane(), nanos.getAsLong());
            return queue.breaker().succeeded();
        } finally {
            lock.unlock();
        }
    }

    /** A call failed at the provider, or nobody knows. @return true when the account's breaker opened because of it */
    public boolean failed(Turn<T> turn) {
        lock.lock();
        try {
            turn.counted(false);
            return queue(turn.account()).breaker().failed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The provider asked to slow down.
     *
     * @param asked how long the lane is to wait, or null when it did not say
     * @return how long the lane waits; without a word from the provider longer each time, and when a tenth of the latest calls heard
     *     so, the account has fewer at once
     */
    public Duration throttled(Turn<T> turn, Duration asked) {
        lock.lock();
        try {
            ProviderQueue<T> queue = queue(turn.account());
            turn.counted(false);
            queue.breaker().succeeded();
            if (asked != null) {
                queue.countThrottled();
                return asked;
            }
            return Duration.ofNanos(queue.slowDown(turn.lane(), nanos.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing of the lane begin for this long. @return what waited in it: it had better wait in the database */
    public List<T> pause(Lane lane, Duration time) {
        lock.lock();
        try {
            ProviderQueue<T> queue = queue(lane.account());
            queue.pause(lane, nanos.getAsLong() + time.toNanos());
            List<T> out = queue.drain(lane);
            shrink(out.size());
            return out;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes out what had better wait in the database: all of an account that is paused or broken for longer, and what has
     * waited for {@code most} already.
     */
    public List<T> drainStale(Duration most) {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            List<T> out = new ArrayList<>();
            for (ProviderQueue<T> queue : queues.values()) {
                queue.forgetOverPauses(now);
                if (queue.size() > 0) {
                    out.addAll(queue.drainOlder(queue.blockedFor(now) > LONGEST_WAIT.toNanos() ? now : now - most.toNanos()));
                }
            }
            shrink(out.size());
            return out;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until most of much that waits in memory has begun, or for this long. */
    public void awaitEase(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            eased.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is claimed; what waits, and what is still decided, goes on. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** How many nodes share the accounts' limits, this one included. */
    public void nodes(int alive) {
        lock.lock();
        try {
            nodes = Math.min(MANY_NODES, Math.max(1, alive));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait and how many are at work. */
    public int busy() {
        lock.lock();
        try {
            return size + atWork;
        } finally {
            lock.unlock();
        }
    }

    /** How the accounts stand that were worked for since the start. */
    public Collection<AccountState> accounts() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return queues.values().stream().map(queue -> queue.state(now, nodes)).toList();
        } finally {
            lock.unlock();
        }
    }

    private ProviderQueue<T> queue(ProviderAccount account) {
        ProviderQueue<T> known = queues.get(account);
        if (known != null) {
            return known;
        }
        long now = nanos.getAsLong();
        Limits its = account.isHeld() ? Limits.OF_NOTHING_CALLED : limits.apply(account);
        Pace pace = its.sharedByNode() ? pacesOfNode.computeIfAbsent(account.provider(), any -> new Pace(its.callsPerSecond(), now))
                : new Pace(its.callsPerSecond(), now);
        ProviderQueue<T> made = new ProviderQueue<>(account, its, pace, new Breaker(breakers, nanos), now);
        queues.put(account, made);
        return made;
    }
}
