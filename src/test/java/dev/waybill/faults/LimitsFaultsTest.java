package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.AccountDoor;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider account that is slow, failing or asks to slow down, beside one that is not: rows 9, 10, 11, 16 and 32. */
class LimitsFaultsTest extends FaultTest {

    private static final int CUSTOMERS = 30;
    private static final int AT_ONCE = 4;
    private static final int RATE = 100;
    private static final String SLOW_KEY = "sk_test_slow";
    private static final String PUSHED_KEY = "sk_test_pushed";
    private static final List<String> KINDS = List.of("good", "slow", "pushed");

    private static final AccountDoor DOOR = AccountDoor.open();
    private static final AccountDoor.Account SLOW = DOOR.account(SLOW_KEY);
    private static final AccountDoor.Account PUSHED = DOOR.account(PUSHED_KEY);
    private static final AccountDoor.Account GOOD = DOOR.account(Rehearsal.STRIPE_KEY);

    @Override
    Map<String, String> settings() {
        return Map.of("stripe.base-url", DOOR.url(), "delivery.workers", "12", "stripe.concurrency", String.valueOf(AT_ONCE),
                "stripe.test-rate", String.valueOf(RATE), "stripe.response-timeout", "6s", "m3ter.response-timeout", "6s",
                "http-client.connect-timeout", "500ms", "breaker.open", "1s");
    }

    @BeforeAll
    void twoAccounts() {
        DOOR.before(rehearsal().stripe().baseUrl());
        IntStream.range(0, CUSTOMERS).forEach(i -> KINDS.forEach(kind -> rehearsal().stripe().customer("cus_" + kind + i)));
    }

    @BeforeEach
    void allAnswer() {
        apply("");
        List.of(GOOD, SLOW, PUSHED).forEach(AccountDoor.Account::forget);
    }

    @AfterEach
    void everythingAnswers() {
        List.of(GOOD, SLOW, PUSHED).forEach(AccountDoor.Account::answer);
    }

    @AfterAll
    void closeDoor() {
        DOOR.close();
    }

    /** @param more of both integrations */
    private void apply(String more) {
        StringBuilder mappings = new StringBuilder();
        for (String kind : KINDS) {
            for (int i = 0; i < CUSTOMERS; i++) {
                mappings.append("      - { m3terEntity: Account, m3terId: acc-").append(kind).append(i)
                        .append(", externalSystem: Stripe, externalTable: Customer, externalId: cus_").append(kind).append(i).append(" }\n");
            }
        }
        String setup = Rehearsal.setup("        accountIds: [" + accounts("good") + "]" + more)
                .replace("      - { name: Stripe, type", "      - { name: slow, type: STATIC_API_KEY, apiKey: \"${env:SLOW_KEY}\" }\n"
                        + "      - { name: pushed, type: STATIC_API_KEY, apiKey: \"${env:PUSHED_KEY}\" }\n      - { name: Stripe, type")
                .replace("    externalMappings:\n", integration("slow", more) + integration("pushed", more) + "    externalMappings:\n");
        rehearsal().apply(setup + mappings, Map.of("SLOW_KEY", SLOW_KEY, "PUSHED_KEY", PUSHED_KEY));
    }

    private static String integration(String kind, String more) {
        return "      - name: " + kind + "\n        destination: StripeTest\n        credentials: " + kind
                + "\n        useExternalMappingAccountCode: true\n        accountIds: [" + accounts(kind) + "]" + more + "\n";
    }

    private static String accounts(String kind) {
        return IntStream.range(0, CUSTOMERS).mapToObj(i -> "acc-" + kind + i).collect(Collectors.joining(", "));
    }

