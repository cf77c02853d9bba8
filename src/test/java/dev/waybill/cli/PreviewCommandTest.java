package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.LoggedRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command beside a running gateway: what it prints, how it ends, and that it leaves no trace. */
class PreviewCommandTest {

    private static final List<String> TABLES = List.of("inbound_event", "inbound_event_key", "bill", "delivery", "decision", "run",
            "call", "integration_event", "integration", "integration_credentials", "external_mapping", "inbound_webhook", "organization",
            "configuration_revision");
    private static final String MORE = """
                    excludedLineItemTypes: [MINIMUM_SPEND]
                  - name: Restricted
                    destination: StripeTest
                    credentials: Stripe
                    restrictedAccountIds: [acc-1]
                  - name: Without credentials
                    destination: StripeTest
                    enabled: true
            """;

    private static Rehearsal rehearsal;

    @TempDir
    static Path folder;

    private record Ended(int exitCode, String out, String err) {
    }

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
        rehearsal.apply(Rehearsal.setup(MORE));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static Ended preview(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new PreviewCommand(rehearsal::settings)).setExecutionExceptionHandler(new FailureReport())
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Ended(exitCode, out.toString(), err.toString());
    }

    private static String file(String text) {
        try {
            return Files.writeString(Files.createTempFile(folder, "bill", ".json"), text).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String file(ObjectNode bill) {
        return file(bill.toString());
    }

    private static String shown(Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        return ended.out();
    }

    private static JsonNode integration(Ended ended) throws IOException {
        JsonNode integrations = Json.MAPPER.readTree(shown(ended)).path("integrations");
        assertThat(integrations).hasSize(1);
        return integrations.get(0);
    }

    @Test
    void a_bill_is_shown_call_by_call_with_one_parameter_a_line() {
        ObjectNode bill = Bills.addLine(Bills.bill("shown-1", "USD", "12.34"), "MINIMUM_SPEND", "Minimum", "100");
        String key = "gw1/" + Rehearsal.INTEGRATION + "/shown-1/";

        String text = shown(preview(file(bill), "--integration", "Stripe"));

        assertThat(text.lines().map(String::stripTrailing).filter(line -> !line.startsWith("── ")
                && !line.contains("gw_hash") && !line.contains("gw_rev") && !line.contains("gw_line"))).containsExactly(
                "Bill shown-1 of account acc-1, version 1, APPROVED: 2 lines, 112.34 USD",
                "First version of the bill. 1 of 1 integration(s) take it.",
                "",
                "Decision     SEND (rule send): Sent: 1 line(s), APPROVED. Dropped by excludedLineItemTypes: 1 × MINIMUM_SPEND.",
                "Customer     cus_1",
                "Dropped      1 line:",
                "             MINIMUM_SPEND  100.00 USD  Minimum",
                "Calls        2, each taken to succeed:",
                "",
                "  1. create-invoice: POST /v1/invoices",
                "       Content-Type: application/x-www-form-urlencoded",
                "       Idempotency-Key: " + key + "inv/0",
                "       Stripe-Version: 2026-10-28.endive",
                "         customer = cus_1",
                "         currency = usd",
                "         auto_advance = false",
                "         pending_invoice_items_behavior = exclude",
                "         collection_method = send_invoice",
                "         days_until_due = 30",
                "         description = Usage 2026-10-01 to 2026-10-31",
                "         metadata[gw_bill] = shown-1",
                "         metadata[gw_src] = m3ter/" + Rehearsal.ORGANIZATION,
                "         metadata[gw_epoch] = 0",
                "         metadata[gw_integration] = " + Rehearsal.INTEGRATION,
                "",
                "  2. add-lines: POST /v1/invoices/{invoice id}/add_lines",
                "       Content-Type: application/x-www-form-urlencoded",
                "       Idempotency-Key: " + key + "1/add/0",
                "       Stripe-Version: 2026-10-28.endive",
                "         lines[0][amount] = 1234",
                "         lines[0][description] = Line 1",
                "         lines[0][period][start] = 1790812800",
                "         lines[0][period][end] = 1793491199",
                "         lines[0][discountable] = false",
                "         lines[0][metadata][gw_bill] = shown-1",
                "         invoice_metadata[gw_seq] = 1",
                "",
                "Ends         COMPLETE. Draft {invoice id} holds 1 line of the bill, 12.34 USD in all; it is left for a person to"
                        + " finalize.",
                "{invoice id} the draft that create-invoice makes",
                "Total        2 calls for 1 line, 12.34 USD.",
                "",
                "Nothing was sent, and nothing was stored.");
    }

    @Test
    void every_integration_is_asked() {
        String text = shown(preview(file(Bills.bill("shown-2", "USD", "5"))));
        assertThat(text).contains("── Restricted → StripeTest",
                "HOLD (rule restrictedAccountIds): Not sent: account acc-1 is restricted", "── Stripe → StripeTest", "── Without credentials → StripeTest", "2 of 3 integration(s) take it");
    }

    @Test
    void missing_credentials_are_pointed_out() {
        assertThat(shown(preview(file(Bills.bill("shown-3", "USD", "5")), "--integration", "Without credentials")))
                .contains("Credentials  None are set, so every call would be refused.");
    }

    @Test
    void expected_calls_stand_below_what_they_rest_on() {
        ObjectNode bill = Bills.bill("shown-4", "USD", "10", "20");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        String text = shown(preview(file(Bills.next(bill, "10", "25")), "--integration", "Stripe"));
        assertThat(text).containsSubsequence("1. get-invoice: GET /v1/invoices/in_",
                "Expected from here on, if this is so: Invoice in_",
                "is still as Waybill last saw it: a draft with lines of 30.00 USD in all.", "2. list-lines: GET",
                "3. update-lines: POST", "lines[0][id] = {id of line 2}", "{id of line 2} line 2 of invoice in_", "Line 2, 20.00 USD");
    }

    @Test
    void a_known_bill_is_shown_with_how_it_stands() {
        rehearsal.send("billing.bill.created", Bills.bill("shown-5", "USD", "10"));
        rehearsal.awaitSettled();
        assertThat(shown(preview("--bill", "shown-5", "--integration", Rehearsal.INTEGRATION.toString())))
                .contains("Known, in revision 1.", "Standing     COMPLETE. Nothing is due;", "1. get-invoice: GET");
    }

    @Test
    void scripts_get_the_bodies_as_they_are_sent() throws IOException {
        ObjectNode bill = Bills.bill("shown-6", "USD", "1.5", "2");
        JsonNode calls = integration(preview(file(bill), "--integration", "Stripe", "--json")).path("calls");
        rehearsal.stripe().clearRequests();
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        List<LoggedRequest> requests = rehearsal.stripe().requests().stream()
                .filter(request -> request.idempotencyKey().contains(Rehearsal.INTEGRATION.toString())).toList();
        assertThat(StreamSupport.stream(calls.spliterator(), false).map(call -> call.path("body").asText()))
                .isEqualTo(requests.stream().map(LoggedRequest::body).toList()).hasSize(2);
    }

    @Test
    void scripts_are_told_which_calls_are_certain() throws IOException {
        ObjectNode bill = Bills.bill("shown-7", "USD", "10");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        JsonNode integration = integration(preview(file(Bills.next(bill, "11")), "--integration", "Stripe", "--json"));
        assertThat(integration.path("calls").findValuesAsText("certain")).containsExactly("true", "false", "false");
        assertThat(integration.path("conditions")).hasSize(1);
        assertThat(integration.path("end").path("status").asText()).isEqualTo("COMPLETE");
    }

    @Test
    void no_secret_is_shown() {
        String file = file(Bills.bill("shown-8", "USD", "5"));
        assertThat(shown(preview(file)) + shown(preview(file, "--json"))).doesNotContain(rehearsal.secretAndPersonal());
    }

    @Test
    void a_preview_changes_no_row_and_sends_no_request() {
        ObjectNode bill = Bills.bill("shown-9", "USD", "5");
        rehearsal.send("billing.bill.created", bill);
        rehearsal.awaitSettled();
        Awaitility.await("every run told").until(() -> rehearsal.query("select 1 from run where event_due").isEmpty());
        Map<String, Object> before = tables();
        long requests = rehearsal.stripe().requestCount() + rehearsal.m3ter().requestCount();

        shown(preview(file(Bills.bill("shown-10", "USD", "5"))));
        shown(preview(file(Bills.next(bill, "6"))));
        shown(preview(file(Bills.event("billing.bill.deleted", bill))));
        shown(preview(file(Bills.billOf("acc-unmapped", "shown-11", "USD", "5"))));
        shown(preview("--bill", "shown-9"));

        assertThat(tables()).isEqualTo(before);
        assertThat(rehearsal.stripe().requestCount() + rehearsal.m3ter().requestCount()).isEqualTo(requests);
    }

    @Test
    void an_unknown_integration_is_named_beside_those_there_are() {
        Ended ended = preview(file(Bills.bill("shown-12", "USD", "5")), "--integration", "Strype");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("There is no integration \"Strype\".",
                "Known: \"Restricted\", \"Stripe\", \"Without credentials\".");
    }

    @Test
    void an_unknown_organization_is_named_beside_those_there_are() {
        Ended ended = preview(file(Bills.bill("shown-13", "USD", "5")), "--organization", "Acme");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("There is no organization \"Acme\". Known: \"Rehearsal\".");
    }

    @Test
    void a_bill_that_cannot_be_used_is_refused_in_one_sentence_with_a_remedy() {
        ObjectNode bill = Bills.bill("shown-14", "USD", "5");
        bill.put("currency", "dollars");
        Ended ended = preview(file(bill));
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("Bill shown-14 cannot be used", "Correct the bill in m3ter");
    }

    @Test
    void an_unknown_bill_is_said_to_be_unknown() {
        Ended ended = preview("--bill", "nobody");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("Waybill knows no bill nobody.");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Ended ended = preview(folder.resolve("none.json").toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("none.json cannot be read");
    }

    @Test
    void a_file_and_a_known_bill_at_once_are_refused() {
        assertThat(preview("bill.json", "--bill", "b").exitCode()).isEqualTo(2);
        assertThat(preview().exitCode()).isEqualTo(2);
    }

    /** How many rows each table has, and a fingerprint of them. */
    private static Map<String, Object> tables() {
        Map<String, Object> tables = new LinkedHashMap<>();
        for (String table : TABLES) {
            tables.put(table, rehearsal.query("select count(*) as rows, md5(string_agg(t::text, '|' order by t::text)) as content"
                    + " from " + table + " t"));
        }
        return tables;
    }
}
