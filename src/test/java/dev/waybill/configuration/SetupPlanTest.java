package dev.waybill.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.configuration.SetupChange.Action;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupPlanTest {
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID KEY = new UUID(0, 2);
    private static final UUID INVOICES = new UUID(0, 3);
    private static final UUID WEBHOOK = new UUID(0, 4);
    private static final UUID MAPPING = new UUID(0, 5);
    private static final String NO_FILTERS = "{\"accountIds\":[],\"restrictedAccountIds\":[],\"onlySendBillsOnApproval\":false,"
            + "\"useExternalMappingAccountCode\":false,\"excludedLineItemTypes\":[]}";
    private static final String SAME_KEY = "rk_test_a1b2c3d4e5f6g7h8";

    @TempDir
    Path folder;

    private final StoredSetup.Credentials key = new StoredSetup.Credentials(KEY, "key", "STATIC_API_KEY", "k1",
            "{\"apiKey\":\"" + SAME_KEY + "\"}");
    private final StoredSetup.Integration invoices = integration("Invoices", NO_FILTERS, true, false);

    @Test
    void everything_is_new_in_an_empty_database() {
        SetupPlan plan = plan(Samples.organization("settings: { daysUntilDue: 14 }", ""), new StoredSetup(List.of()), false);
        assertThat(plan.text()).isEqualTo("""
                organization "Acme"
                  + organization "Acme"
                  + credentials "key"
                      type: STATIC_API_KEY
                      apiKey: (secret)
                  + integration "Invoices"
                      destination: StripeTest
                      enabled: true
                      credentials: "key"
                      daysUntilDue: 14
                Plan: 3 to create, 0 to change, 0 to disable, 0 to remove, 0 unchanged.
                """);
    }

    @Test
    void nothing_differs_from_what_was_applied_before() {
        SetupPlan plan = plan(Samples.organization("", ""), stored(invoices), false);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.text()).endsWith("Nothing to change; 3 things are as the folder says.\n");
    }

    @Test
    void a_changed_setting_is_shown_with_both_values() {
        StoredSetup.Integration before = integration("Invoices", NO_FILTERS.replace("}", ",\"daysUntilDue\":30}"), true, true);
        SetupPlan plan = plan(Samples.organization("settings: { daysUntilDue: 14 }", ""), stored(before), false);
        assertThat(plan.text()).contains("  ~ integration \"Invoices\"\n      daysUntilDue: 30 → 14\n");
    }

    @Test
    void a_setting_taken_out_is_shown_as_no_longer_set() {
        StoredSetup.Integration before = integration("Invoices", NO_FILTERS.replace("}", ",\"daysUntilDue\":30}"), true, true);
        assertThat(plan(Samples.organization("", ""), stored(before), false).text()).contains("daysUntilDue: 30 → (not set)");
    }

    @Test
    void a_list_is_the_same_in_another_order() {
        StoredSetup.Integration before = integration("Invoices", NO_FILTERS.replace("\"accountIds\":[]",
                "\"accountIds\":[\"b\",\"a\"]"), true, true);
        assertThat(plan(Samples.organization("accountIds: [a, b]", ""), stored(before), false).isEmpty()).isTrue();
    }

    @Test
    void a_long_list_is_shown_by_what_was_added_and_removed() {
        StoredSetup.Integration before = integration("Invoices", NO_FILTERS.replace("\"accountIds\":[]",
                "\"accountIds\":[\"z\"]"), true, true);
        assertThat(plan(Samples.organization("accountIds: [a, b, c, d, e, f, g]", ""), stored(before), false).text())
                .contains("accountIds: 1 entry → 7 entries (7 added, 1 removed)");
    }

    @Test
    void a_changed_secret_is_told_and_not_shown() {
        SetupPlan plan = plan(Samples.organization("", "").replace("${env:STRIPE_TEST_KEY}", "\"${literal:rk_test_brand_new}\""),
                stored(invoices), false);
        assertThat(plan.text()).contains("  ~ credentials \"key\"\n      apiKey: (changed)\n")
                .doesNotContain("rk_test_brand_new", SAME_KEY);
        assertThat(plan.toString()).doesNotContain("rk_test_brand_new", SAME_KEY);
    }

    @Test
    void changed_credentials_let_the_integrations_that_use_them_go_on() {
        SetupPlan plan = plan(Samples.organization("", "").replace("${env:STRIPE_TEST_KEY}", "\"${literal:rk_test_brand_new}\""),
                stored(invoices), false);
        assertThat(plan.newCredentials()).containsExactly(INVOICES);
        assertThat(plan.reopened()).isEmpty();
    }

    @Test
    void renamed_credentials_change_nothing_for_the_integrations_that_use_them() {
        SetupPlan plan = plan(Samples.organization("", "").replace("name: key", "name: new name\n        id: " + KEY)
                .replace("credentials: key", "credentials: new name"), stored(invoices), false);
        assertThat(plan.count(Action.CHANGE)).isEqualTo(1);
        assertThat(plan.text()).contains("name: key → new name");
        assertThat(plan.newCredentials()).isEmpty();
    }

    @Test
    void a_changed_filter_reopens_what_the_integration_held_back() {
        SetupPlan plan = plan(Samples.organization("onlySendBillsOnApproval: true", ""), stored(invoices), false);
        assertThat(plan.reopened()).containsExactly(INVOICES);
        assertThat(plan.newCredentials()).isEmpty();
    }

    @Test
    void a_disabled_integration_is_not_reopened_by_a_change() {
        SetupPlan plan = plan(Samples.organization("enabled: false\nonlySendBillsOnApproval: true", ""), stored(invoices), false);
        assertThat(plan.reopened()).isEmpty();
    }

    @Test
    void a_new_name_alone_reopens_nothing() {
        SetupPlan plan = plan(Samples.organization("id: " + INVOICES, "").replace("name: Invoices", "name: Bills"),
                stored(invoices), false);
        assertThat(plan.text()).contains("  ~ integration \"Bills\"\n      name: Invoices → Bills\n")
                .contains("Plan: 0 to create, 1 to change,");
        assertThat(plan.reopened()).isEmpty();
    }

    @Test
    void an_integration_renamed_without_its_id_is_refused_because_both_would_send() {
        String yaml = Samples.organization("", "").replace("name: Invoices", "name: Bills");
        assertThatThrownBy(() -> plan(yaml, stored(invoices), false)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("waybill.yaml:8").hasMessageContaining("would become two invoices")
                .hasMessageContaining("`id: " + INVOICES + "`");
    }

    @Test
    void pruning_the_old_one_does_not_make_a_renaming_safe_once_it_has_sent_bills() {
        String yaml = Samples.organization("", "").replace("name: Invoices", "name: Bills");
        StoredSetup used = stored(integration("Invoices", NO_FILTERS, true, true));
        assertThatThrownBy(() -> plan(yaml, used, true)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("also after pruning, when a bill that \"Invoices\" has sent changes");
    }

    @Test
    void pruning_an_old_one_that_has_sent_nothing_makes_room_for_another() {
        String yaml = Samples.organization("", "").replace("name: Invoices", "name: Bills");
        assertThat(plan(yaml, stored(invoices), true).text()).contains("+ integration \"Bills\"", "- integration \"Invoices\"");
    }

    @Test
    void a_new_integration_beside_a_stored_one_is_fine_when_they_share_no_account() {
        StoredSetup.Integration other = integration("Other", NO_FILTERS.replace("\"accountIds\":[]", "\"accountIds\":[\"a\"]"),
                true, true);
        String yaml = Samples.organization("accountIds: [b]", "");
        assertThat(plan(yaml, stored(other), false).count(Action.CREATE)).isEqualTo(1);
    }

    @Test
    void a_new_integration_with_other_credentials_beside_a_stored_one_is_a_warning() {
        StoredSetup.Credentials otherKey = new StoredSetup.Credentials(new UUID(0, 9), "other", "STATIC_API_KEY", "k1", "other");
        StoredSetup.Integration other = new StoredSetup.Integration(INVOICES, "Other", "StripeTest", true, json(NO_FILTERS),
                otherKey.id(), true);
        StoredSetup stored = new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(key, otherKey), List.of(),
                List.of(other), List.of())));
        SetupPlan plan = plan(Samples.organization("", ""), stored, false);
        assertThat(plan.warnings()).singleElement().asString().contains("like integration \"Other\"");
        assertThat(plan.text()).contains("Warnings:\n  ! " + folder);
    }

    @Test
    void an_integration_that_has_deliveries_keeps_its_destination() {
        StoredSetup.Integration used = integration("Invoices", NO_FILTERS, true, true);
        String yaml = Samples.organization("", "").replace("destination: StripeTest", "destination: Stripe")
                .replace("STRIPE_TEST_KEY", "STRIPE_LIVE_KEY");
        assertThatThrownBy(() -> plan(yaml, stored(used), false)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("has sent bills to StripeTest and cannot go to Stripe");
    }

    @Test
    void what_the_folder_does_not_name_is_kept_and_mentioned() {
        SetupPlan plan = plan("organizations: [ { name: Acme } ]", stored(invoices), false);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.text()).contains("prune removes it where that is possible")
                .contains("integration \"Invoices\" of organization \"Acme\"")
                .contains("credentials \"key\" of organization \"Acme\"")
                .contains("1 external mapping of organization \"Acme\"");
    }

    @Test
    void pruning_removes_what_the_folder_does_not_name() {
        SetupPlan plan = plan("organizations: [ { name: Acme } ]", stored(invoices), true);
        assertThat(plan.text()).contains("  - credentials \"key\"\n", "  - integration \"Invoices\"\n",
                "  - external mapping Account account-1 to Stripe Customer\n");
        assertThat(plan.count(Action.DELETE)).isEqualTo(3);
    }

    @Test
    void pruning_disables_an_integration_that_has_deliveries_and_says_why() {
        SetupPlan plan = plan("organizations: [ { name: Acme } ]", stored(integration("Invoices", NO_FILTERS, true, true)), true);
        assertThat(plan.text()).contains("""
                  ~ integration "Invoices"
                      enabled: true → false
                      (it has deliveries, so it is disabled and not removed: their history stays readable)
                """).contains("credentials \"key\" of organization \"Acme\" (integration \"Invoices\" refers to them)");
    }

    @Test
    void pruning_again_finds_nothing_more_to_do() {
        StoredSetup.Integration disabled = integration("Invoices", NO_FILTERS, false, true);
        StoredSetup stored = new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(key), List.of(),
                List.of(disabled), List.of())));
        assertThat(plan("organizations: [ { name: Acme } ]", stored, true).isEmpty()).isTrue();
    }

    @Test
    void pruning_leaves_other_organizations_alone() {
        SetupPlan plan = plan("organizations: [ { name: Beta } ]", stored(invoices), true);
        assertThat(plan.changes()).hasSize(1);
        assertThat(plan.text()).contains("organization \"Acme\" with all it has");
    }

    @Test
    void pruning_disables_an_inbound_webhook_and_keeps_it() {
        StoredSetup.InboundWebhook webhook = new StoredSetup.InboundWebhook(WEBHOOK, "bills", "m3ter", true, json("{}"),
                List.of(), null);
        StoredSetup stored = new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(), List.of(webhook),
                List.of(), List.of())));
        assertThat(plan("organizations: [ { name: Acme } ]", stored, true).text()).contains("  ~ inbound webhook \"bills\"\n")
                .contains("what it acknowledged may still be on its way");
    }

    @Test
    void an_id_of_another_organization_is_refused() {
        String yaml = Samples.organization("id: " + INVOICES, "").replace("name: Acme", "name: Beta");
        assertThatThrownBy(() -> plan(yaml, stored(invoices), false)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("which belongs to organization \"Acme\"");
    }

    @Test
    void another_id_for_a_stored_name_is_refused() {
        String yaml = Samples.organization("id: 00000000-0000-4000-8000-000000000077", "");
        assertThatThrownBy(() -> plan(yaml, stored(invoices), false)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("is stored with id " + INVOICES);
    }

    @Test
    void a_name_that_a_kept_thing_has_is_refused() {
        StoredSetup.Integration other = new StoredSetup.Integration(new UUID(0, 8), "Other", "StripeTest", false,
                json(NO_FILTERS), null, true);
        StoredSetup stored = new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(key), List.of(),
                List.of(invoices, other), List.of())));
        String yaml = Samples.organization("id: " + INVOICES, "").replace("name: Invoices", "name: Other");
        assertThatThrownBy(() -> plan(yaml, stored, false)).isInstanceOf(SetupRefusedException.class)
                .hasMessageContaining("another integration has it (id " + other.id() + ")");
    }

    @Test
    void two_things_can_exchange_their_names() {
        StoredSetup.Integration other = new StoredSetup.Integration(new UUID(0, 8), "Other", "StripeTest", true,
                json(NO_FILTERS.replace("\"accountIds\":[]", "\"accountIds\":[\"a\"]")), KEY, true);
        StoredSetup stored = new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(key), List.of(),
                List.of(invoices, other), List.of())));
        SetupPlan plan = plan(Samples.organization("id: " + other.id() + "\naccountIds: [a]", "")
                + "      - { name: Other, id: " + INVOICES + ", destination: StripeTest, credentials: key }\n", stored, false);
        assertThat(plan.integrations()).allSatisfy(change -> assertThat(change.fields()).singleElement()
                .satisfies(field -> assertThat(field.field()).isEqualTo("name")));
    }

    @Test
    void a_changed_customer_is_shown_with_both_ids() {
        SetupPlan plan = plan(Samples.organization("", """
                externalMappings:
                  - { m3terEntity: Account, m3terId: account-1, externalSystem: Stripe, externalTable: Customer, externalId: cus_new }
                """), stored(invoices), false);
        assertThat(plan.text())
                .contains("  ~ external mapping Account account-1 to Stripe Customer\n      externalId: cus_old → cus_new\n");
    }

    @Test
    void a_mapping_for_one_integration_is_another_one_than_the_general() {
        SetupPlan plan = plan(Samples.organization("", """
                externalMappings:
                  - { m3terEntity: Account, m3terId: account-1, externalSystem: Stripe, externalTable: Customer, externalId: cus_old,
                      integration: Invoices }
                """), stored(invoices), false);
        assertThat(plan.externalMappings()).singleElement().satisfies(change -> assertThat(change.action())
                .isEqualTo(Action.CREATE));
    }

    private SetupPlan plan(String yaml, StoredSetup stored, boolean prune) {
        return SetupPlan.between(Samples.read(folder, yaml), stored, prune,
                (content, keyId, fingerprint) -> new String(content, StandardCharsets.UTF_8).equals(fingerprint));
    }

    /** Organization Acme with its key, one integration and a mapping. */
    private StoredSetup stored(StoredSetup.Integration integration) {
        List<StoredSetup.ExternalMapping> mappings = List.of(new StoredSetup.ExternalMapping(MAPPING, "Account", "account-1",
                "Stripe", "Customer", "cus_old", null));
        return new StoredSetup(List.of(new StoredSetup.Organization(ACME, "Acme", List.of(key), List.of(), List.of(integration),
                mappings)));
    }

    private static StoredSetup.Integration integration(String name, String configData, boolean enabled, boolean used) {
        return new StoredSetup.Integration(INVOICES, name, "StripeTest", enabled, json(configData), KEY, used);
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
