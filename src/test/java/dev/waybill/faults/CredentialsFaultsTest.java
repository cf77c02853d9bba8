package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials that the provider no longer takes: row 17. */
class CredentialsFaultsTest extends FaultTest {

    private static final String AUTHENTICATION = "integration.authentication.error";
    private static final String[] KEYS = {"sk_test_second", "sk_test_third", "sk_test_fourth"};

    private int changes;

    @AfterEach
    void noKeyWasLogged() {
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("sk_test_"));
        rehearsal().stripe().acceptKeys();
    }

    private void newKey(String key) {
        rehearsal().apply(Rehearsal.setup(""), Map.of("STRIPE_KEY", key));
        changes++;
    }

    private List<Map<String, Object>> authenticationErrors() {
        return rehearsal().query("select message, remedy from integration_event where event_name = '" + AUTHENTICATION
                + "' order by created_at");
    }

    private List<String> fiveBills() {
        List<String> bills = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bills.add(newBill());
        }
        bills.forEach(bill -> send(Bills.bill(bill, "USD", "10")));
        return bills;
    }

    private void awaitAll(List<String> bills, RunStatus status) {
        await(status.name()).atMost(Duration.ofSeconds(20)).until(() -> bills.stream().allMatch(bill ->
                rehearsal().runs(bill).stream().findFirst().filter(run -> run.status() == status).isPresent()));
    }

    @Test
    void row_17_a_revoked_key_is_told_once_for_many_bills_and_all_leave_with_the_next_key() {
        newKey(KEYS[0]);
        int before = authenticationErrors().size();
        rehearsal().stripe().acceptKeys(KEYS[1]);
        List<String> bills = fiveBills();
        awaitAll(bills, RunStatus.AUTH_FAILED);
        rehearsal().awaitSettled();
        assertThat(authenticationErrors()).hasSize(before + 1);
        assertThat(String.valueOf(authenticationErrors().get(before).get("remedy"))).contains("Save a valid key");
        assertThat(rehearsal().stripe().requests()).as("nobody knocks again while the key is the same").hasSize(bills.size());
        newKey(KEYS[1]);
        awaitAll(bills, RunStatus.COMPLETE);
        bills.forEach(bill -> assertThat(invoice(bill).total()).isEqualTo(1_000));
        assertThat(rehearsal().runs(bills.get(0))).extracting(RunSummary::status)
                .containsExactly(RunStatus.COMPLETE, RunStatus.AUTH_FAILED);
        rehearsal().stripe().acceptKeys(KEYS[2]);
        awaitAll(fiveBills(), RunStatus.AUTH_FAILED);
        rehearsal().awaitSettled();
        assertThat(authenticationErrors()).as("the next key that is revoked is told again").hasSize(before + 2);
        newKey(KEYS[2]);
        rehearsal().awaitSettled();
    }

    @Test
    void row_17_a_key_without_the_permission_is_told_with_stripes_words() {
        String bill = newBill();
        int before = authenticationErrors().size();
        newKey("sk_test_limited");
        rehearsal().stripe().faults().add(FaultRule.status(403, null));
        deliver(Bills.bill(bill, "USD", "10"));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.AUTH_FAILED);
        assertThat(run.reasonCode()).isEqualTo("permission-missing");
        assertThat(run.remedy()).contains("permission");
        assertThat(authenticationErrors()).hasSize(before + 1);
        rehearsal().stripe().faults().clear();
        newKey("sk_test_unlimited");
        awaitAll(List.of(bill), RunStatus.COMPLETE);
    }

    @Test
    void row_17_a_delivery_refused_in_its_middle_goes_on_there_with_the_next_key() {
        String bill = newBill();
        newKey("sk_test_half");
        rehearsal().stripe().faults().add(FaultRule.status(401, "api_key_expired").on("POST", "/v1/invoices/[^/]+/add_lines").after(1));
        deliver(Bills.withLines(bill, 120));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.AUTH_FAILED);
        assertThat(invoice(bill).lines()).hasSize(50);
        rehearsal().stripe().faults().clear();
        newKey("sk_test_whole");
        awaitAll(List.of(bill), RunStatus.COMPLETE);
        assertThat(invoice(bill).lines()).hasSize(120);
        assertThat(changes).isPositive();
    }
}
