package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.Samples;
import dev.waybill.configuration.Setup;
import dev.waybill.configuration.SetupPlan;
import dev.waybill.configuration.SetupRefusedException;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConfigurationApplyTest {
    private static final MasterKey KEY = key('a');
    private static final String ONE_MAPPING = """
            externalMappings:
              - { m3terEntity: Account, m3terId: account-1, externalSystem: Stripe, externalTable: Customer, externalId: cus_1 }
            """;

    @TempDir
    Path folder;

    private final PostgresConfigurationDatabase database = PostgresConfigurationDatabase.fresh();
    private final PostgresConfiguration configuration = new PostgresConfiguration(database.dataSource(),
            new Sealing(List.of(KEY)));

    @Test
    void writes_a_whole_organization() {
        configuration.apply(acme(), false);
        assertThat(database.text("select i.name || ', ' || c.name || ', ' || o.name from integration i"
                + " join integration_credentials c on c.id = i.credentials_id join organization o on o.id = i.organization_id"))
                .isEqualTo("Stripe invoices, stripe test key, Acme Metering");
    }

    @Test
    void keeps_the_ids_that_the_folder_gives() {
        configuration.apply(acme(), false);
        assertThat(database.column("select id::text from organization union select id::text from integration"
                + " union select id::text from inbound_webhook order by 1"))
                .containsExactly("00000000-0000-4000-8000-0000000000aa",
                "00000000-0000-4000-8000-0000000000bb", "00000000-0000-4000-8000-0000000000cc");
    }

    @Test
    void stores_filters_and_settings_in_one_object() {
        configuration.apply(acme(), false);
        assertThat(database.text("select (config_data -> 'daysUntilDue')::text || (config_data -> 'restrictedAccountIds')::text"
                + " from integration"))
                .isEqualTo("30[\"account-3\"]");
    }

    @Test
    void changes_nothing_when_it_is_applied_again() {
        configuration.apply(acme(), false);
        long revision = configuration.revision();
        AppliedSetup again = configuration.apply(acme(), false);
        assertThat(again.isEmpty()).isTrue();
        assertThat(again.text()).contains("Nothing to change; 7 things are as the folder says.");
        assertThat(configuration.revision()).isEqualTo(again.revision()).isEqualTo(revision);
        assertThat(database.column("select version::text from integration"
                + " union all select version::text from integration_credentials union all select version::text from inbound_webhook"
                + " union all select version::text from external_mapping"))
                .containsOnly("1");
    }

    @Test
    void changes_nothing_when_it_is_applied_again_with_prune() {
        configuration.apply(acme(), true);
        assertThat(configuration.apply(acme(), true).isEmpty()).isTrue();
    }

    @Test
    void raises_the_revision_once_per_apply_that_changes_something() {
        assertThat(configuration.apply(acme(), false).revision()).isEqualTo(2);
        assertThat(configuration.revision()).isEqualTo(2);
    }

    @Test
    void plans_what_it_will_do_without_doing_it() {
        SetupPlan plan = configuration.plan(acme(), false);
        assertThat(plan.isEmpty()).isFalse();
        assertThat(database.text("select count(*) from organization")).isEqualTo("0");
        assertThat(configuration.apply(acme(), false).plan().summary()).isEqualTo(plan.summary());
    }

    @Test
    void raises_the_version_of_what_changed_only() {
        apply(Samples.organization("", ""));
        apply(Samples.organization("onlySendBillsOnApproval: true", ""));
        assertThat(database.text("select version from integration")).isEqualTo("2");
        assertThat(database.text("select version from integration_credentials")).isEqualTo("1");
    }

    @Test
    void seals_a_changed_key_anew() {
        apply(Samples.organization("", ""));
        String before = database.text("select fingerprint from integration_credentials");
        configuration.apply(Samples.read(folder, "STRIPE_TEST_KEY", "rk_test_another_one"), false);
        assertThat(database.text("select fingerprint from integration_credentials")).isNotEqualTo(before);
        assertThat(database.text("select version from integration_credentials")).isEqualTo("2");
    }

    @Test
    void finds_a_secret_unchanged_that_an_older_master_key_sealed() {
        apply(Samples.organization("", ""));
        PostgresConfiguration rotating = new PostgresConfiguration(database.dataSource(), new Sealing(List.of(key('b'), KEY)));
        assertThat(rotating.plan(Samples.read(folder), false).isEmpty()).isTrue();
    }

    @Test
    void erases_the_secrets_that_were_taken_out_of_an_inbound_webhook() {
        String both = webhook("secrets: [ { secret: \"${env:WEBHOOK_SECRET}\" }, { secret: \"${literal:older secret}\" } ]");
        apply(both);
        assertThat(database.text("select count(*) from inbound_webhook_secret")).isEqualTo("2");
        AppliedSetup applied = apply(webhook("secrets: [ { secret: \"${env:WEBHOOK_SECRET}\" } ]"));
        assertThat(applied.text()).contains("secrets: 2 → 1");
        assertThat(database.text("select count(*) from inbound_webhook_secret")).isEqualTo("1");
    }

    @Test
    void names_the_address_of_a_new_inbound_webhook() {
        AppliedSetup applied = apply(webhook("secrets: [ { secret: \"${env:WEBHOOK_SECRET}\" } ]"));
        assertThat(applied.text()).contains("Inbound webhook \"bills\" is reached at /webhooks/m3ter/"
                + database.text("select id from inbound_webhook"));
    }

    @Test
    void writes_all_or_nothing() {
        apply(Samples.organization("", ""));
        long revision = configuration.revision();
        database.run("alter table external_mapping add constraint no_such_customer check (external_id <> 'cus_1')");
        String yaml = Samples.organization("onlySendBillsOnApproval: true", ONE_MAPPING);
        assertThatThrownBy(() -> apply(yaml)).isInstanceOf(DatabaseException.class);
        assertThat(database.text("select version from integration")).isEqualTo("1");
        assertThat(configuration.revision()).isEqualTo(revision);
    }

    @Test
    void writes_nothing_of_a_setup_that_contradicts_what_is_stored() {
        apply(Samples.organization("", ""));
        String yaml = Samples.organization("id: 00000000-0000-4000-8000-000000000077", ONE_MAPPING);
        assertThatThrownBy(() -> apply(yaml)).isInstanceOf(SetupRefusedException.class);
        assertThat(database.text("select count(*) from external_mapping")).isEqualTo("0");
    }

    @Test
    void lets_two_integrations_exchange_their_names() {
        String more = "      - { name: %s, id: %s, destination: StripeTest, credentials: key, accountIds: [b] }\n";
        String first = "00000000-0000-4000-8000-000000000001";
        String second = "00000000-0000-4000-8000-000000000002";
        apply(Samples.organization("accountIds: [a]\nid: " + first, "") + more.formatted("Other", second));
        apply(Samples.organization("accountIds: [a]\nid: " + first, "").replace("name: Invoices", "name: Other")
                + more.formatted("Invoices", second));
        assertThat(database.column("select name from integration order by id")).containsExactly("Other", "Invoices");
    }

    @Test
    void prunes_what_the_folder_does_not_name() {
        apply(Samples.organization("", ONE_MAPPING));
        configuration.apply(Samples.read(folder, "organizations: [ { name: Acme } ]"), true);
        assertThat(database.column("select name from integration union all select name from integration_credentials"
                + " union all select external_id from external_mapping")).isEmpty();
    }

    @Test
    void keeps_what_the_folder_does_not_name_without_prune() {
        apply(Samples.organization("", ONE_MAPPING));
        configuration.apply(Samples.read(folder, "organizations: [ { name: Acme } ]"), false);
        assertThat(database.text("select count(*) from integration")).isEqualTo("1");
    }

    @Test
    void prunes_an_integration_with_deliveries_by_disabling_it() {
        apply(Samples.organization("", ""));
        PostgresConfigurationDeliveries.in(database).add("bill-1", "account-1", "COMPLETE", null);
        configuration.apply(Samples.read(folder, "organizations: [ { name: Acme } ]"), true);
        assertThat(database.text("select enabled || ' ' || version from integration")).isEqualTo("false 2");
        assertThat(database.text("select count(*) from integration_credentials")).isEqualTo("1");
    }

    @Test
    void prunes_an_inbound_webhook_by_disabling_it_and_erasing_its_secrets() {
        apply(webhook("secrets: [ { secret: \"${env:WEBHOOK_SECRET}\" } ]"));
        configuration.apply(Samples.read(folder, "organizations: [ { name: Acme } ]"), true);
        assertThat(database.text("select enabled from inbound_webhook")).isEqualTo("f");
        assertThat(database.text("select count(*) from inbound_webhook_secret")).isEqualTo("0");
    }

    @Test
    void prunes_one_thing_while_another_takes_its_name() {
        String id = "00000000-0000-4000-8000-000000000001";
        apply(Samples.organization("accountIds: [a]\nid: " + id, "")
                + "      - { name: Other, destination: StripeTest, credentials: key, accountIds: [b] }\n");
        configuration.apply(Samples.read(folder, Samples.organization("accountIds: [a]\nid: " + id, "")
                .replace("name: Invoices", "name: Other")), true);
        assertThat(database.column("select id || ' ' || name from integration")).containsExactly(id + " Other");
    }

    @Test
    void takes_twenty_thousand_mappings_at_once() {
        StringBuilder mappings = new StringBuilder("externalMappings:\n");
        for (int i = 0; i < 20_000; i++) {
            mappings.append("  - { m3terEntity: Account, m3terId: account-").append(i)
                    .append(", externalSystem: Stripe, externalTable: Customer, externalId: cus_").append(i).append(" }\n");
        }
        apply(Samples.organization("", mappings.toString()));
        assertThat(database.text("select count(*) from external_mapping")).isEqualTo("20000");
        assertThat(configuration.plan(Samples.read(folder), false).isEmpty()).isTrue();
    }

    private AppliedSetup apply(String yaml) {
        return configuration.apply(Samples.read(folder, yaml), false);
    }

    private static Setup acme() {
        return Samples.read(Samples.resource("acme"));
    }

    private static String webhook(String secrets) {
        return "organizations:\n  - name: Acme\n    inboundWebhooks:\n      - name: bills\n        source: m3ter\n        "
                + secrets + "\n";
    }

    private static MasterKey key(char fill) {
        return MasterKey.of(Base64.getEncoder().encodeToString(String.valueOf(fill).repeat(32).getBytes()));
    }
}
