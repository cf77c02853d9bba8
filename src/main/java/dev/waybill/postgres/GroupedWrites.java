package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * A few threads, each of which commits together whatever has gathered while they committed what came before: under load many
 * changes share one commit and few context switches, and a change that comes alone is written at once. There is no waiting for
 * company.
 *
 * <p>When one of a group fails, the group is rolled back; that one is written alone and the others together again, so that every
 * change gets its own outcome. One that waited for a row until lock_timeout is not tried again: the others waited with it.
 */
final class GroupedWrites implements Writes {

    /** More than ever wait at once would only make the first of them wait longer. */
    private static final int LARGEST_GROUP = 64;
    private static final int LONGEST_QUEUE = 10_000;

    /** SQL states of class 08 and 57P: the connection is gone, and so is everything uncommitted. */
    private static final List<String> GONE = List.of("08", "57P");

    /** Somebody else holds the row, and lock_timeout is over. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final String HURRY = "set local lock_timeout = '50ms'";
    private static final Duration LAST_WORD = Duration.ofSeconds(10);

    private final DataSource source;
    private final Duration patience;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final List<Thread> writers;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param name     of the threads
     * @param writers  how many write beside each other, each a group of its own
     * @param patience how long a change may wait for its turn before it is refused, as a caller of a connection pool would be
     */
    GroupedWrites(String name, int writers, DataSource source, Duration patience) {
        this.source = source;
        this.patience = patience;
        this.writers = IntStream.rangeClosed(1, writers).mapToObj(number -> {
            Thread writer = new Thread(this::work, "waybill-" + name + "-" + number);
            writer.setDaemon(true);
            return writer;
        }).toList();
    }

    private enum State { QUEUED, BEGUN, WITHDRAWN }

    /** A change with the caller that waits for it. */
    private static final class Waiting<T> {

        private final Change<T> change;
        private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
        private final CountDownLatch done = new CountDownLatch(1);
        private T result;
        private Throwable failure;

        private Waiting(Change<T> change) {
            this.change = change;
        }

        private void run(Connection connection) throws SQLException {
            result = change.in(connection);
        }

        private void fail(Throwable why) {
            if (done.getCount() > 0) {           // what has its outcome keeps it
                failure = why;
                done.countDown();
            }
        }

        private T outcome() throws SQLException {
            if (failure instanceof SQLException refused) {
                // its own trace says where the caller stood; the cause says where the writer did
                SQLException told = new SQLException(refused.getMessage(), refused.getSQLState(), refused.getErrorCode(), refused);
                throw told;
            } else if (failure instanceof RuntimeException broken) {
                throw broken;
            } else if (failure != null) {
                throw new IllegalStateException(failure);
            }
            return result;
        }
    }

    @Override
    public <T> T write(Change<T> change) throws SQLException {
        Waiting<T> waiting = new Waiting<>(change);
        if (begun.compareAndSet(false, true)) {
            writers.forEach(Thread::start);      // with the first change, so that a look at the beans costs no thread
        }
        if (closed || !queue.offer(waiting)) {
            throw new SQLTransientConnectionException("the writer takes nothing more now", "53300");
        }
        boolean interrupted = false;
        try {
            boolean inTime = false;
            while (true) {
                try {
                    if (inTime) {
                        waiting.done.await();             // begun: its outcome is known once it is over, and not before
                        break;
                    }
                    inTime = waiting.done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                    if (!inTime && waiting.state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
                        throw new SQLTransientConnectionException("the database took longer than " + patience.toMillis()
                                + " ms for what was written before this", "53300");
                    }
                    inTime = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return waiting.outcome();
    }

    /** How many changes wait for their turn. */
    int waiting() {
        return queue.size();
    }

    private void work() {
        List<Waiting<?>> group = new ArrayList<>(LARGEST_GROUP);
        while (!closed || !queue.isEmpty()) {
            try {
                Waiting<?> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                queue.drainTo(group, LARGEST_GROUP - 1);
                group.removeIf(one -> !one.state.compareAndSet(State.QUEUED, State.BEGUN));
                write(group);
            } catch (InterruptedException e) {
                closed = true;
            } catch (Throwable e) {
                group.forEach(one -> one.fail(e));
            } finally {
                group.clear();
            }
        }
    }

    private void write(List<Waiting<?>> group) {
        if (group.size() == 1) {
            alone(group.get(0));
            return;
        }
        List<Waiting<?>> left = group;
        boolean hurried = false;
        while (!left.isEmpty()) {
            Refused refused = together(left, hurried);
            if (refused == null) {
                return;
            }
            left = new ArrayList<>(left);
            left.remove(refused.one());
            if (is(LOCK_NOT_AVAILABLE, refused.why())) {     // it had its time; the others waited with it, and wait no more
                refused.one().fail(refused.why());
                hurried = true;
            } else {
                alone(refused.one());
            }
        }
    }

    /** The one of a group that could not be written. */
    private record Refused(Waiting<?> one, Exception why) {
    }

    /**
     * Null when all have their outcome; else nothing was written because of the one that comes back.
     *
     * @param hurried whether nobody waits for a locked row any more
     */
    private Refused together(List<Waiting<?>> group, boolean hurried) {
        Waiting<?> at = null;
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (hurried) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(HURRY);
                    }
                }
                for (Waiting<?> one : group) {
                    at = one;
                    one.run(connection);
                }
                at = null;
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                if (at != null && !isGone(e)) {
                    connection.rollback();
                    return new Refused(at, e);
                }
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            group.forEach(one -> one.fail(e));
            return null;
        }
        group.forEach(one -> one.done.countDown());
        return null;
    }

    private void alone(Waiting<?> one) {
        try (Connection connection = source.getConnection()) {
            try {
                one.run(connection);
            } catch (SQLException e) {
                if (!is(DEADLOCK, e)) {
                    throw e;
                }
                one.run(connection);             // the other writer of this node, or another node, goes on; nothing was written
            }
        } catch (SQLException | RuntimeException e) {
            one.fail(e);
            return;
        }
        one.done.countDown();
    }

    private static boolean isGone(Exception e) {
        return GONE.stream().anyMatch(state(e)::startsWith);
    }

    private static boolean is(String state, Exception e) {
        return state(e).equals(state);
    }

    private static String state(Exception e) {
        return e instanceof SQLException refused ? String.valueOf(refused.getSQLState()) : "";
    }

    @Override
    public void close() {
        closed = true;
        try {
            long until = System.nanoTime() + LAST_WORD.toNanos();
            for (Thread writer : writers) {
                writer.join(Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
