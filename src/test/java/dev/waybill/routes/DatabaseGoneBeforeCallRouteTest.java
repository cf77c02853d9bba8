package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.CuttableLine;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of the next call when the database goes away, or stands still, just before it. */
class DatabaseGoneBeforeCallRouteTest {

    private static final Map<String, String> SHORT_LEASE = Map.of("stripe.response-timeout", "1s", "m3ter.response-timeout", "1s",
            "http-client.connect-timeout", "500ms", "delivery.lease", "7s");

    @Test
    void a_call_whose_credentials_could_not_be_read_is_not_sent_without_them() throws Exception {
        try (CuttableLine line = CuttableLine.to(TestPostgres.port());
                Rehearsal rehearsal = Rehearsal.begin(with("database.url", "jdbc:postgresql://127.0.0.1:" + line.port()
                        + "/postgres"));
                Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + rehearsal.settings().text("database.schema") + ".integration_credentials"
                    + " in access exclusive mode");
            rehearsal.send("billing.bill.created", Bills.bill("cut-1", "USD", "5"));
            Awaitility.await().until(() -> TestPostgres.waiting() > 0);
            line.cut();
            other.rollback();

            Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(25)).until(() -> rehearsal.runs("cut-1").stream()
                    .anyMatch(run -> run.status().hasEnded()));
            assertThat(rehearsal.run("cut-1").status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void a_call_that_took_most_of_the_lease_to_store_is_left_to_the_next_worker() throws Exception {
        try (Rehearsal rehearsal = Rehearsal.begin(SHORT_LEASE); Connection other = TestPostgres.connect();
                Statement statement = other.createStatement()) {
            String schema = rehearsal.settings().text("database.schema");
            statement.execute("create sequence " + schema + ".dawdled");
            statement.execute("create function " + schema + ".dawdle() returns trigger language plpgsql as 'begin"
                    + " if nextval(''" + schema + ".dawdled'') = 1 then perform pg_sleep(4.5); end if; return new; end'");
            statement.execute("create trigger dawdle before insert on " + schema + ".call for each row when (new.name = 'add-lines')"
                    + " execute function " + schema + ".dawdle()");
            rehearsal.send("billing.bill.created", Bills.bill("cut-2", "USD", "5"));
            rehearsal.awaitSettled();
            assertThat(rehearsal.calls(rehearsal.run("cut-2"))).extracting(CallSummary::name, CallSummary::outcome)
                    .startsWith(tuple("create-invoice", "ANSWERED"), tuple("add-lines", "UNKNOWN"))
                    .endsWith(tuple("add-lines", "ANSWERED"));
        }
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(SHORT_LEASE);
        settings.put(key, value);
        return settings;
    }
}
