package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Invariants;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good edit applies to the next message, and whatever is on its way is not disturbed. */
class Fault31GoodEditTest {

    private static final String RECEIVE = "bills/receive-bill.camel.yaml";
    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final String ERRORS = "shared/errors.camel.yaml";

    private Fault31Folder gateway;

    @BeforeEach
    void begin() {
        gateway = Fault31Folder.begin();
    }

    @AfterEach
    void end() {
        gateway.close();
    }

    private Rehearsal rehearsal() {
        return gateway.rehearsal();
    }

    private void touch(String path, int times) {
        gateway.write(path, gateway.text(path) + "\n# " + times + "\n");
        Awaitility.await(path).atMost(Duration.ofSeconds(30)).until(() -> gateway.lastGood(path).endsWith("# " + times + "\n"));
    }

    private String heldBecause(String bill) {
        rehearsal().send("billing.bill.created", Bills.bill(bill, "USD", "5").put("status", "PENDING"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !reasons(bill).isEmpty());
        return reasons(bill).get(0);
    }

    private List<String> reasons(String bill) {
        return rehearsal().query("select d.reason from decision d join bill b on b.id = d.bill_id where b.external_id = '" + bill + "'")
                .stream().map(row -> String.valueOf(row.get("reason"))).toList();
    }

    @Test
    void another_order_of_the_rules_applies_to_the_next_bill() {
        rehearsal().apply(Rehearsal.setup("        restrictedAccountIds: [acc-1]\n        onlySendBillsOnApproval: true"));
        assertThat(heldBecause("order-1")).contains("restricted");
        String text = gateway.text(DECIDE);
        gateway.write(DECIDE, text.replace("${body.accountRestricted}", "${body.x}").replace("${body.awaitsApproval}",
                "${body.accountRestricted}").replace("${body.x}", "${body.awaitsApproval}").replace("method: holdRestricted", "method: x")
                .replace("method: holdUntilApproved", "method: holdRestricted").replace("method: x", "method: holdUntilApproved"));
        gateway.awaitSaid("INFO", "Took over routes/" + DECIDE);
        assertThat(heldBecause("order-2")).containsIgnoringCase("approv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers/stripe.camel.yaml", "bills/deliver-bill.camel.yaml", "shared/provider-call.camel.yaml"})
    void a_delivery_on_its_way_ends_on_the_routes_it_began_on(String path) {
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofMillis(1_500)).on("POST", "/v1/invoices").times(1));
        rehearsal().stripe().clearRequests();
        rehearsal().send("billing.bill.created", Bills.bill("on-its-way", "USD", "5"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !rehearsal().stripe().requests().isEmpty());

        touch(path, 1);

        rehearsal().awaitSettled();
        assertThat(rehearsal().run("on-its-way").status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(rehearsal().calls(rehearsal().run("on-its-way"))).as("calls, none of them to look something up").hasSize(2);
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("left behind") || line.contains("cut off"));
        Invariants.hold(rehearsal(), "on-its-way");
    }

