package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Row 31 of what Waybill must survive: bad edits of the route files of the packaged gateway, under load and over a kill -9. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadRouteEditsIT {

    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Path routes;
    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        routes = Fault31Folder.copyOfShipped();
        rehearsal = ProcessRehearsal.embedded(Map.of("routes.dir", routes.toString(), "routes.watch-every", "100"));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static GatewayProcess node() {
        return rehearsal.node();
    }

    /** Each with what is said of it. */
    private static Map<String, String> badEdits(String good) {
        Map<String, String> edits = new LinkedHashMap<>();
        edits.put(good.replaceFirst("uri: seda:decide-bill", "uri: \"seda:decide-bill"), "this is not YAML");
        edits.put(good.replaceFirst("concurrentConsumers", "concurentConsumers"), ":8: `concurentConsumers` is no option of seda");
        edits.put(good.replaceFirst("ref: lineItemSplitter", "ref: lineItemSpliter"), "Did you mean `lineItemSplitter`?");
        edits.put(good.replaceFirst("id: decide-integration", "id: deliver-bill"), "the id deliver-bill is used at");
        edits.put(good + "\n- route:\n", "the route is empty");
        edits.put(good.substring(0, good.indexOf("aggregationStrategy") + 5), "routes/" + DECIDE + ":");
        edits.put(good.replaceFirst("- setVariable:", "- setVarriable:"), ":11: there is no step `setVarriable`");
        edits.put(good.replaceFirst("uri: direct:read-m3ter-bill", "uri: direct:read-bill"), "no route listens at direct:read-bill");
        edits.put(good.replaceFirst("uri: direct:read-m3ter-bill", "uri: exec:rm"), "`exec:rm` runs code or programs");
        return edits;
    }

    private static void save(String text) throws IOException {
        Path fresh = routes.resolve(DECIDE + "~");
        Files.writeString(fresh, text);
        Files.move(fresh, routes.resolve(DECIDE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until the log goes on with this text, and returns its line. */
    private static String awaitSaid(String text, int from) {
        Awaitility.await(text).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> node().said().indexOf(text, from) >= 0);
        return node().said().substring(from).lines().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    private static void rightAgain(String good, int edit) throws IOException {
        int from = node().said().length();
        save(good + "# good again after edit " + edit + "\n");
        awaitSaid("Took over routes/" + DECIDE, from);
    }

    @Test
    @Order(1)
    void ten_bad_edits_under_load_are_refused_and_no_webhook_notices() throws IOException {
        String good = Files.readString(routes.resolve(DECIDE));
        Fault31Posting posting = Fault31Posting.begin(2, node()::post);
        int edit = 0;
        for (Map.Entry<String, String> bad : badEdits(good).entrySet()) {
            int from = node().said().length();
            save(bad.getKey());
            assertThat(awaitSaid(bad.getValue(), from)).contains("ERROR", "routes/" + DECIDE, "The last good version keeps running.");
            posting.awaitSent(40);
            rightAgain(good, ++edit);
        }
        int from = node().said().length();
        Files.delete(routes.resolve(DECIDE));
        assertThat(awaitSaid("routes/" + DECIDE + " was deleted, but it is needed", from)).contains("Its routes keep running");
        posting.awaitSent(40);
        rightAgain(good, ++edit);
        posting.close();

        List<String> bills = posting.bills();
        System.out.printf("%d bad edits under load: %d webhooks, %d not answered with 200, the slowest after %d ms%n", edit, bills.size(),
                posting.refused().size(), posting.slowest().toMillis());
        assertThat(posting.refused()).isEmpty();
        rehearsal.awaitSettled();
        bills.forEach(bill -> rehearsal.assertDeliveredOnce(Bills.bill(bill, "USD", "5")));
        assertThat(rehearsal.stripe().invoices()).hasSameSizeAs(bills);
    }

    @Test
    @Order(2)
    void a_bad_file_outlives_a_kill_and_so_does_what_last_was_good() throws IOException {
        String good = Files.readString(routes.resolve(DECIDE));
        int from = node().said().length();
        save(good.replaceFirst("ref: lineItemSplitter", "ref: lineItemSpliter"));
        String said = awaitSaid("lineItemSpliter", from);
        node().kill();
        node().start();

        String finding = said.substring(said.indexOf("routes/" + DECIDE), said.indexOf(" The last good version"));
        assertThat(awaitSaid(finding, 0)).contains("ERROR", "The last good version keeps running.");
        GatewayProcess.Ended check = node().command("check");
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.output()).contains("✗ " + finding, "the gateway that runs says: 1 route file is refused; the last good version of"
                + " each runs on.");
        node().send(Bills.bill("after-the-kill", "USD", "5"));
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(Bills.bill("after-the-kill", "USD", "5"));

        rightAgain(good, 11);
        assertThat(node().command("check").output()).contains("Nothing found.").doesNotContain("the gateway that runs says");
    }
}