    /** So many bills, each of another customer in turn; posted, not awaited. */
    private List<String> send(String kind, int bills) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < bills; i++) {
            String id = newBill();
            ids.add(id);
            send(Bills.billOf("acc-" + kind + i % CUSTOMERS, id, "USD", "10"));
        }
        return ids;
    }

    private void awaitAll(List<String> bills, RunStatus status, Duration most) {
        await(status.name()).atMost(most).until(() -> bills.stream().allMatch(bill ->
                rehearsal().runs(bill).stream().findFirst().filter(run -> run.status() == status).isPresent()));
    }

    private String metrics() throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + rehearsal().settings().text("management.port") + "/observe/metrics")).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void row_16_an_account_that_hangs_has_few_calls_under_way_and_the_others_do_not_notice() {
        SLOW.hang();
        List<String> slow = send("slow", 20);
        await("calls that hang").atMost(Duration.ofSeconds(5)).until(() -> SLOW.atOnce() == AT_ONCE);
        List<String> good = send("good", 20);
        awaitAll(good, RunStatus.COMPLETE, Duration.ofSeconds(5));
        assertThat(SLOW.atOnce()).as("they hang still").isEqualTo(AT_ONCE);
        SLOW.answer();
        awaitAll(slow, RunStatus.COMPLETE, Duration.ofSeconds(20));
        assertThat(SLOW.mostAtOnce()).isEqualTo(AT_ONCE);
    }

    @Test
    void row_10_only_the_lane_waits_as_long_as_asked_whatever_else_comes_and_over_a_restart() {
        String throttled = newBill();
        ObjectNode first = Bills.billOf("acc-good0", throttled, "USD", "10");
        rehearsal().stripe().faults().add(FaultRule.tooManyRequests("endpoint-rate", 6).on("POST", "/v1/invoices").times(1));
        send(first);
        awaitAll(List.of(throttled), RunStatus.RATE_LIMIT_RETRY, Duration.ofSeconds(5));
        Instant asked = rehearsal().stripe().requests().get(0).at();
        send(Bills.next(first, "12"));                                     // a new version
        String same = newBill();
        send(Bills.billOf("acc-good0", same, "USD", "5"));                  // another bill of the same customer
        String other = newBill();
        send(Bills.billOf("acc-good1", other, "USD", "7"));
        awaitAll(List.of(other), RunStatus.COMPLETE, Duration.ofSeconds(3));
        rehearsal().restart();
        rehearsal().awaitSettled();
        isComplete(throttled);
        isComplete(same);
        assertThat(invoice(throttled).total()).isEqualTo(1_200);
        List<LoggedRequest> creates = requests("POST", "/v1/invoices").stream().filter(one -> one.body().contains("cus_good0")).toList();
        assertThat(creates).hasSize(3);
        assertThat(creates.stream().skip(1)).allMatch(one -> Duration.between(asked, one.at()).toMillis() >= 5_900);
        assertThat(rehearsal().query("select 1 from delivery where attempts > 0")).isEmpty();
    }

    @Test
    void row_11_an_account_that_asks_to_slow_down_gets_less_and_less_until_it_answers() throws Exception {
        PUSHED.fail(429);
        List<String> pushed = send("pushed", 25);
        awaitAll(pushed.subList(0, 1), RunStatus.RATE_LIMIT_RETRY, Duration.ofSeconds(5));
        RunSummary run = newest(pushed.get(0));
        assertThat(run.error()).contains("429");
        await("back-off").atMost(Duration.ofSeconds(10)).until(() -> metrics().lines().anyMatch(line ->
                line.startsWith("waybill_account_allowed") && line.endsWith(" 1.0")));
        int before = PUSHED.requests();
        PUSHED.forget();
        List<String> good = send("good", 10);
        awaitAll(good, RunStatus.COMPLETE, Duration.ofSeconds(5));
        await("a while").pollDelay(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> true);
        assertThat(PUSHED.requests()).as("after %s", before).isLessThanOrEqualTo(5);
        assertThat(PUSHED.mostAtOnce()).isLessThanOrEqualTo(1);
        assertThat(metrics()).contains("waybill_throttled_total{provider=\"stripe\"}");
        assertThat(rehearsal().query("select 1 from delivery where attempts > 0")).as("no attempt counted").isEmpty();
        PUSHED.answer();
        awaitAll(pushed, RunStatus.COMPLETE, Duration.ofSeconds(60));
    }

    @Test
    void an_account_that_fails_for_every_call_is_left_alone_and_its_bills_leave_when_it_answers() {
        SLOW.fail(503);
        List<String> slow = send("slow", 28);
        await("the breaker").atMost(Duration.ofSeconds(15)).until(() -> rehearsal().logLines().stream()
                .anyMatch(line -> line.contains("fails for nearly every call")));
        List<String> good = send("good", 10);
        awaitAll(good, RunStatus.COMPLETE, Duration.ofSeconds(5));
        SLOW.forget();
        await("a while").pollDelay(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> true);
        assertThat(SLOW.requests()).as("probes only").isLessThanOrEqualTo(10);
        SLOW.answer();
        awaitAll(slow, RunStatus.COMPLETE, Duration.ofSeconds(25));
    }

    @Test
    void an_answer_that_trickles_in_is_cut_off_and_looked_up() {
        GOOD.dripOnce();
        String bill = send("good", 1).get(0);
        awaitAll(List.of(bill), RunStatus.COMPLETE, Duration.ofSeconds(15));
        assertThat(rehearsal().calls(newest(bill)).get(0).outcome()).isEqualTo("UNKNOWN");
        assertThat(invoice(bill).total()).isEqualTo(1_000);
    }

    @Test
    void row_9_webhooks_are_taken_while_every_worker_waits_for_the_database() throws Exception {
        List<String> bills;
        try (Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + rehearsal().settings().text("database.schema") + ".delivery in access exclusive mode");
            bills = send("good", 25);
            await("workers that wait").atMost(Duration.ofSeconds(5)).until(() -> TestPostgres.waiting() >= 8);
            Instant begin = Instant.now();
            bills.addAll(send("good", 25));
            assertThat(Duration.between(begin, Instant.now())).as("25 answers").isLessThan(Duration.ofSeconds(5));
            other.rollback();
        }
        awaitAll(bills, RunStatus.COMPLETE, Duration.ofSeconds(60));
    }

    @Test
    void row_32_a_configuration_changed_under_way_loses_nothing_and_each_run_names_its_version() {
        GOOD.hang();
        List<String> bills = send("good", 80);
        await("some are under way").atMost(Duration.ofSeconds(10)).until(() -> GOOD.atOnce() == AT_ONCE);
        int version = version();
        apply("\n        settings: { daysUntilDue: 10 }");
        bills.addAll(send("good", 40));
        GOOD.answer();
        awaitAll(bills, RunStatus.COMPLETE, Duration.ofSeconds(40));
        List<Map<String, Object>> versions = rehearsal().query("select distinct integration_version as version from run r"
                + " where bill_external_id in ('" + String.join("','", bills) + "') order by 1");
        assertThat(versions).extracting(row -> row.get("version")).containsExactly(version, version + 1);
    }

    private int version() {
        return (Integer) rehearsal().query("select version from integration where name = 'Stripe'").get(0).get("version");
    }
}
