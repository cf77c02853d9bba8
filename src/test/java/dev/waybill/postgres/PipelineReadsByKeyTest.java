package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What moves bills finds its rows by key, however many there are. PostgreSQL counts the rows of a table that were read without
 * one, but not who read them; so the gateway runs without the routes that report and look through, and nobody else looks.
 */
class PipelineReadsByKeyTest {

    private static final int BILLS = 300;

    @TempDir
    Path folder;

    private Rehearsal rehearsal;

    @BeforeEach
    void begin() throws IOException {
        rehearsal = Rehearsal.begin(Map.of("routes.dir", routesThatMoveBills().toString()));
    }

    @AfterEach
    void end() {
        rehearsal.close();
    }

    private Path routesThatMoveBills() throws IOException {
        Path copy = folder.resolve("routes");
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
                Path target = copy.resolve(Path.of("routes").relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Stream.of(Files.readString(file).split("(?m)^(?=- route)"))
                        .filter(route -> !route.contains("id: release-parked-deliveries\n") && !route.contains("id: measure-queue\n"))
                        .collect(Collectors.joining()));
            }
        }
        Files.delete(copy.resolve("bills/release-parked-deliveries.camel.yaml"));
        return copy;
    }

    private long counted(String what, String table) {
        try (Connection connection = TestPostgres.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select coalesce(sum(" + what + "), 0) from pg_stat_user_tables where schemaname = '"
                        + rehearsal.settings().text("database.schema") + "' and relname ~ '^" + table + "(_[0-9_]+)?$'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(table, e);
        }
    }

    /** PostgreSQL adds up what a connection counted some seconds after it did it. */
    private void awaitCounted(String what, String table, long atLeast) {
        await(what + " of " + table).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500))
                .until(() -> counted(what, table) >= atLeast);
    }

    @Test
    void no_row_of_calls_runs_and_deliveries_is_read_without_its_key() {
        rehearsal.stripe().faults().add(FaultRule.tooManyRequests(null, null).withProbability("0.1", 1));
        rehearsal.stripe().faults().add(FaultRule.resetAfterWork().withProbability("0.05", 2));
        rehearsal.stripe().faults().add(FaultRule.status(402, "card_declined").on("POST", "/v1/invoices").after(10).times(10));
        for (int i = 0; i < BILLS; i++) {
            ObjectNode bill = Bills.withLines("key-" + i, 3);
            rehearsal.send("billing.bill.created", bill);
            if (i % 3 == 0) {
                rehearsal.send("billing.bill.updated", Bills.next(bill, "1", "2"));
                rehearsal.send("billing.bill.updated", bill);
            }
        }
        awaitCounted("n_tup_ins", "delivery", BILLS);
        awaitCounted("n_tup_ins", "run", BILLS + BILLS / 3 - 20);
        awaitCounted("n_tup_ins", "call", 2 * (BILLS - 10));
        AtomicLong before = new AtomicLong();
        await("nothing is sent any more").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(3)).until(() ->
                before.getAndSet(rehearsal.stripe().requestCount()) == before.get());
        assertThat(counted("idx_scan", "delivery")).as("what is read by key is counted").isGreaterThan(BILLS);
        for (String table : new String[] {"call", "run", "delivery"}) {
            assertThat(counted("seq_tup_read", table)).as("rows of %s read without a key", table).isZero();
        }
        rehearsal.stripe().faults().clear();
        rehearsal.awaitSettled();
        awaitCounted("seq_tup_read", "delivery", BILLS);
    }
}
