package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.CuttableLine;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What becomes of the database and of the connections to it: rows 7 and 8. */
class DatabaseFaultsTest extends FaultTest {

    /** Recovery is promised within 5 s; this leaves room for a slow machine. */
    private static final Duration RECOVERED = Duration.ofSeconds(15);
    private static final Duration LEASE = Duration.ofSeconds(7);

    private static final String CLAIM_THAT_SLEEPS = "wait_event = 'PgSleep' and query like '%skip locked%'";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private CuttableLine line;

    @Override
    Map<String, String> settings() {
        try {
            line = CuttableLine.to(TestPostgres.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("database.url", TestPostgres.url(line.port()), "stripe.response-timeout", "1s", "m3ter.response-timeout", "1s",
                "http-client.connect-timeout", "500ms", "delivery.lease", LEASE.toMillis() + "ms");
    }

    @AfterAll
    void closeLine() throws IOException {
        line.close();
    }

    private HttpResponse<String> post(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        return client.send(HttpRequest.newBuilder(rehearsal().address(Rehearsal.WEBHOOK)).POST(BodyPublishers.ofByteArray(bytes))
                .header("X-M3ter-Timestamp", timestamp).header("X-M3ter-Signature",
                        WebhookSender.signature(timestamp, bytes, Rehearsal.SECRET)).build(), BodyHandlers.ofString());
    }

    private boolean isDone(String bill) {
        return rehearsal().runs(bill).stream().anyMatch(run -> run.status() == RunStatus.COMPLETE);
    }

    @Test
    void row_7_while_the_database_is_away_webhooks_are_told_to_come_back_and_afterwards_everything_goes_on() throws Exception {
        String before = newBill();
        deliver(Bills.bill(before, "USD", "10"));
        List<String> underWay = Stream.generate(this::newBill).limit(5).toList();
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofMillis(700)).times(5));
        underWay.forEach(bill -> send(Bills.withLines(bill, 10)));
        line.away();

        String turnedAway = newBill();
        String event = Bills.event("billing.bill.created", Bills.bill(turnedAway, "USD", "10"));
        for (int i = 0; i < 3; i++) {
            long asked = System.nanoTime();
            HttpResponse<String> answer = post(event);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(Rehearsal.json(answer.body()).path("message").asText()).contains("Send it again");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).as("it does not hang").isLessThan(Duration.ofSeconds(5));
        }

        line.back();
        long back = System.nanoTime();
        await("webhooks are taken again").atMost(RECOVERED).pollInterval(Duration.ofMillis(200)).until(() ->
                rehearsal().post(event).status() == 200);
        await("and delivered").atMost(RECOVERED).ignoreExceptions().until(() -> isDone(turnedAway));
        Duration recovered = Duration.ofNanos(System.nanoTime() - back);
        assertThat(recovered).isLessThan(RECOVERED);
        await("what was under way").atMost(LEASE.plus(RECOVERED)).ignoreExceptions()
                .until(() -> underWay.stream().allMatch(this::isDone));
        underWay.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(1_055));
        assertThat(rehearsal().logLines()).as("one line of the database, not a page each time").filteredOn(
                line -> line.contains("\tat ") && line.contains("org.postgresql")).hasSizeLessThan(3);
    }

    @Test
    void row_7_broken_connections_are_replaced_without_losing_a_webhook() throws Exception {
        List<String> bills = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String bill = newBill();
            bills.add(bill);
            String event = Bills.event("billing.bill.created", Bills.bill(bill, "USD", "10"));
            await("bill " + i + " is taken").atMost(RECOVERED).until(() -> rehearsal().post(event).status() == 200);
            if (i % 5 == 4) {
                line.cut();
            }
        }
        await("all are delivered").atMost(LEASE.plus(RECOVERED)).ignoreExceptions().until(() -> bills.stream().allMatch(this::isDone));
        bills.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(1_000));
    }

    /** A trigger holds the claim's statement after it has changed the row, until its connection is ended. */
    @Test
    void row_8_a_connection_ended_during_a_claim_leaves_no_lease() {
        String schema = rehearsal().settings().text("database.schema");
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.tooManyRequests(null, null).times(1));
        TestPostgres.execute("create function " + schema + ".dawdle() returns trigger language plpgsql as"
                + " $$ begin if new.fence > old.fence then perform pg_sleep(20); end if; return null; end $$");
        TestPostgres.execute("create trigger dawdle after update on " + schema + ".delivery for each row execute function " + schema
                + ".dawdle()");
        String fence = "select fence, lease_owner, due_at <= now() as due from delivery where bill_id = (select id from bill where"
                + " external_id = '" + bill + "')";
        try {
            send(Bills.bill(bill, "USD", "10"));
            await("a claim that is held").atMost(Duration.ofSeconds(10)).until(() -> dawdling() > 0);
            assertThat(rehearsal().query(fence)).singleElement().satisfies(delivery -> assertThat(delivery)
                    .as("the claim is not committed").containsEntry("fence", 1L).containsEntry("due", true));
        } finally {
            // It waits until no claim is under way, and is before the next one.
            new Thread(() -> TestPostgres.execute("drop trigger dawdle on " + schema + ".delivery")).start();
        }
        await("the end of the trigger").atMost(Duration.ofSeconds(10)).until(() -> TestPostgres.waiting() > 0);
        TestPostgres.execute("select pg_terminate_backend(pid) from pg_stat_activity where " + CLAIM_THAT_SLEEPS);
        await("delivered long before a lease would have ended").atMost(Duration.ofSeconds(5)).until(() -> isDone(bill));
        assertThat(invoice(bill).total()).isEqualTo(1_000);
        assertThat((Long) rehearsal().query(fence).get(0).get("fence")).as("leases: the first, and those that were committed")
                .isEqualTo(2L);
    }

    private static int dawdling() {
        try (Connection connection = TestPostgres.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity where " + CLAIM_THAT_SLEEPS)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("pg_stat_activity", e);
        }
    }

    @Test
    void row_8_every_connection_ended_again_and_again_loses_nothing() {
        List<String> bills = new ArrayList<>();
        rehearsal().stripe().faults().add(FaultRule.status(503, null).withProbability("0.2", 8));
        for (int i = 0; i < 20; i++) {
            String bill = newBill();
            bills.add(bill);
            String event = Bills.event("billing.bill.created", Bills.withLines(bill, 5));
            await("bill " + i + " is taken").atMost(RECOVERED).until(() -> rehearsal().post(event).status() == 200);
            if (i % 4 == 1) {
                TestPostgres.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waybill'");
            }
        }
        rehearsal().stripe().faults().clear();
        await("all are delivered").atMost(LEASE.plus(RECOVERED)).ignoreExceptions().until(() -> bills.stream().allMatch(this::isDone));
        bills.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(515));
    }
}
