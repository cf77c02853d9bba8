package dev.waybill.postgres;

import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.TimeOrderedId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/**
 * The statements of {@link PostgresLedger} for one bill after another, as fast as the database takes them, with nothing else
 * around: what the machine could do at most. They are recorded from the ledger itself, so that they are always those which the
 * gateway sends; each round has ids of its own. Every statement must change what it changed when it was recorded.
 */
public final class StatementLoop {

    private static final int IDS_BY_TIME = 7;

    private final DataSource source;
    private final List<RecordedStatements.Recorded> statements;
    private final String recordedBill;

    private StatementLoop(DataSource source, List<RecordedStatements.Recorded> statements, String recordedBill) {
        this.source = source;
        this.statements = statements;
        this.recordedBill = recordedBill;
    }

    /**
     * How fast it went.
     *
     * @param statements of one bill
     */
    public record Speed(int connections, int statements, double billsPerSecond) {
    }

    /**
     * Records what a ledger sends.
     *
     * @param database its tables are there, and the organization and integration that the bill names
     * @param billId   the platform's id of the bill that is carried through; ids in the loop have the same length
     * @param oneBill  carries one bill through all states of this ledger
     */
    public static StatementLoop record(BenchDatabase database, String billId, Duration lease, Consumer<Ledger> oneBill) {
        RecordedStatements recorded = new RecordedStatements();
        DataSource source = recorded.over(database.pipeline());
        oneBill.accept(PostgresLedger.each(source, source, UUID.randomUUID(), lease, Clock.systemUTC()));
        return new StatementLoop(database.pipeline(), recorded.statements(), billId);
    }

    /**
     * Runs it.
     *
     * @param newBill ids of further bills, by number
     * @throws DatabaseException when a statement fails, or changes nothing
     */
    public Speed run(int connections, Duration warmUp, Duration time, LongFunction<String> newBill) {
        AtomicLong bills = new AtomicLong();
        AtomicLong numbers = new AtomicLong(1);
        AtomicReference<SQLException> failure = new AtomicReference<>();
        long until = System.nanoTime() + warmUp.toNanos() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(() -> {
                try (Connection connection = source.getConnection()) {
                    while (System.nanoTime() < until && failure.get() == null) {
                        once(connection, newBill.apply(numbers.getAndIncrement()));
                        bills.incrementAndGet();
                    }
                } catch (SQLException e) {
                    failure.compareAndSet(null, e);
                }
            }, "statements-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        pause(warmUp);
        long before = bills.get();
        long begun = System.nanoTime();
        pause(time);
        double speed = (bills.get() - before) * 1e9 / (System.nanoTime() - begun);
        threads.forEach(StatementLoop::join);
        if (failure.get() != null) {
            throw new DatabaseException("repeat the statements of the ledger", failure.get());
        }
        return new Speed(connections, statements.size(), speed);
    }

    private void once(Connection connection, String bill) throws SQLException {
        Map<UUID, UUID> ids = new HashMap<>();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);        // as in the ids
        for (RecordedStatements.Recorded each : statements) {
            // The driver keeps a connection's statements by their text and prepares them on the server, as in the gateway.
            try (PreparedStatement statement = connection.prepareStatement(each.text())) {
                for (Map.Entry<Integer, RecordedStatements.Setter> setter : each.setters().entrySet()) {
                    setter.getValue().bind(statement, fresh(setter.getValue().value(), ids, now, bill));
                }
                boolean changed = statement.execute() ? statement.getResultSet().next() : statement.getUpdateCount() == 1;
                if (!changed) {
                    throw new SQLException("a statement changed nothing: " + each.text().strip().lines().findFirst().orElse(""));
                }
            }
        }
    }

    /** The value for another bill: new ids and times where the recorded bill had its own. */
    private Object fresh(Object value, Map<UUID, UUID> ids, Instant now, String bill) {
        if (value instanceof UUID id && id.version() == IDS_BY_TIME) {
            return ids.computeIfAbsent(id, recorded -> TimeOrderedId.at(now));
        }
        if (value instanceof OffsetDateTime) {
            return now.atOffset(ZoneOffset.UTC);
        }
        return value instanceof String text ? text.replace(recordedBill, bill) : value;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the statements were repeated", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
