package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.CuttableLine;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DatabaseGoneBeforeCallRouteTest {

    @Test
    void a_call_whose_credentials_could_not_be_read_is_not_sent_without_them() throws Exception {
        try (CuttableLine line = CuttableLine.to(TestPostgres.port());
                Rehearsal rehearsal = Rehearsal.begin(Map.of(
                        "database.url", "jdbc:postgresql://127.0.0.1:" + line.port() + "/postgres",
                        "stripe.response-timeout", "1s", "m3ter.response-timeout", "1s", "http-client.connect-timeout", "500ms",
                        "delivery.lease", "7s"));
                Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + rehearsal.settings().text("database.schema") + ".integration_credentials"
                    + " in access exclusive mode");
            rehearsal.send("billing.bill.created", Bills.bill("cut-1", "USD", "5"));
            Awaitility.await().until(() -> TestPostgres.waiting() > 0);
            line.cut();
            other.rollback();

            Awaitility.await().atMost(Duration.ofSeconds(25)).until(() -> rehearsal.runs("cut-1").stream()
                    .anyMatch(run -> run.status().hasEnded()));
            assertThat(rehearsal.run("cut-1").status()).isEqualTo(RunStatus.COMPLETE);
        }
    }
}
