package dev.waybill.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.gateway.Previewing;
import dev.waybill.postgres.Database;
import dev.waybill.provider.Course;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a preview shows of Paddle is what a delivery then stores and sends, byte for byte. */
class PreviewPaddleTest {

    private static Rehearsal rehearsal;
    private static Database database;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin(Map.of(), Rehearsal.paddleSetup(""));
        database = Database.attach(rehearsal.settings());
    }

    @AfterAll
    static void end() {
        database.close();
        rehearsal.close();
    }

    @AfterEach
    void everythingIsAsUsual() {
        rehearsal.awaitSettled();
        rehearsal.apply(Rehearsal.paddleSetup(""));
    }

    private static Course of(ObjectNode bill) {
        try (Previewing previewing = Previewing.on(database, rehearsal.settings())) {
            byte[] bytes = bill.toString().getBytes(StandardCharsets.UTF_8);
            List<PreviewedIntegration> all = previewing.preview().ofDocument(Rehearsal.ORGANIZATION, bytes, any -> true).integrations();
            assertThat(all).hasSize(1);
            return all.get(0).course();
        }
    }

    /** Previews the bill, delivers it, and compares with the bytes that were stored before they were sent. */
    private static Course comesTrue(ObjectNode bill) {
        Course course = of(bill);
        rehearsal.send("billing.bill.updated", bill);
        rehearsal.awaitSettled();
        RunSummary run = rehearsal.runs(bill.path("id").asText()).get(0);
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(course.calls().stream().map(planned -> planned.call().method() + " " + planned.call().path() + " "
                + planned.call().body()).toList()).isEqualTo(rehearsal.calls(run).stream().map(call -> call.method() + " " + call.path()
                + " " + call.body()).toList()).isNotEmpty();
        return course;
    }

    private static List<String> names(Course course) {
        return course.calls().stream().map(planned -> planned.call().name()).toList();
    }

    @Test
    void a_bill_is_charged_as_previewed_up_to_the_list_that_proves_it() {
        Course course = comesTrue(Bills.bill("paddle-preview-1", "USD", "12.34", "0.66"));
        assertThat(names(course)).containsExactly("read-subscription", "list-modifiers", "create-modifier", "list-modifiers");
        assertThat(course.certain()).isEqualTo(1);
        assertThat(course.conditions()).hasSize(2).first().asString().contains("is active, is charged in USD, has a next payment");
        assertThat(course.open()).startsWith("If Paddle lists what was just made as it was sent, the delivery is COMPLETE");
    }

    @Test
    void each_line_is_charged_as_previewed() {
        rehearsal.apply(Rehearsal.paddleSetup("        settings: { modifiers: line }"));
        assertThat(names(comesTrue(Bills.bill("paddle-preview-2", "USD", "1", "2", "3")))).containsExactly("read-subscription",
                "list-modifiers", "create-modifier", "create-modifier", "create-modifier", "list-modifiers");
    }

    @Test
    void a_changed_bill_is_corrected_as_previewed() {
        ObjectNode bill = Bills.bill("paddle-preview-3", "USD", "10");
        comesTrue(bill);
        Course course = comesTrue(Bills.next(bill, "12"));
        assertThat(names(course)).containsExactly("read-subscription", "list-modifiers", "delete-modifier", "create-modifier",
                "list-modifiers");
        assertThat(course.conditions()).anyMatch(condition -> condition.contains("is still as Waybill last saw it: active"))
                .anyMatch(condition -> condition.startsWith("No payment has taken in modifier "));
    }

    @Test
    void a_version_with_the_same_total_is_only_looked_at_as_previewed() {
        ObjectNode bill = Bills.bill("paddle-preview-4", "USD", "10");
        comesTrue(bill);
        Course course = comesTrue(Bills.next(bill, "4", "6"));
        assertThat(names(course)).containsExactly("read-subscription", "list-modifiers");
        assertThat(course.end()).isNotNull();
    }

    @Test
    void no_credentials_are_in_it() {
        assertThat(of(Bills.bill("paddle-preview-5", "USD", "10")).toString()).doesNotContain("vendor_auth_code")
                .doesNotContain(rehearsal.secretAndPersonal());
    }
}
