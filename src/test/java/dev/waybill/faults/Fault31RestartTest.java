package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.delivery.RunStatus;
import dev.waybill.gateway.RouteCheck;
import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A start with a bad route file brings up what ran before; the first start of a node has nothing to fall back on. */
class Fault31RestartTest {

    private static final String DECIDE = "bills/decide-bill.camel.yaml";

    @Test
    void a_bad_file_starts_with_its_last_good_text() {
        try (Fault31Folder gateway = Fault31Folder.begin()) {
            gateway.edit(DECIDE, "id: find-integrations", "id: find-the-integrations");
            gateway.awaitSaid("INFO", "Took over routes/" + DECIDE);
            gateway.edit(DECIDE, "ref: lineItemSplitter", "ref: lineItemSpliter");
            gateway.awaitSaid("ERROR", "lineItemSpliter");

            gateway.rehearsal().restart();

            assertThat(gateway.said("ERROR").stream().filter(line -> line.contains("lineItemSpliter"))).hasSize(2);
            assertThat(gateway.healthSays()).contains("1 route file is refused").contains("lineItemSpliter");
            assertThat(gateway.lastGood(DECIDE)).contains("find-the-integrations");
            gateway.rehearsal().send("billing.bill.created", Bills.bill("again-1", "USD", "5"));
            gateway.rehearsal().awaitSettled();
            assertThat(gateway.rehearsal().run("again-1").status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void a_file_that_cannot_be_built_starts_with_its_last_good_text() {
        try (Fault31Folder gateway = Fault31Folder.begin()) {
            gateway.edit(DECIDE, "concurrentConsumers", "concurentConsumers");
            gateway.rehearsal().restart();
            assertThat(gateway.awaitSaid("ERROR", "`concurentConsumers` is no option of seda")).contains("The last good version keeps running.");
            gateway.rehearsal().send("billing.bill.created", Bills.bill("again-2", "USD", "5"));
            gateway.rehearsal().awaitSettled();
            assertThat(gateway.rehearsal().run("again-2").status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void a_new_file_that_was_never_good_is_left_out() {
        try (Fault31Folder gateway = Fault31Folder.begin()) {
            gateway.write("bills/new.camel.yaml", "- route:\n    id: new\n");
            gateway.rehearsal().restart();
            assertThat(gateway.awaitSaid("ERROR", "routes/bills/new.camel.yaml:2")).contains("The file is not used until that is corrected.");
            gateway.rehearsal().send("billing.bill.created", Bills.bill("again-3", "USD", "5"));
            gateway.rehearsal().awaitSettled();
            assertThat(gateway.rehearsal().run("again-3").status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void a_file_corrected_after_the_restart_is_taken_over() {
        try (Fault31Folder gateway = Fault31Folder.begin()) {
            String before = gateway.edit(DECIDE, "ref: lineItemSplitter", "ref: lineItemSpliter");
            gateway.rehearsal().restart();
            gateway.write(DECIDE, before + "\n# corrected\n");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.lastGood(DECIDE).endsWith("# corrected\n"));
        }
    }

    @Test
    void the_first_start_of_a_node_wants_every_file_good() throws IOException {
        Path routes = Fault31Folder.copyOfShipped();
        Path decide = routes.resolve(DECIDE);
        Files.writeString(decide, Files.readString(decide).replace("concurrentConsumers", "concurentConsumers"));
        assertThatThrownBy(() -> Rehearsal.begin(Map.of("routes.dir", routes.toString())).close())
                .isInstanceOf(RouteFileException.class).hasMessage("routes/" + DECIDE + ":8: `concurentConsumers` is no option of seda."
                        + " Did you mean `concurrentConsumers`?");
    }

    @Test
    void a_check_beside_a_running_gateway_tells_what_that_one_runs() {
        try (Fault31Folder gateway = Fault31Folder.begin()) {
            assertThat(RouteCheck.running(gateway.rehearsal().settings())).isEmpty();
            gateway.edit(DECIDE, "ref: lineItemSplitter", "ref: lineItemSpliter");
            gateway.awaitSaid("ERROR", "lineItemSpliter");
            assertThat(RouteCheck.running(gateway.rehearsal().settings())).hasValueSatisfying(says -> assertThat(says)
                    .startsWith("1 route file is refused").contains("routes/" + DECIDE));
        }
    }

    @Test
    void a_setting_that_would_send_twice_stops_the_start() {
        assertThatThrownBy(() -> Rehearsal.begin(Map.of("camel.component.https.automaticRetriesDisabled", "false")).close())
                .isInstanceOf(RouteFileException.class).hasMessageContaining("a bill might be sent twice");
    }
}
