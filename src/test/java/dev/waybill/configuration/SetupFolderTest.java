package dev.waybill.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.integration.Destination;
import dev.waybill.security.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupFolderTest {
    private final OrganizationSetup acme = Samples.read(Samples.resource("acme")).organizations().get(0);

    @TempDir
    Path folder;

    @Test
    void puts_together_what_several_files_say_of_one_organization() {
        assertThat(acme.integrations()).hasSize(1);
        assertThat(acme.externalMappings()).hasSize(2);
    }

    @Test
    void reads_name_and_id_of_an_organization() {
        assertThat(acme.name()).isEqualTo("Acme Metering");
        assertThat(acme.id()).isEqualTo(UUID.fromString("00000000-0000-4000-8000-0000000000aa"));
    }

    @Test
    void leaves_route_files_alone() {
        assertThat(Samples.resource("acme").resolve("ignored.camel.yaml")).exists();
        assertThat(Samples.read(Samples.resource("acme")).organizations()).hasSize(1);
    }

    @Test
    void takes_secrets_from_the_environment() {
        assertThat(acme.credentials().get(0).fields()).containsEntry("apiKey", "rk_test_a1b2c3d4e5f6g7h8");
    }

    @Test
    void takes_secrets_from_files_beside_the_yaml_file_without_their_last_line_break() {
        assertThat(acme.credentials().get(1).fields()).containsEntry("apiSecret", "the-m3ter-secret");
    }

    @Test
    void takes_secrets_from_an_absolute_path() throws IOException {
        Path secret = Files.writeString(Files.createTempFile(folder, "key", ".txt"), "rk_test_from_a_mount");
        Setup setup = Samples.read(folder.resolve("setup"), """
                organizations:
                  - name: Acme
                    credentials:
                      - { name: key, type: STATIC_API_KEY, apiKey: "${file:%s}" }
                """.formatted(secret));
        assertThat(setup.organizations().get(0).credentials().get(0).fields()).containsEntry("apiKey", "rk_test_from_a_mount");
    }

    @Test
    void takes_a_literal_secret_with_a_warning_that_does_not_show_it() {
        assertThat(Samples.read(Samples.resource("acme")).warnings()).singleElement().satisfies(warning ->
                assertThat(warning.toString()).contains("organization.yaml:25").contains("not for real money")
                        .doesNotContain("older secret"));
    }

    @Test
    void reads_every_key_of_an_inbound_webhook() {
        assertThat(acme.inboundWebhooks()).singleElement().satisfies(webhook -> {
            assertThat(webhook.source()).isEqualTo("m3ter");
            assertThat(webhook.credentials()).isEqualTo("m3ter");
            assertThat(webhook.signature().toString()).isEqualTo("{\"verify\":\"hmac\",\"signatureHeader\":\"X-Signature\","
                    + "\"timestampHeader\":\"\",\"apiKeyHeader\":\"X-Key\",\"algorithm\":\"HmacSHA512\","
                    + "\"signedTemplate\":\"{body}\",\"encoding\":\"base64\",\"toleranceSeconds\":60}");
            assertThat(webhook.secrets()).containsExactly(
                    new WebhookSecretSetup("gateway-key-1", Secret.of("webhook-secret-0123456789")),
                    new WebhookSecretSetup(null, Secret.of("older secret: with a colon")));
        });
    }

    @Test
    void reads_every_key_of_an_integration() {
        assertThat(acme.integrations()).singleElement().satisfies(integration -> {
            assertThat(integration.destination()).isEqualTo(Destination.STRIPE_TEST);
            assertThat(integration.credentials()).isEqualTo("stripe test key");
            assertThat(integration.configData().toString()).isEqualTo("{\"accountIds\":[\"account-1\",\"account-2\"],"
                    + "\"restrictedAccountIds\":[\"account-3\"],\"onlySendBillsOnApproval\":true,"
                    + "\"useExternalMappingAccountCode\":true,"
                    + "\"excludedLineItemTypes\":[\"BALANCE_CONSUMED\",\"COMMITMENT_CONSUMED\"],"
                    + "\"collectionMethod\":\"send_invoice\",\"daysUntilDue\":30,\"autoAdvance\":false,\"footer\":\"Thank you\"}");
        });
    }

    @Test
    void has_defaults_for_everything_optional() {
        IntegrationSetup integration = integration(Samples.organization("", ""), 0);
        assertThat(integration.enabled()).isTrue();
        assertThat(integration.id()).isNull();
        assertThat(integration.configData().toString()).isEqualTo("{\"accountIds\":[],\"restrictedAccountIds\":[],"
                + "\"onlySendBillsOnApproval\":false,\"useExternalMappingAccountCode\":false,\"excludedLineItemTypes\":[]}");
    }

    @Test
    void takes_a_key_without_a_value_as_absent() {
        assertThat(integration(Samples.organization("accountIds:\nsettings:\n", "externalMappings:\n"), 0).accountIds())
                .isEmpty();
    }

    @Test
    void keeps_the_persons_spelling_of_the_destination() {
        IntegrationSetup integration = integration(Samples.organization("", "").replace("StripeTest", "stripe-test"), 0);
        assertThat(integration.destination()).isEqualTo(Destination.STRIPE_TEST);
        assertThat(integration.destinationAsWritten()).isEqualTo("stripe-test");
    }

    @Test
    void lets_anchors_and_merges_save_typing() {
        String yaml = Samples.organization("settings: &usual { daysUntilDue: 14, collectionMethod: send_invoice }", "")
                + "      - { name: More, destination: StripeTest, settings: { <<: *usual, daysUntilDue: 7 } }\n";
        assertThat(integration(yaml, 1).settings().toString()).contains("\"daysUntilDue\":7").contains("send_invoice");
    }

    @Test
    void takes_numbers_as_ids_just_as_they_are_written() {
        assertThat(integration(Samples.organization("accountIds: [0042]", ""), 0).accountIds()).containsExactly("0042");
    }

    @Test
    void follows_links_as_mounted_configuration_has_them() throws IOException {
        Samples.write(folder, "..2026_01_01/waybill.yaml", Samples.organization("", ""));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(folder.resolve("waybill.yaml"), Path.of("..data/waybill.yaml"));
        assertThat(Samples.read(folder).organizations()).hasSize(1);
    }

    @Test
    void accepts_a_new_line_item_type_with_a_warning() {
        Setup setup = Samples.read(folder, Samples.organization("excludedLineItemTypes: [LOYALTY_BONUS]", ""));
        assertThat(setup.warnings()).singleElement().satisfies(warning ->
                assertThat(warning.toString()).contains(":11:").contains("LOYALTY_BONUS")
                        .contains("none that this release knows"));
    }

    @Test
    void warns_when_whoever_knows_the_address_can_post() {
        Setup setup = Samples.read(folder, Samples.organization("", """
                inboundWebhooks:
                  - { name: open, source: m3ter, signature: { verify: none } }
                """));
        assertThat(setup.warnings()).singleElement().asString().contains("verify: none");
    }

    @Test
    void warns_of_an_integration_without_credentials() {
        Setup setup = Samples.read(folder, Samples.organization("", "").replace("        credentials: key\n", ""));
        assertThat(setup.warnings()).singleElement().asString().contains("\"Invoices\" is enabled and has no `credentials`");
    }

    @Test
    void warns_when_two_integrations_would_each_make_an_invoice_of_one_bill() {
        Setup setup = Samples.read(folder, Samples.organization("", "")
                + "      - { name: Again, destination: StripeTest, credentials: key }\n");
        assertThat(setup.warnings()).singleElement().asString().contains("becomes two invoices")
                .contains("\"Invoices\" and \"Again\"");
    }

    @Test
    void does_not_warn_of_two_integrations_that_share_no_account() {
        Setup setup = Samples.read(folder, Samples.organization("accountIds: [a, b]", "")
                + "      - { name: Again, destination: StripeTest, credentials: key, accountIds: [c] }\n");
        assertThat(setup.warnings()).isEmpty();
    }

    @Test
    void prints_no_secret_of_what_it_read() {
        assertThat(Samples.read(Samples.resource("acme")).toString()).contains("stripe test key").doesNotContain(Samples.SECRETS);
    }

    private IntegrationSetup integration(String yaml, int index) {
        return Samples.read(folder, yaml).organizations().get(0).integrations().get(index);
    }
}
