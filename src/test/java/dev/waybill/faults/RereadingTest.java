package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.m3ter.WebhookSender.Acknowledgement;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bills that are read again from m3ter, because their webhook is only a hint; and what can happen to the reading. */
class RereadingTest extends FaultTest {

    private static final String TOKEN = "/oauth/token";
    private static final String BILL = "/organizations/[^/]+/bills/[^/]+";
    private static final String LINES = BILL + "/lineitems";

    @Override
    Map<String, String> settings() {
        return Map.of("m3ter.response-timeout", "1500ms", "delivery.retry-delays", "100ms,200ms,300ms,400ms,1h");
    }

    @AfterEach
    void credentialsAsBefore() {
        rehearsal().apply(Rehearsal.setup(""));
    }

    /** Puts a bill with a total into m3ter. */
    private ObjectNode inM3ter(String id, int lines) {
        ObjectNode bill = Bills.withLines(id, lines);
        bill.put("billTotal", totalOf(bill));
        rehearsal().m3ter().put(bill);
        return bill;
    }

    private static BigDecimal totalOf(ObjectNode bill) {
        BigDecimal total = BigDecimal.ZERO;
        for (var line : bill.path("lineItems")) {
            total = total.add(line.path("convertedSubtotal").decimalValue());
        }
        return total;
    }

    /** Posts the event m3ter would send now; answers the event's id. */
    private String hint(String name, String bill) {
        return posted(rehearsal().m3ter().event(name, bill));
    }

    private String posted(byte[] event) {
        Acknowledgement answer = rehearsal().post(Rehearsal.REREADING_WEBHOOK, event);
        assertThat(answer.status()).isEqualTo(200);
        return Rehearsal.json(answer.body()).path("id").asText();
    }

    private Map<String, Object> event(String id) {
        return rehearsal().query("select status, reason, attempts from inbound_event where id = '" + id + "'").get(0);
    }

    private List<LoggedRequest> asked(String path) {
        return rehearsal().m3ter().requests().stream().filter(one -> one.path().matches(path)).toList();
    }

    @Test
    void a_bill_of_250_lines_is_read_page_by_page_and_leaves_whole() {
        String bill = newBill();
        inM3ter(bill, 250);
        hint("billing.bill.created", bill);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(asked(LINES)).hasSize(3);
        assertThat(invoice(bill).lines()).hasSize(250);
        assertThat(invoice(bill).total()).isEqualTo(56_375);
    }

