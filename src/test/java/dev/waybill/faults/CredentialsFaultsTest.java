package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import dev.waybill.standin.server.FaultRule;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Credentials that the provider no longer takes: row 17. */
class CredentialsFaultsTest extends FaultTest {

    private static final String AUTHENTICATION = "integration.authentication.error";

    private static final int CUSTOMERS = 5;

    private int number;

    /** Five accounts, each with a customer of its own: their bills do not wait for each other. */
    @Override
    String setup() {
        StringBuilder setup = new StringBuilder(Rehearsal.setup(""));
        for (int i = 0; i < CUSTOMERS; i++) {
            setup.append("      - { m3terEntity: Account, m3terId: acc-17-").append(i)
                    .append(", externalSystem: Stripe, externalTable: Customer, externalId: cus_17_").append(i).append(" }\n");
        }
        return setup.toString();
    }

    @BeforeAll
    void customersAreKnown() {
        for (int i = 0; i < CUSTOMERS; i++) {
            rehearsal().stripe().customer("cus_17_" + i);
        }
    }

    @AfterEach
    void noKeyWasLogged() {
        rehearsal().stripe().acceptKeys();
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("sk_test_key"));
    }

    /** Applies a key that no test used before. */
    private String newKey() {
        String key = "sk_test_key" + ++number;
        rehearsal().apply(setup(), Map.of("STRIPE_KEY", key));
        return key;
    }

    private List<Map<String, Object>> authenticationErrors() {
        return rehearsal().query("select message, remedy from integration_event where event_name = '" + AUTHENTICATION
                + "' order by created_at");
    }

    private List<String> fiveBills() {
        List<String> bills = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            String bill = newBill();
            bills.add(bill);
            send(Bills.billOf("acc-17-" + i, bill, "USD", "10"));
        }
        return bills;
    }

    private void awaitAll(List<String> bills, RunStatus status) {
        await(status.name()).atMost(Duration.ofSeconds(20)).until(() -> bills.stream().allMatch(bill ->
                rehearsal().runs(bill).stream().findFirst().filter(run -> run.status() == status).isPresent()));
    }

    @Test
    void row_17_a_revoked_key_is_told_once_for_many_bills_and_all_leave_with_the_next_key() {
        newKey();
        int before = authenticationErrors().size();
        rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
        List<String> bills = fiveBills();
        awaitAll(bills, RunStatus.AUTH_FAILED);
        rehearsal().awaitSettled();
        assertThat(authenticationErrors()).hasSize(before + 1);
        assertThat(String.valueOf(authenticationErrors().get(before).get("remedy"))).contains("Save a valid key");
        int knocked = rehearsal().stripe().requests().size();
        assertThat(knocked).as("what was under way when the first was refused").isBetween(1, bills.size());
        List<String> later = fiveBills();
        awaitAll(later, RunStatus.AUTH_FAILED);
        rehearsal().awaitSettled();
        assertThat(rehearsal().stripe().requests()).as("nobody knocks again while the key is the same").hasSize(knocked);
        assertThat(newest(later.get(0)).error()).contains("refuses the credentials", "\"Stripe\"");
        assertThat(authenticationErrors()).hasSize(before + 1);
        newKey();
        awaitAll(later, RunStatus.COMPLETE);
        awaitAll(bills, RunStatus.COMPLETE);
        bills.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(1_000));
        assertThat(rehearsal().runs(bills.get(0))).extracting(RunSummary::status)
                .containsExactly(RunStatus.COMPLETE, RunStatus.AUTH_FAILED);
    }

    @Test
    void row_17_each_key_that_is_revoked_is_told() {
        for (int i = 0; i < 2; i++) {
            newKey();
            int before = authenticationErrors().size();
            rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
            List<String> bills = fiveBills();
            awaitAll(bills, RunStatus.AUTH_FAILED);
            rehearsal().awaitSettled();
            assertThat(authenticationErrors()).hasSize(before + 1);
            newKey();
            awaitAll(bills, RunStatus.COMPLETE);
        }
    }

    /** As when the workers stopped before they had written what a person must do. */
    @Test
    void row_17_it_is_told_once_for_all_that_is_written_in_arrears() {
        newKey();
        rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
        List<String> bills = fiveBills();
        awaitAll(bills, RunStatus.AUTH_FAILED);
        int all = authenticationErrors().size();
        rehearsal().update("delete from integration_event where bill_external_id in ('" + String.join("','", bills) + "')");
        rehearsal().update("update integration set auth_failed_at = null");
        int before = authenticationErrors().size();
        assertThat(all).isEqualTo(before + 1);
        assertThat(rehearsal().update("update run set event_due = true where bill_external_id in ('" + String.join("','", bills) + "')"))
                .isEqualTo(bills.size());
        await("the arrears").atMost(Duration.ofSeconds(10)).until(() -> rehearsal().query("select 1 from run where event_due").isEmpty());
        assertThat(authenticationErrors()).hasSize(before + 1);
        newKey();
        awaitAll(bills, RunStatus.COMPLETE);
    }

    /** All of them want to write at the same moment, because the table was locked until then. */
    @Test
    void row_17_it_is_told_once_when_many_workers_tell_it_at_once() throws Exception {
        newKey();
        rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
        int before = authenticationErrors().size();
        List<String> bills;
        try (Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + rehearsal().settings().text("database.schema") + ".integration_event in exclusive mode");
            bills = fiveBills();
            awaitAll(bills, RunStatus.AUTH_FAILED);
            await("workers that wait").atMost(Duration.ofSeconds(10)).until(() -> TestPostgres.waiting() >= bills.size());
            other.rollback();
        }
        await("the events").atMost(Duration.ofSeconds(10)).until(() -> rehearsal().query("select 1 from run where event_due").isEmpty());
        assertThat(authenticationErrors()).hasSize(before + 1);
        newKey();
        awaitAll(bills, RunStatus.COMPLETE);
    }

    @Test
    void row_17_what_is_held_is_not_overdue_and_survives_a_restart() {
        newKey();
        rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
        List<String> bills = fiveBills();
        awaitAll(bills, RunStatus.AUTH_FAILED);
        rehearsal().restart();
        rehearsal().stripe().clearRequests();
        String bill = newBill();
        send(Bills.bill(bill, "USD", "10"));
        awaitAll(List.of(bill), RunStatus.AUTH_FAILED);
        assertThat(rehearsal().stripe().requests()).isEmpty();
        assertThat(rehearsal().query("select 1 from delivery where due_at is not null")).isEmpty();
        newKey();
        awaitAll(bills, RunStatus.COMPLETE);
        awaitAll(List.of(bill), RunStatus.COMPLETE);
    }

    /** The first call of a bill waits at Stripe under the old key while the new one is saved; the next call uses the new one. */
    @Test
    void row_18_each_call_uses_the_key_that_is_valid_when_it_begins() {
        newKey();
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.slow(Duration.ofSeconds(2)).on("POST", "/v1/invoices").times(1));
        send(Bills.bill(bill, "USD", "10"));
        await("the first call").atMost(Duration.ofSeconds(10)).until(() -> !requests("POST", "/v1/invoices").isEmpty());
        rehearsal().stripe().acceptKeys("sk_test_key" + (number + 1));
        newKey();
        awaitAll(List.of(bill), RunStatus.COMPLETE);
        assertThat(rehearsal().runs(bill)).hasSize(1);
        assertThat(rehearsal().stripe().requests()).noneMatch(request -> request.status() == 401);
    }

    @Test
    void row_17_a_key_without_the_permission_is_told_with_stripes_words() {
        String bill = newBill();
        newKey();
        int before = authenticationErrors().size();
        rehearsal().stripe().faults().add(FaultRule.status(403, null));
        deliver(Bills.bill(bill, "USD", "10"));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.AUTH_FAILED);
        assertThat(run.reasonCode()).isEqualTo("permission-missing");
        assertThat(run.remedy()).contains("permission");
        assertThat(authenticationErrors()).hasSize(before + 1);
        rehearsal().stripe().faults().clear();
        newKey();
        awaitAll(List.of(bill), RunStatus.COMPLETE);
    }

    @Test
    void row_17_a_delivery_refused_in_its_middle_goes_on_there_with_the_next_key() {
        String bill = newBill();
        newKey();
        rehearsal().stripe().faults().add(FaultRule.status(401, "api_key_expired").on("POST", "/v1/invoices/[^/]+/add_lines").after(1));
        deliver(Bills.withLines(bill, 120));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.AUTH_FAILED);
        assertThat(invoice(bill).lines()).hasSize(50);
        rehearsal().stripe().faults().clear();
        newKey();
        awaitAll(List.of(bill), RunStatus.COMPLETE);
        assertThat(invoice(bill).lines()).hasSize(120);
    }
}
