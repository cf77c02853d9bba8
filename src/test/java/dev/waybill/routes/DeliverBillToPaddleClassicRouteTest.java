package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.HeldModifier;
import dev.waybill.standin.paddleclassic.PaddleClassicFaults;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeliverBillToPaddleClassicRouteTest {

    private static final String API = "/api/2.0/subscription/";
    private static final String SETTINGS = "        settings: { lookUpAfter: 0 }";

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin(Map.of("paddle-classic.response-timeout", "1500ms"), Rehearsal.paddleSetup(SETTINGS));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        rehearsal.paddle().faults().clear();
        rehearsal.paddle().clearRequests();
        rehearsal.apply(Rehearsal.paddleSetup(SETTINGS));
    }

    private void deliver(ObjectNode bill) {
        rehearsal.send("billing.bill.updated", bill);
        rehearsal.awaitSettled();
    }

    private HeldModifier delivered(ObjectNode bill) {
        deliver(bill);
        return modifier(bill.path("id").asText());
    }

    private HeldModifier modifier(String billId) {
        List<HeldModifier> ours = rehearsal.paddle().modifiersOf(Rehearsal.SUBSCRIPTION).stream()
                .filter(one -> one.description().contains(Rehearsal.paddleMark(billId))).toList();
        assertThat(ours).as("modifiers of %s", billId).hasSize(1);
        return ours.get(0);
    }

    private List<String> asked() {
        return rehearsal.paddle().requests().stream().map(request -> request.path().replace(API, "")).toList();
    }

    @Test
    void a_bill_becomes_one_modifier_over_its_total_that_does_not_recur() {
        HeldModifier modifier = delivered(Bills.bill("paddle-1", "USD", "12.34", "0.66"));
        assertThat(modifier.amount()).isEqualByComparingTo("13.00");
        assertThat(modifier.recurring()).isFalse();
        assertThat(modifier.description()).startsWith("Usage 2026-10-01 to 2026-10-31 [bg1:");
    }

    @Test
    void its_run_is_complete_and_names_the_modifier_and_the_payment_that_takes_it_in() {
        HeldModifier modifier = delivered(Bills.bill("paddle-2", "USD", "5"));
        RunSummary run = rehearsal.run("paddle-2");
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(run.destination()).isEqualTo("PADDLE_SANDBOX");
        assertThat(run.externalId()).isEqualTo(String.valueOf(modifier.id()));
        assertThat(run.note()).contains("5.00 USD", "2026-11-15", "7730045");
    }

    @Test
    void it_is_looked_for_before_and_after_it_is_made() {
        delivered(Bills.bill("paddle-3", "USD", "5", "6"));
        assertThat(asked()).containsExactly("users", "modifiers", "modifiers/create", "modifiers");
    }

    @Test
    void the_old_modifier_of_a_changed_bill_is_deleted_before_the_new_one_is_made() {
        ObjectNode bill = Bills.bill("paddle-4", "USD", "10", "20");
        HeldModifier before = delivered(bill);
        rehearsal.paddle().clearRequests();
        HeldModifier after = delivered(Bills.next(bill, "10", "25"));
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.amount()).isEqualByComparingTo("35.00");
        assertThat(asked()).containsExactly("users", "modifiers", "modifiers/delete", "modifiers/create", "modifiers");
    }

    @Test
    void nothing_is_written_for_a_version_with_the_same_total() {
        ObjectNode bill = Bills.bill("paddle-5", "USD", "10", "20");
        HeldModifier before = delivered(bill);
        rehearsal.paddle().clearRequests();
        assertThat(delivered(Bills.next(bill, "15", "15")).id()).isEqualTo(before.id());
        assertThat(asked()).containsExactly("users", "modifiers");
    }

    @Test
    void success_false_in_an_answer_of_status_200_is_an_error() {
        rehearsal.paddle().faults().add(PaddleClassicFaults.error(155).on("POST", API + "modifiers/create"));
        deliver(Bills.bill("paddle-6", "USD", "10"));
        RunSummary run = rehearsal.run("paddle-6");
        assertThat(run.status()).isEqualTo(RunStatus.ERROR);
        assertThat(run.reasonCode()).isEqualTo("amount-refused");
        assertThat(run.error()).contains("create-modifier", "error 155");
        assertThat(rehearsal.calls(run)).last().satisfies(call -> {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.answer()).contains("\"success\":false");
        });
        assertThat(rehearsal.charges("paddle-6")).isEmpty();
    }

    @Test
    void the_form_holds_what_was_stored_behind_the_credentials() {
        delivered(Bills.addLine(Bills.bill("paddle-7", "USD"), "USAGE", "50 % of A&B = [ü] 🚀 + 1", "10"));
        LoggedRequest create = rehearsal.paddle().requests().get(2);
        Map<String, Object> stored = rehearsal.query("select convert_from(body, 'UTF8') as body from call where name = 'create-modifier'"
                + " order by prepared_at desc limit 1").get(0);
        assertThat(create.body()).isEqualTo("vendor_id=31007&vendor_auth_code=" + "*".repeat(Rehearsal.PADDLE_CODE.length()) + "&"
                + stored.get("body"));
        assertThat(URLDecoder.decode(create.body(), StandardCharsets.UTF_8)).contains("modifier_amount=10.00&modifier_recurring=false&");
    }

    @Test
    void a_bill_without_a_subscription_waits_for_the_mapping_and_for_no_other() {
        deliver(Bills.billOf("acc-9", "paddle-9", "USD", "9"));
        assertThat(rehearsal.run("paddle-9").reasonCode()).isEqualTo("missing-account-mapping");
        assertThat(rehearsal.run("paddle-9").remedy()).contains("externalSystem Paddle, externalTable Subscription")
                .doesNotContain("useExternalMappingAccountCode");
        rehearsal.apply(Rehearsal.paddleSetup(SETTINGS) + Rehearsal.mapping("acc-9", "Paddle", "Subscription", "7730045"));
        await("the mapped bill").atMost(Duration.ofSeconds(20)).until(() -> rehearsal.runs("paddle-9").get(0).status() == RunStatus.COMPLETE);
        assertThat(rehearsal.runs("paddle-9")).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE, RunStatus.ERROR);
        assertThat(modifier("paddle-9").amount()).isEqualByComparingTo("9");
    }

    /** Also when an operator sets log.level to TRACE. */
    @Test
    void the_auth_code_is_nowhere_but_in_its_seal() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level usual = root.getLevel();
        root.setLevel(Level.TRACE);
        try {
            everythingThatCanHappenToACallHappens();
        } finally {
            // the last thing that happened holds the integration for its credentials
            rehearsal.update("update integration set auth_failed_at = null");
            rehearsal.update("update configuration_revision set number = number + 1");
            rehearsal.apply(Rehearsal.paddleSetup(SETTINGS));
            root.setLevel(usual);
        }
        assertThat(rehearsal.logLines()).anyMatch(line -> line.startsWith("DEBUG"))
                .noneMatch(line -> line.contains(Rehearsal.PADDLE_CODE) || line.contains("vendor_auth_code"));
        List<Map<String, Object>> tables = rehearsal.query("select table_name from information_schema.tables where table_schema = '"
                + rehearsal.settings().text("database.schema") + "'");
        assertThat(tables).extracting(table -> table.get("table_name")).contains("call", "run", "delivery", "integration_event");
        for (Map<String, Object> table : tables) {
            // bytes are shown in hexadecimal
            assertThat(rehearsal.query("select t::text as row from \"" + table.get("table_name") + "\" t where t::text like any (array['%"
                    + Rehearsal.PADDLE_CODE + "%', '%" + hex(Rehearsal.PADDLE_CODE) + "%', '%vendor\\_auth\\_code%', '%"
                    + hex("vendor_auth_code") + "%'])")).as("rows of %s with the auth code", table).isEmpty();
        }
    }

    private void everythingThatCanHappenToACallHappens() {
        int port = URI.create(rehearsal.paddle().baseUrl()).getPort();
        delivered(Bills.bill("secret-1", "USD", "1"));
        for (FaultRule fault : List.of(FaultRule.resetBeforeWork(), FaultRule.resetAfterWork(), FaultRule.timeoutAfterWork(Duration.ofMillis(1_700)),
                FaultRule.garbage(), FaultRule.status(500, null), PaddleClassicFaults.page(404), PaddleClassicFaults.error(159))) {
            rehearsal.paddle().faults().add(fault.on("POST", ".*/create").times(1));
            deliver(Bills.bill("secret-" + fault.kind() + fault.effect().status(), "USD", "2"));
        }
        rehearsal.paddle().close();
        rehearsal.send("billing.bill.updated", Bills.bill("secret-away", "USD", "3"));
        await("a call that was not sent").until(() -> rehearsal.runs("secret-away").stream().flatMap(run -> rehearsal.calls(run).stream())
                .anyMatch(call -> "NOT_SENT".equals(call.outcome())));
        rehearsal.paddle().start(port);
        rehearsal.awaitSettled();
        rehearsal.paddle().acceptCredentials(Rehearsal.PADDLE_VENDOR, "another");
        deliver(Bills.bill("secret-refused", "USD", "4"));
        rehearsal.paddle().acceptCredentials(Rehearsal.PADDLE_VENDOR, Rehearsal.PADDLE_CODE);
        assertThat(rehearsal.run("secret-refused").status()).isEqualTo(RunStatus.AUTH_FAILED);
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("%02x", one));
        }
        return hex.toString();
    }
}