    @Test
    void what_the_webhook_says_of_the_bill_does_not_count() {
        String bill = newBill();
        inM3ter(bill, 3);
        posted(Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "1000000")).getBytes());
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(306);
    }

    @Test
    void an_expired_token_is_renewed_once() {
        String before = newBill();
        inM3ter(before, 1);
        hint("billing.bill.created", before);
        rehearsal().awaitSettled();
        rehearsal().m3ter().clearRequests();
        rehearsal().m3ter().expireTokens();
        String bill = newBill();
        inM3ter(bill, 120);
        hint("billing.bill.created", bill);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(asked(TOKEN)).hasSize(1);
        assertThat(asked(".*")).extracting(LoggedRequest::status).containsOnlyOnce(403);
        assertThat(invoice(bill).lines()).hasSize(120);
    }

    @Test
    void a_token_that_expires_between_two_pages_is_renewed_too() {
        String bill = newBill();
        inM3ter(bill, 250);
        rehearsal().m3ter().faults().add(FaultRule.status(403, null).on("GET", LINES).after(1).times(1));
        hint("billing.bill.created", bill);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).lines()).hasSize(250);
    }

    @Test
    void a_token_serves_many_bills() {
        String first = newBill();
        String second = newBill();
        inM3ter(first, 1);
        inM3ter(second, 1);
        hint("billing.bill.created", first);
        rehearsal().awaitSettled();
        rehearsal().m3ter().clearRequests();
        hint("billing.bill.created", second);
        rehearsal().awaitSettled();
        isComplete(second);
        assertThat(asked(TOKEN)).isEmpty();
    }

    @Test
    void while_m3ter_is_away_the_event_is_put_back_and_done_later() {
        String bill = newBill();
        inM3ter(bill, 2);
        byte[] notice = rehearsal().m3ter().event("billing.bill.created", bill);
        int port = URI.create(rehearsal().m3ter().baseUrl()).getPort();
        rehearsal().m3ter().close();
        String event;
        try {
            event = posted(notice);
            await("a failed reading").atMost(Duration.ofSeconds(10)).until(() -> (Integer) event(event).get("attempts") > 0);
            assertThat(event(event)).containsEntry("status", "NEW").extractingByKey("reason").asString().contains("m3ter did not answer");
        } finally {
            rehearsal().m3ter().start(port);
        }
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(event(event)).containsEntry("status", "DONE");
    }

    static List<FaultRule> troubles() {
        return List.of(FaultRule.status(500, null), FaultRule.status(503, null), FaultRule.tooManyRequests(null, null),
                FaultRule.resetBeforeWork(), FaultRule.resetAfterWork(), FaultRule.timeoutAfterWork(Duration.ofMillis(1_700)),
                FaultRule.garbage(), FaultRule.status(409, null), FaultRule.status(302, null));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void trouble_at_any_question_to_m3ter_delays_the_bill_and_changes_nothing_else(FaultRule trouble) {
        String token = newBill();
        String bill = newBill();
        String page = newBill();
        for (String one : List.of(token, bill, page)) {
            inM3ter(one, 120);
        }
        rehearsal().m3ter().expireTokens();
        rehearsal().m3ter().faults().add(trouble.on("POST", TOKEN).times(1));
        rehearsal().m3ter().faults().add(trouble.on("GET", BILL).times(1));
        rehearsal().m3ter().faults().add(trouble.on("GET", LINES).after(1).times(1));
        List.of(token, bill, page).forEach(one -> hint("billing.bill.created", one));
        rehearsal().awaitSettled();
        for (String one : List.of(token, bill, page)) {
            isComplete(one);
            assertThat(invoice(one).lines()).hasSize(120);
        }
    }

    @Test
    void a_bill_that_is_gone_at_m3ter_makes_no_invoice_and_says_so() {
        String bill = "bill-gone-" + UUID.randomUUID();
        inM3ter(bill, 2);
        byte[] notice = rehearsal().m3ter().event("billing.bill.created", bill);
        rehearsal().m3ter().delete(bill);
        String event = posted(notice);
        rehearsal().awaitSettled();
        assertThat(event(event)).containsEntry("status", "DONE").extractingByKey("reason").asString().contains("no such bill", "Nothing was sent");
        assertThat(rehearsal().stripe().invoicesOf(bill)).isEmpty();
    }

    /** The total of the bill that was read first does not fit the lines that are there by then. */
    @Test
    void a_bill_that_changes_between_its_pages_is_read_anew() {
        String bill = newBill();
        inM3ter(bill, 250);
        rehearsal().m3ter().faults().add(FaultRule.slow(Duration.ofMillis(800)).on("GET", LINES).after(1).times(1));
        hint("billing.bill.created", bill);
        await("the second page is asked for").atMost(Duration.ofSeconds(10)).until(() -> asked(LINES).size() == 2);
        inM3ter(bill, 130);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).lines()).hasSize(130);
        assertThat(asked(LINES)).as("pages of the first and of the second reading").hasSizeGreaterThan(3);
    }

    /** Without a stated total only a second look at the bill tells. */
    @Test
    void a_bill_without_a_total_that_changes_between_its_pages_is_read_anew() {
        String bill = newBill();
        rehearsal().m3ter().put(Bills.withLines(bill, 150));
        rehearsal().m3ter().faults().add(FaultRule.slow(Duration.ofMillis(800)).on("GET", LINES).after(1).times(1));
        hint("billing.bill.created", bill);
        await("the second page is asked for").atMost(Duration.ofSeconds(10)).until(() -> asked(LINES).size() == 2);
        rehearsal().m3ter().put(Bills.next(Bills.withLines(bill, 150), "5", "6"));
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_100);
    }

    @Test
    void a_bill_whose_lines_do_not_add_up_is_refused_with_both_sums() {
        String bill = "bill-of-two-sums-" + UUID.randomUUID();
        rehearsal().m3ter().put(Bills.bill(bill, "USD", "10").put("billTotal", 12));
        String event = hint("billing.bill.created", bill);
        rehearsal().awaitSettled();
        assertThat(event(event)).containsEntry("status", "FAILED").extractingByKey("reason").asString().contains("10", "12");
        assertThat(rehearsal().query("select remedy from integration_event where inbound_event_id = '" + event + "'")).hasSize(1);
        assertThat(rehearsal().stripe().invoicesOf(bill)).isEmpty();
    }

    @Test
    void a_hint_without_a_bill_is_refused_in_words() {
        byte[] notice = "{\"id\":\"%s\",\"eventName\":\"billing.bill.updated\",\"m3terEvent\":{}}".formatted(UUID.randomUUID()).getBytes();
        String event = posted(notice);
        rehearsal().awaitSettled();
        assertThat(event(event)).containsEntry("status", "FAILED").extractingByKey("reason").asString().contains("names no bill");
    }

    private List<Map<String, Object>> told() {
        return rehearsal().query("select message, remedy from integration_event where event_name = 'integration.authentication.error'");
    }

    private void apply(String apiSecret) {
        rehearsal().apply(Rehearsal.setup(""), Map.of("M3TER_SECRET", apiSecret));
    }

    /** All of them want to tell it at the same moment, because the table was locked until then. */
    @Test
    void refused_credentials_are_told_once_when_many_bills_tell_it_at_once() throws Exception {
        apply("wrong-secret-four");
        rehearsal().m3ter().expireTokens();
        int before = told().size();
        List<String> bills = List.of(newBill(), newBill(), newBill());
        try (Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + rehearsal().settings().text("database.schema") + ".integration_event in exclusive mode");
            bills.forEach(bill -> {
                inM3ter(bill, 2);
                hint("billing.bill.created", bill);
            });
            await("workers that wait").atMost(Duration.ofSeconds(10)).until(() -> TestPostgres.waiting() >= bills.size());
            other.rollback();
        }
        await("they are put back").atMost(Duration.ofSeconds(15)).until(() -> bills.stream().allMatch(bill -> (Integer) rehearsal()
                .query("select max(attempts) as most from inbound_event where entity_id = '" + bill + "'").get(0).get("most") > 0));
        assertThat(told()).hasSize(before + 1);
        rehearsal().apply(Rehearsal.setup(""));
        rehearsal().awaitSettled();
        bills.forEach(this::isComplete);
    }

    /** The next try of such an event may be hours away: new credentials must not wait for it. */
    @Test
    void refused_credentials_are_told_once_and_the_bills_are_read_as_soon_as_they_work() {
        apply("wrong-secret-one");
        rehearsal().m3ter().expireTokens();
        int before = told().size();
        List<String> bills = List.of(newBill(), newBill(), newBill());
        bills.forEach(bill -> {
            inM3ter(bill, 2);
            hint("billing.bill.created", bill);
        });
        await("every try but the last, which is an hour away").atMost(Duration.ofSeconds(15)).until(() -> rehearsal().query(
                "select 1 from inbound_event where status = 'NEW' and due_at > now() + interval '30 minutes'").size() == 3);
        assertThat(told()).hasSize(before + 1);
        assertThat(String.valueOf(told().get(before).get("message"))).contains("m3ter refused token").doesNotContain("wrong-secret");
        rehearsal().apply(Rehearsal.setup(""));
        await("all are read").atMost(Duration.ofSeconds(10)).until(() -> bills.stream().allMatch(bill -> !rehearsal().runs(bill).isEmpty()));
        rehearsal().awaitSettled();
        bills.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(203));
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("wrong-secret"));
    }

    @Test
    void credentials_that_are_refused_again_later_are_told_again() {
        for (String secret : List.of("wrong-secret-two", "wrong-secret-three")) {
            apply(secret);
            rehearsal().m3ter().expireTokens();
            int before = told().size();
            String bill = newBill();
            inM3ter(bill, 1);
            hint("billing.bill.created", bill);
            await("it is told").atMost(Duration.ofSeconds(10)).until(() -> told().size() == before + 1);
            rehearsal().apply(Rehearsal.setup(""));
            rehearsal().awaitSettled();
            isComplete(bill);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing.bill.created", "billing.bill.updated"})
    void a_hint_that_comes_twice_reads_twice_and_sends_once(String name) {
        String bill = newBill();
        inM3ter(bill, 3);
        hint(name, bill);
        hint(name, bill);
        rehearsal().awaitSettled();
        assertThat(rehearsal().runs(bill)).hasSize(1);
        assertThat(invoice(bill).total()).isEqualTo(306);
    }
}
