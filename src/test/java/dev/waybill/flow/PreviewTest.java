package dev.waybill.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.DecidedBill.Outcome;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.delivery.Step;
import dev.waybill.gateway.Previewing;
import dev.waybill.postgres.Database;
import dev.waybill.provider.Course;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a preview shows is what a delivery then does, byte for byte. */
class PreviewTest {

    private static Rehearsal rehearsal;
    private static Database database;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
        rehearsal.stripe().customer("cus_2");
        rehearsal.stripe().customer("cus_3");
        database = Database.attach(rehearsal.settings());
    }

    @AfterAll
    static void end() {
        database.close();
        rehearsal.close();
    }

    @AfterEach
    void everythingIsAsUsual() {
        rehearsal.stripe().faults().clear();
        rehearsal.update("update delivery set due_at = now() where due_at > now() + interval '5 minutes'");    // put off by a test
        if (!rehearsal.query("select 1 from lane_pause").isEmpty()) {
            rehearsal.asIfAskedWaitsWereOver();
        }
        rehearsal.awaitSettled();
        rehearsal.apply(Rehearsal.setup(""));
    }

    private static PreviewedBill previewed(ObjectNode bill) {
        return previewed(bill.toString());
    }

    private static PreviewedBill previewed(String document) {
        try (Previewing previewing = Previewing.on(database, rehearsal.settings())) {
            byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
            return previewing.preview().ofDocument(Rehearsal.ORGANIZATION, bytes, any -> true);
        }
    }

    private static PreviewedIntegration of(ObjectNode bill) {
        return only(previewed(bill));
    }

    private static PreviewedIntegration ofKnown(String billId) {
        try (Previewing previewing = Previewing.on(database, rehearsal.settings())) {
            return only(previewing.preview().ofKnown(Rehearsal.ORGANIZATION, billId, any -> true).orElseThrow());
        }
    }

    private static PreviewedIntegration only(PreviewedBill previewed) {
        assertThat(previewed.integrations()).hasSize(1);
        return previewed.integrations().get(0);
    }

    private static void deliver(ObjectNode bill) {
        rehearsal.stripe().clearRequests();
        rehearsal.send("billing.bill.updated", bill);
        rehearsal.awaitSettled();
    }

    private static HeldInvoice invoice(ObjectNode bill) {
        List<HeldInvoice> held = rehearsal.stripe().invoicesOf(bill.path("id").asText());
        return held.get(held.size() - 1);
    }

    private static RunSummary newestRun(ObjectNode bill) {
        return rehearsal.runs(bill.path("id").asText()).get(0);
    }

    /** Everything of a call that reaches the provider, but for the credentials; the ids in braces become these. */
    private static List<String> sent(Course course, Map<String, String> ids) {
        List<String> sent = new ArrayList<>();
        for (Course.Planned planned : course.calls()) {
            Call call = planned.call();
            String text = String.join(" ", call.method(), call.path(), call.query(), call.idempotencyKey(), call.contentType(),
                    String.valueOf(call.headers()), call.body());
            for (Map.Entry<String, String> id : ids.entrySet()) {
                text = text.replace("{" + id.getKey() + "}", id.getValue());
            }
            sent.add(text);
        }
        return sent;
    }

    /** What the stand-in received, its log of keys and bodies joined with the call log's headers. */
    private static List<String> received(ObjectNode bill) {
        List<LoggedRequest> requests = rehearsal.stripe().requests();
        List<Map<String, Object>> calls = rehearsal.query("select content_type, headers::text as headers from call"
                + " where run_id = '" + newestRun(bill).id() + "' order by number");
        assertThat(requests).hasSameSizeAs(calls);
        List<String> received = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            LoggedRequest request = requests.get(i);
            received.add(String.join(" ", request.method(), request.path(), text(request.query()), text(request.idempotencyKey()),
                    (String) calls.get(i).get("content_type"),
                    Json.read((String) calls.get(i).get("headers"), Map.class).toString(), text(request.body())));
        }
        return received;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    /** The ids that Stripe gave, by the names a preview has for them. */
    private static Map<String, String> ids(HeldInvoice before, HeldInvoice after) {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("invoice id", after.id());
        for (int i = 0; before != null && i < before.lines().size(); i++) {
            ids.put("id of line " + (i + 1), before.lines().get(i).id());
        }
        return ids;
    }

    /** Previews the bill, delivers it, and compares. */
    private static PreviewedIntegration comesTrue(ObjectNode bill) {
        List<HeldInvoice> before = rehearsal.stripe().invoicesOf(bill.path("id").asText());
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        Map<String, String> ids = ids(before.isEmpty() ? null : before.get(0), invoice(bill));
        assertThat(received(bill)).isEqualTo(sent(previewed.course(), ids)).isNotEmpty();
        assertThat(previewed.course().end()).isInstanceOf(Step.Done.class);
        assertThat(newestRun(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(newestRun(bill).note()).isEqualTo(((Step.Done) previewed.course().end()).note()
                .replace("{invoice id}", ids.get("invoice id")));
        return previewed;
    }

    private static Step.Parked parked(RunSummary run) {
        return new Step.Parked(run.status(), run.reasonCode(), run.error(), run.remedy());
    }

    private static void awaitStatus(String billId, RunStatus status) {
        Awaitility.await(status.name()).until(() -> rehearsal.runs(billId).stream().anyMatch(run -> run.status() == status));
    }

    private static List<String> names(PreviewedIntegration previewed) {
        return previewed.course().calls().stream().map(planned -> planned.call().name()).toList();
    }

    @Test
    void a_small_bill_is_sent_as_previewed() {
        assertThat(names(comesTrue(Bills.bill("preview-1", "USD", "12.34", "0.66"))))
                .containsExactly("create-invoice", "add-lines");
    }

    @Test
    void texts_of_every_script_are_sent_as_previewed() {
        ObjectNode bill = Bills.addLine(Bills.bill("preview-2", "JPY"), "USAGE", "通話 & 100% + «été» {invoice id}", "1200");
        comesTrue(bill);
    }

    @Test
    void two_hundred_lines_are_sent_as_previewed() {
        assertThat(names(comesTrue(Bills.withLines("preview-3", 200)))).hasSize(5);
    }

    @Test
    void every_call_of_a_first_delivery_is_certain() {
        Course course = of(Bills.withLines("preview-4", 200)).course();
        assertThat(course.certain()).isEqualTo(course.calls().size());
        assertThat(course.conditions()).isEmpty();
    }

    @Test
    void an_invoice_that_is_finalized_is_sent_as_previewed() {
        rehearsal.apply(Rehearsal.setup("        settings: { finalize: approved, autoAdvance: true }"));
        assertThat(names(comesTrue(Bills.bill("preview-5", "USD", "3"))))
                .containsExactly("create-invoice", "add-lines", "finalize-invoice");
    }

    @Test
    void a_changed_bill_is_sent_as_previewed() {
        ObjectNode bill = Bills.bill("preview-6", "USD", "10", "20", "30", "40");
        deliver(bill);
        assertThat(names(comesTrue(Bills.addLine(Bills.next(bill, "10", "25"), "AD_HOC", "Support", "7.5"))))
                .containsExactly("get-invoice", "list-lines", "remove-lines", "update-lines", "add-lines");
    }

    @Test
    void a_changed_bill_of_many_lines_is_sent_as_previewed() {
        ObjectNode bill = Bills.withLines("preview-7", 220);
        deliver(bill);
        String[] amounts = IntStream.rangeClosed(1, 220).mapToObj(i -> i % 2 == 0 ? "5" : "7").toArray(String[]::new);
        assertThat(names(comesTrue(Bills.next(bill, amounts))))
                .startsWith("get-invoice", "list-lines", "list-lines", "list-lines", "update-lines").hasSize(4 + 5);
    }

    @Test
    void a_bill_that_changed_twice_is_sent_as_previewed() {
        ObjectNode first = Bills.bill("preview-8", "USD", "10", "20");
        deliver(first);
        ObjectNode second = Bills.next(first, "11", "20", "30");
        deliver(second);
        comesTrue(Bills.next(second, "11", "22", "33"));
    }

    @Test
    void of_a_changed_bill_the_first_look_is_certain_and_the_rest_rests_on_what_it_shows() {
        ObjectNode bill = Bills.bill("preview-9", "USD", "10");
        deliver(bill);
        Course course = of(Bills.next(bill, "11")).course();
        assertThat(course.certain()).isEqualTo(1);
        assertThat(course.conditions()).containsExactly("Invoice " + invoice(bill).id()
                + " is still as Waybill last saw it: a draft with lines of 10.00 USD in all.");
    }

    @Test
    void an_unknown_id_of_a_line_is_explained() {
        ObjectNode bill = Bills.bill("preview-10", "USD", "10", "20");
        deliver(bill);
        assertThat(of(Bills.next(bill, "10", "21")).course().ids()).containsExactly(Map.entry("id of line 2",
                "line 2 of invoice " + invoice(bill).id() + ": Line 2, 20.00 USD"));
    }

    @Test
    void a_version_with_the_same_content_is_looked_at_as_previewed() {
        ObjectNode bill = Bills.bill("preview-11", "USD", "10", "20");
        deliver(bill);
        assertThat(names(comesTrue(Bills.next(bill, "10", "20")))).containsExactly("get-invoice");
    }

    @Test
    void a_changed_customer_is_sent_as_previewed() {
        ObjectNode bill = Bills.bill("preview-12", "USD", "10", "20");
        deliver(bill);
        rehearsal.apply(Rehearsal.setup("").replace("externalId: \"cus_1\"", "externalId: \"cus_2\""));
        assertThat(names(comesTrue(Bills.next(bill, "10", "21")))).containsExactly("get-invoice", "list-lines", "delete-invoice",
                "create-invoice", "add-lines");
    }

    @Test
    void a_deleted_bill_is_taken_back_as_previewed() {
        ObjectNode bill = Bills.bill("preview-13", "USD", "10", "20");
        deliver(bill);
        HeldInvoice before = invoice(bill);
        String event = Bills.event("billing.bill.deleted", bill);
        Course course = only(previewed(event)).course();
        rehearsal.stripe().clearRequests();
        rehearsal.post(event);
        rehearsal.awaitSettled();
        assertThat(received(bill)).isEqualTo(sent(course, ids(before, before))).hasSize(3);
    }

    @Test
    void a_bill_that_changed_after_its_invoice_was_final_is_reported_as_previewed() {
        rehearsal.apply(Rehearsal.setup("        settings: { finalize: approved }"));
        ObjectNode bill = Bills.bill("preview-14", "USD", "10", "20");
        deliver(bill);
        ObjectNode next = Bills.next(bill, "10", "25");
        PreviewedIntegration previewed = of(next);
        deliver(next);
        assertThat(received(bill)).isEqualTo(sent(previewed.course(), Map.of())).hasSize(2);
        Step.Parked parked = (Step.Parked) previewed.course().end();
        assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID).isEqualTo(newestRun(bill).status());
        assertThat(parked.reason()).isEqualTo(newestRun(bill).error());
    }

    @Test
    void a_zero_bill_makes_no_call_and_says_why() {
        ObjectNode bill = Bills.bill("preview-15", "USD", "5", "-5");
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        assertThat(previewed.course().calls()).isEmpty();
        assertThat(rehearsal.stripe().requests()).isEmpty();
        assertThat(previewed.course().end()).isEqualTo(new Step.Done(null, null, newestRun(bill).note()));
        assertThat(newestRun(bill).note()).contains("the bill's total is zero");
    }

    @Test
    void too_many_lines_are_parked_as_previewed() {
        ObjectNode bill = Bills.withLines("preview-16", 300);
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        assertThat(previewed.course().calls()).isEmpty();
        assertThat(rehearsal.stripe().requests()).isEmpty();
        RunSummary run = newestRun(bill);
        assertThat(previewed.course().end()).isEqualTo(parked(run));
        assertThat(run.reasonCode()).isEqualTo("too-many-lines");
    }

    @Test
    void a_missing_mapping_is_parked_as_previewed() {
        ObjectNode bill = Bills.billOf("acc-unmapped", "preview-17", "USD", "5");
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        RunSummary run = newestRun(bill);
        assertThat(previewed.course().end()).isEqualTo(parked(run));
        assertThat(run.reasonCode()).isEqualTo("missing-account-mapping");
        assertThat(previewed.course().calls()).isEmpty();
    }

    @Test
    void a_restricted_account_is_held_back_by_the_rule_that_is_recorded_then() {
        rehearsal.apply(Rehearsal.setup("        restrictedAccountIds: [acc-1]"));
        ObjectNode bill = Bills.bill("preview-18", "USD", "5");
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        assertThat(previewed.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(previewed.course()).isNull();
        assertThat(rehearsal.query("select rule, reason from decision d join bill b on b.id = d.bill_id"
                + " where external_id = 'preview-18'"))
                .containsExactly(Map.of("rule", previewed.decision().rule(), "reason", previewed.because()));
        assertThat(previewed.decision().rule()).isEqualTo("restrictedAccountIds");
    }

    @Test
    void each_dropped_line_is_named() {
        rehearsal.apply(Rehearsal.setup("        excludedLineItemTypes: [MINIMUM_SPEND]"));
        ObjectNode bill = Bills.addLine(Bills.bill("preview-19", "USD", "5"), "MINIMUM_SPEND", "Minimum", "100");
        PreviewedIntegration previewed = comesTrue(bill);
        assertThat(previewed.dropped()).extracting(LineItem::description).containsExactly("Minimum");
        assertThat(previewed.decision().bill().lineItems()).extracting(LineItem::description).containsExactly("Line 1");
    }

    @Test
    void a_repeated_version_is_not_due() {
        ObjectNode bill = Bills.bill("preview-20", "USD", "5");
        deliver(bill);
        PreviewedIntegration previewed = of(bill);
        deliver(bill);
        assertThat(previewed.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(previewed.due()).isFalse();
        assertThat(rehearsal.stripe().requests()).isEmpty();
    }

    @Test
    void an_older_version_is_superseded() {
        ObjectNode bill = Bills.bill("preview-21", "USD", "5");
        deliver(Bills.next(bill, "6"));
        PreviewedIntegration previewed = of(bill);
        assertThat(previewed.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(previewed.course()).isNull();
    }

    @Test
    void a_changed_setting_is_previewed_for_a_bill_that_was_delivered() {
        ObjectNode bill = Bills.bill("preview-22", "USD", "5");
        deliver(bill);
        rehearsal.apply(Rehearsal.setup("        settings: { daysUntilDue: 7 }"));
        PreviewedIntegration previewed = ofKnown("preview-22");
        assertThat(previewed.due()).isFalse();
        assertThat(names(previewed)).containsExactly("get-invoice", "list-lines", "update-invoice");

        rehearsal.stripe().clearRequests();
        deliverAgain("preview-22");
        assertThat(received(bill)).isEqualTo(sent(previewed.course(), Map.of()));
    }

    @Test
    void a_changed_filter_is_previewed_for_a_bill_that_was_delivered() {
        ObjectNode bill = Bills.addLine(Bills.bill("preview-23", "USD", "5"), "MINIMUM_SPEND", "Minimum", "100");
        deliver(bill);
        HeldInvoice before = invoice(bill);
        rehearsal.apply(Rehearsal.setup("        excludedLineItemTypes: [MINIMUM_SPEND]"));
        PreviewedIntegration previewed = ofKnown("preview-23");
        assertThat(names(previewed)).containsExactly("get-invoice", "list-lines", "remove-lines");

        rehearsal.stripe().clearRequests();
        deliverAgain("preview-23");
        assertThat(received(bill)).isEqualTo(sent(previewed.course(), ids(before, before)));
    }

    @Test
    void lines_that_cannot_be_known_are_asked_for_and_the_rest_is_said_in_words() {
        rehearsal.apply(Rehearsal.setup("        excludedLineItemTypes: [MINIMUM_SPEND]"));
        ObjectNode bill = Bills.addLine(Bills.bill("preview-24", "USD", "5"), "MINIMUM_SPEND", "Minimum", "100");
        Bills.addLine(bill, "AD_HOC", "Support", "7");
        deliver(bill);
        rehearsal.apply(Rehearsal.setup("        excludedLineItemTypes: [AD_HOC]"));
        Course course = ofKnown("preview-24").course();
        assertThat(course.calls()).extracting(planned -> planned.call().name()).containsExactly("get-invoice", "list-lines");
        assertThat(course.end()).isNull();
        assertThat(course.open()).startsWith("The lines that Stripe lists are compared with the bill's");
    }

    @Test
    void lines_are_not_taken_for_known_where_a_person_added_one() {
        ObjectNode bill = Bills.bill("preview-25", "USD", "5");
        deliver(bill);
        rehearsal.stripe().dashboard().addForeignLine(invoice(bill).id(), "by hand", 300);
        ObjectNode next = Bills.next(bill, "6");
        deliver(next);
        assertThat(of(Bills.next(next, "7")).course().open()).isNotNull();
    }

    @Test
    void a_write_whose_outcome_is_unknown_is_looked_up_as_previewed() {
        rehearsal.stripe().faults().add(FaultRule.errorAfterWork().on("POST", "/v1/invoices/[^/]+/add_lines"));
        rehearsal.stripe().faults().add(FaultRule.status(503, null).on("GET", "/v1/invoices/.*"));
        ObjectNode bill = Bills.bill("preview-26", "USD", "5");
        rehearsal.send("billing.bill.created", bill);
        awaitStatus("preview-26", RunStatus.AWAITING_RETRY);
        rehearsal.update("update delivery set due_at = now() + interval '1 hour' where status = 'AWAITING_RETRY'");

        PreviewedIntegration previewed = ofKnown("preview-26");

        assertThat(previewed.due()).isTrue();
        assertThat(names(previewed)).containsExactly("get-invoice");
        assertThat(previewed.course().open()).startsWith("Nobody knows yet how an earlier add-lines ended");
        rehearsal.stripe().faults().clear();
        rehearsal.update("update delivery set due_at = now() where status = 'AWAITING_RETRY'");
    }

    @Test
    void a_delivery_that_was_told_to_slow_down_goes_on_as_previewed() {
        rehearsal.stripe().faults().add(FaultRule.tooManyRequests("global-rate", 3_600)
                .on("POST", "/v1/invoices/[^/]+/add_lines").after(2));
        ObjectNode bill = Bills.withLines("preview-27", 200);
        rehearsal.send("billing.bill.created", bill);
        awaitStatus("preview-27", RunStatus.RATE_LIMIT_RETRY);

        PreviewedIntegration previewed = ofKnown("preview-27");

        assertThat(names(previewed)).containsExactly("add-lines", "add-lines");
        assertThat(previewed.course().certain()).isEqualTo(2);
        rehearsal.stripe().faults().clear();
        rehearsal.stripe().clearRequests();
        rehearsal.asIfAskedWaitsWereOver();
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().requests()).extracting(LoggedRequest::body)
                .isEqualTo(previewed.course().calls().stream().map(planned -> planned.call().body()).toList());
    }

    @Test
    void a_delivery_that_is_held_back_by_now_ends_as_previewed() {
        rehearsal.apply(Rehearsal.setup("") + Rehearsal.mapping("acc-3", "Stripe", "Customer", "cus_3"));
        rehearsal.stripe().faults().add(FaultRule.tooManyRequests("global-rate", 3_600));
        ObjectNode bill = Bills.billOf("acc-3", "preview-33", "USD", "5");
        rehearsal.send("billing.bill.created", bill);
        awaitStatus("preview-33", RunStatus.RATE_LIMIT_RETRY);
        rehearsal.apply(Rehearsal.setup("        restrictedAccountIds: [acc-3]")
                + Rehearsal.mapping("acc-3", "Stripe", "Customer", "cus_3"));

        PreviewedIntegration previewed = ofKnown("preview-33");

        assertThat(previewed.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(previewed.due()).isTrue();
        rehearsal.asIfAskedWaitsWereOver();
        rehearsal.awaitSettled();
        RunSummary run = newestRun(bill);
        assertThat(previewed.course().end()).isEqualTo(parked(run));
        assertThat(run.status()).isEqualTo(RunStatus.DISABLED);
    }

    @Test
    void a_delivery_that_a_worker_has_is_left_to_it() {
        ObjectNode bill = Bills.bill("preview-28", "USD", "5");
        deliver(bill);
        rehearsal.update("update delivery set status = 'STARTED', due_at = now() + interval '1 hour' where bill_id ="
                + " (select id from bill where external_id = 'preview-28')");
        PreviewedIntegration previewed = of(Bills.next(bill, "6"));
        rehearsal.update("update delivery set status = 'COMPLETE', due_at = null where status = 'STARTED'");
        assertThat(previewed.atWork()).isTrue();
        assertThat(previewed.course()).isNull();
    }

    @Test
    void a_preview_leaves_a_gateway_nothing_to_wait_for_when_it_stops() {
        ObjectNode bill = Bills.bill("preview-34", "USD", "10", "20");
        deliver(bill);
        ObjectNode next = Bills.next(bill, "10", "21");
        of(next);
        long begun = System.nanoTime();
        rehearsal.restart();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(rehearsal.settings().duration("shutdown.drain").dividedBy(2));
        comesTrue(next);
        assertThat(Duration.between(newestRun(bill).createdAt(), newestRun(bill).endedAt()))
                .isLessThan(rehearsal.settings().duration("delivery.lease").dividedBy(2));
    }

    @Test
    void several_lines_are_taken_off_as_previewed() {
        ObjectNode bill = Bills.bill("preview-35", "USD", "10", "20", "30", "40", "50");
        deliver(bill);
        assertThat(names(comesTrue(Bills.next(bill, "10")))).containsExactly("get-invoice", "list-lines", "remove-lines");
    }

    @Test
    void the_connections_of_a_preview_can_write_nothing() {
        assertThatThrownBy(() -> {
            try (var connection = database.lookers().getConnection(); var statement = connection.createStatement()) {
                statement.executeUpdate("update bill set revision = revision + 1");
            }
        }).hasMessageContaining("read-only transaction");
    }

    @Test
    void a_bill_that_cannot_be_used_is_refused_with_the_reason() {
        ObjectNode bill = Bills.bill("preview-32", "USD", "5");
        bill.remove("currency");
        assertThatThrownBy(() -> previewed(bill)).isInstanceOf(PreviewRefusedException.class)
                .hasMessageContaining("Bill preview-32 cannot be used").hasMessageContaining("currency is missing");
    }

    @Test
    void an_event_that_is_not_about_a_bill_is_refused() {
        assertThatThrownBy(() -> previewed("{\"id\":\"e1\",\"eventName\":\"configuration.account.updated\"}"))
                .isInstanceOf(PreviewRefusedException.class).hasMessageContaining("is not about a bill");
    }

    @Test
    void what_is_no_json_is_refused() {
        assertThatThrownBy(() -> previewed("bill")).isInstanceOf(PreviewRefusedException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void an_unknown_bill_is_not_there() {
        try (Previewing previewing = Previewing.on(database, rehearsal.settings())) {
            assertThat(previewing.preview().ofKnown(Rehearsal.ORGANIZATION, "nobody", any -> true)).isEmpty();
        }
    }

    /** As a replay will: the same version, once more. */
    private static void deliverAgain(String billId) {
        rehearsal.update("update delivery set status = 'WAITING', due_at = now() where bill_id ="
                + " (select id from bill where external_id = '" + billId + "')");
        rehearsal.awaitSettled();
    }
}