    @ParameterizedTest
    @ValueSource(strings = {RECEIVE, DECIDE, "bills/deliver-bill.camel.yaml", "providers/stripe.camel.yaml", ERRORS})
    void webhooks_do_not_notice_an_exchange_of_routes(String path) {
        Fault31Posting posting = gateway.posting(2);
        Fault31Posting probing = Fault31Posting.begin(1, event -> gateway.probe());
        for (int i = 1; i <= 5; i++) {
            touch(path, i);
            posting.awaitSent(20);
        }
        posting.close();
        probing.close();
        assertThat(posting.refused()).as("webhooks not answered with 200, of %s", posting.bills().size()).isEmpty();
        assertThat(probing.refused()).as("probes of a load balancer not answered with 200").isEmpty();
        rehearsal().awaitSettled();
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("left behind") || line.contains("cut off"));
        assertThat(rehearsal().query("select distinct status from run")).extracting(row -> row.get("status")).containsExactly("COMPLETE");
        assertThat(posting.slowest()).as("longest wait for an answer").isLessThan(Duration.ofSeconds(5));
        Invariants.hold(rehearsal(), posting.bills().toArray(String[]::new));
        assertThat(rehearsal().stripe().invoices()).as("invoices").hasSameSizeAs(posting.bills());
    }

    @Test
    void an_event_that_waits_in_a_queue_is_not_lost_with_it() {
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofMillis(100)));
        for (int i = 0; i < 40; i++) {
            rehearsal().send("billing.bill.created", Bills.bill("queued-" + i, "USD", "5"));
        }
        long begun = System.nanoTime();
        touch(ERRORS, 1);
        rehearsal().awaitSettled();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("without waiting for a lease to end").isLessThan(Duration.ofSeconds(25));
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("left behind"));
    }

    @Test
    void a_change_of_a_shared_file_reaches_the_routes_that_use_it() throws Exception {
        gateway.edit(ERRORS, "expression: application/json", "expression: application/problem+json");
        gateway.awaitSaid("INFO", "Took over routes/" + ERRORS);
        HttpResponse<String> refused = unsigned();
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void senders_that_speak_http_2_do_not_notice_an_exchange_either() throws Exception {
        assertThat(unsigned().version()).isEqualTo(HttpClient.Version.HTTP_2);
        Fault31Posting posting = Fault31Posting.begin(2, event -> {
            try {
                return new WebhookSender.Acknowledgement(unsigned().statusCode(), "");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 1; i <= 5; i++) {
            touch(RECEIVE, i);
            posting.awaitSent(20);
        }
        posting.close();
        assertThat(posting.refused()).as("answers to webhooks without a signature").hasSameSizeAs(posting.bills()).containsOnly("401 ");
    }

    private HttpResponse<String> unsigned() throws IOException, InterruptedException {
        URI address = rehearsal().address(Rehearsal.WEBHOOK);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void files_that_are_right_only_together_are_taken_over_once_the_last_is_saved() {
        gateway.write("bills/log-run.camel.yaml", gateway.text("bills/log-run.camel.yaml").replaceFirst("id: log-run", "id: log-it")
                .replace("direct:log-run", "direct:log-it"));
        gateway.awaitSaid("ERROR", "no route listens at direct:log-run");
        gateway.edit(DECIDE, "direct:log-run", "direct:log-it");
        gateway.edit("bills/deliver-bill.camel.yaml", "direct:log-run", "direct:log-it");
        gateway.awaitSaid("INFO", "Took over routes/" + DECIDE + ", routes/bills/deliver-bill.camel.yaml, routes/bills/log-run.camel.yaml");
        Awaitility.await("nothing refused any more").atMost(Duration.ofSeconds(20)).until(() -> gateway.healthSays().isEmpty());
        rehearsal().send("billing.bill.created", Bills.bill("together-1", "USD", "5"));
        rehearsal().awaitSettled();
        Invariants.hold(rehearsal(), "together-1");
    }

    @Test
    void a_renamed_file_keeps_running() throws IOException {
        Files.move(gateway.file(DECIDE), gateway.file("bills/decide.camel.yaml"));
        gateway.awaitSaid("INFO", "Took over routes/" + DECIDE + ", routes/bills/decide.camel.yaml");
        assertThat(gateway.said("ERROR")).isEmpty();
        rehearsal().send("billing.bill.created", Bills.bill("renamed-1", "USD", "5"));
        rehearsal().awaitSettled();
        Invariants.hold(rehearsal(), "renamed-1");
    }

    @Test
    void a_route_that_moves_to_another_file_keeps_running() {
        String log = gateway.text("bills/log-run.camel.yaml");
        gateway.write("bills/moved.camel.yaml", log);
        gateway.awaitSaid("ERROR", "routes/bills/moved.camel.yaml");
        gateway.delete("bills/log-run.camel.yaml");
        gateway.awaitSaid("INFO", "Took over routes/bills/log-run.camel.yaml, routes/bills/moved.camel.yaml");
        rehearsal().send("billing.bill.created", Bills.bill("moved-1", "USD", "5"));
        rehearsal().awaitSettled();
        assertThat(rehearsal().run("moved-1").status()).isEqualTo(RunStatus.COMPLETE);
    }
}
