package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.Samples;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was held back goes on when its cause is mended, and nothing else does. */
class PostgresConfigurationReleaseTest {
    private static final String MISSING_MAPPING = "missing-account-mapping";

    @TempDir
    Path folder;

    private final PostgresConfigurationDatabase database = PostgresConfigurationDatabase.fresh();
    private final PostgresConfigurationDeliveries deliveries = PostgresConfigurationDeliveries.in(database);
    private final PostgresConfiguration configuration = new PostgresConfiguration(database.dataSource(),
            new Sealing(List.of(MasterKey.of(Base64.getEncoder().encodeToString(new byte[32])))));

    @BeforeEach
    void apply_one_integration_and_hold_back_a_delivery_for_each_reason() {
        apply(Samples.organization("", ""));
        deliveries.add("refused", "account-1", "AUTH_FAILED", "credentials-refused");
        deliveries.add("unmapped", "account-1", "ERROR", MISSING_MAPPING);
        deliveries.add("unmapped elsewhere", "account-2", "ERROR", MISSING_MAPPING);
        deliveries.add("too long", "account-1", "ERROR", "too-many-lines");
        deliveries.add("held", "account-1", "DISABLED", "restricted");
        deliveries.add("done", "account-1", "COMPLETE", null);
        database.run("update integration set auth_failed_at = now()");
    }

    @Test
    void nothing_goes_on_when_nothing_changes() {
        assertThat(apply(Samples.organization("", "")).released()).isZero();
        assertThat(deliveries.state("refused")).isEqualTo("AUTH_FAILED 7");
    }

    @Test
    void refused_deliveries_go_on_with_a_new_key() {
        AppliedSetup applied = configuration.apply(Samples.read(folder, "STRIPE_TEST_KEY", "rk_test_another_one"), false);
        assertThat(applied.released()).isEqualTo(1);
        assertThat(applied.text()).contains("1 delivery that was held back is due again.");
        assertThat(deliveries.state("refused")).isEqualTo("WAITING 0 due");
    }

    @Test
    void the_integration_counts_as_refused_no_longer_with_a_new_key() {
        configuration.apply(Samples.read(folder, "STRIPE_TEST_KEY", "rk_test_another_one"), false);
        assertThat(database.text("select auth_failed_at from integration")).isNull();
    }

    @Test
    void the_begin_of_the_failed_tries_is_forgotten() {
        configuration.apply(Samples.read(folder, "STRIPE_TEST_KEY", "rk_test_another_one"), false);
        assertThat(database.text("select count(*) from delivery where status = 'WAITING' and first_failed_at is null"
                + " and reason_code is null")).isEqualTo("1");
    }

    @Test
    void refused_deliveries_go_on_with_other_credentials() {
        String second = "      - { name: second key, type: STATIC_API_KEY, apiKey: \"${literal:rk_test_another_one}\" }\n";
        apply(Samples.organization("", "").replace("credentials: key", "credentials: second key")
                .replace("    integrations:\n", second + "    integrations:\n"));
        assertThat(deliveries.state("refused")).isEqualTo("WAITING 0 due");
    }

    @Test
    void a_new_key_lets_nothing_else_go_on() {
        configuration.apply(Samples.read(folder, "STRIPE_TEST_KEY", "rk_test_another_one"), false);
        assertThat(List.of("unmapped", "held", "too long", "done")).extracting(deliveries::state)
                .containsExactly("ERROR 7", "DISABLED 7", "ERROR 7", "COMPLETE 7");
    }

    @Test
    void a_new_mapping_lets_the_deliveries_of_its_account_go_on() {
        assertThat(apply(Samples.organization("", mapping("account-1", "cus_1", ""))).released()).isEqualTo(1);
        assertThat(List.of("unmapped", "unmapped elsewhere", "too long", "refused")).extracting(deliveries::state)
                .containsExactly("WAITING 0 due", "ERROR 7", "ERROR 7", "AUTH_FAILED 7");
    }

    @Test
    void a_changed_mapping_lets_the_deliveries_of_its_account_go_on() {
        apply(Samples.organization("", mapping("account-2", "cus_1", "")));
        database.run("update delivery set status = 'ERROR', reason_code = ?", MISSING_MAPPING);
        apply(Samples.organization("", mapping("account-2", "cus_2", "")));
        assertThat(deliveries.state("unmapped elsewhere")).isEqualTo("WAITING 0 due");
        assertThat(deliveries.state("unmapped")).isEqualTo("ERROR 7");
    }

    @Test
    void a_mapping_for_one_integration_lets_no_other_integrations_deliveries_go_on() {
        String second = "      - { name: Second, destination: StripeTest, credentials: key, accountIds: [account-1] }\n";
        apply(Samples.organization("", "") + second);
        deliveries.addFor("Second", "of the second", "account-1", "ERROR", MISSING_MAPPING);
        apply(Samples.organization("", "") + second + mapping("account-1", "cus_1", ", integration: Second").indent(4));
        assertThat(deliveries.state("of the second")).isEqualTo("WAITING 0 due");
        assertThat(deliveries.state("unmapped")).isEqualTo("ERROR 7");
    }

    @Test
    void a_changed_filter_lets_held_back_deliveries_be_looked_at_again() {
        assertThat(apply(Samples.organization("onlySendBillsOnApproval: true", "")).released()).isEqualTo(1);
        assertThat(deliveries.state("held")).isEqualTo("WAITING 0 due");
    }

    @Test
    void a_changed_setting_lets_held_back_deliveries_be_looked_at_again() {
        apply(Samples.organization("settings: { daysUntilDue: 14 }", ""));
        assertThat(deliveries.state("held")).isEqualTo("WAITING 0 due");
    }

    @Test
    void held_back_deliveries_wait_while_the_integration_is_disabled_and_go_on_when_it_is_enabled() {
        apply(Samples.organization("enabled: false", ""));
        assertThat(deliveries.state("held")).isEqualTo("DISABLED 7");
        apply(Samples.organization("enabled: true", ""));
        assertThat(deliveries.state("held")).isEqualTo("WAITING 0 due");
    }

    @Test
    void deliveries_without_a_mapping_go_on_when_mappings_are_no_longer_asked_for() {
        apply(Samples.organization("useExternalMappingAccountCode: true", ""));
        database.run("update delivery set status = 'ERROR', reason_code = ?, due_at = null, attempts = 7", MISSING_MAPPING);
        apply(Samples.organization("useExternalMappingAccountCode: false", ""));
        assertThat(deliveries.state("unmapped elsewhere")).isEqualTo("WAITING 0 due");
    }

    private AppliedSetup apply(String yaml) {
        return configuration.apply(Samples.read(folder, yaml), false);
    }

    private static String mapping(String account, String customer, String more) {
        return "externalMappings:\n  - { m3terEntity: Account, m3terId: " + account
                + ", externalSystem: Stripe, externalTable: Customer, externalId: " + customer + more + " }\n";
    }
}
