package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.bill.LineItemType;
import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.Samples;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import dev.waybill.security.SealingException;
import dev.waybill.security.Secret;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresConfigurationLoadTest {
    private static final UUID ACME = UUID.fromString("00000000-0000-4000-8000-0000000000aa");
    private static final UUID WEBHOOK = UUID.fromString("00000000-0000-4000-8000-0000000000bb");
    private static final UUID INTEGRATION = UUID.fromString("00000000-0000-4000-8000-0000000000cc");

    private final PostgresConfigurationDatabase database = PostgresConfigurationDatabase.fresh();
    private final MasterKey key = key(1);
    private final PostgresConfiguration configuration = with(key);

    @BeforeEach
    void apply_the_sample() {
        configuration.apply(Samples.read(Samples.resource("acme")), false);
    }

    @Test
    void reads_an_integration_as_the_flow_wants_it() {
        IntegrationConfiguration integration = configuration.load().integration(INTEGRATION).orElseThrow();
        assertThat(integration.destination()).isEqualTo(Destination.STRIPE_TEST);
        assertThat(integration.accountIds()).containsExactlyInAnyOrder("account-1", "account-2");
        assertThat(integration.restrictedAccountIds()).containsExactly("account-3");
        assertThat(integration.onlySendBillsOnApproval()).isTrue();
        assertThat(integration.useExternalMappingAccountCode()).isTrue();
        assertThat(integration.excludedLineItemTypes()).containsExactlyInAnyOrder(new LineItemType("COMMITMENT_CONSUMED"),
                new LineItemType("BALANCE_CONSUMED"));
        assertThat(integration.version()).isEqualTo(1);
    }

    @Test
    void keeps_the_destinations_own_settings_apart_from_the_filters() {
        assertThat(configuration.load().integration(INTEGRATION).orElseThrow().settings().fieldNames()).toIterable()
                .containsExactlyInAnyOrder("collectionMethod", "daysUntilDue", "autoAdvance", "footer");
    }

    @Test
    void lists_the_integrations_of_an_organization() {
        assertThat(configuration.load().integrationsOf(ACME)).extracting(IntegrationConfiguration::id)
                .containsExactly(INTEGRATION);
        assertThat(configuration.load().integrationsOf(INTEGRATION)).isEmpty();
    }

    @Test
    void opens_the_secrets_of_an_inbound_webhook_in_their_order() {
        ConfigurationSnapshot.InboundWebhook webhook = configuration.load().inboundWebhook(WEBHOOK).orElseThrow();
        assertThat(webhook.secrets()).containsExactly(
                new ConfigurationSnapshot.WebhookSecret("gateway-key-1", Secret.of("webhook-secret-0123456789")),
                new ConfigurationSnapshot.WebhookSecret(null, Secret.of("older secret: with a colon")));
        assertThat(webhook.organizationId()).isEqualTo(ACME);
        assertThat(webhook.signature().path("toleranceSeconds").asInt()).isEqualTo(60);
    }

    @Test
    void knows_which_credentials_an_inbound_webhook_reads_bills_with() {
        ConfigurationSnapshot snapshot = configuration.load();
        UUID credentials = snapshot.inboundWebhook(WEBHOOK).orElseThrow().platformCredentialsId();
        assertThat(snapshot.credentials().get(credentials).type()).isEqualTo("M3TER_SERVICE_USER");
    }

    @Test
    void tells_since_when_an_integration_is_refused() {
        database.run("update integration set auth_failed_at = '2999-03-01T10:00:00Z'");
        assertThat(configuration.load().authFailedAt()).hasToString("{" + INTEGRATION + "=2999-03-01T10:00:00Z}");
    }

    @Test
    void an_integration_that_was_changed_since_it_was_refused_counts_as_mended() {
        database.run("update integration set auth_failed_at = '2000-03-01T10:00:00Z'");
        assertThat(configuration.load().authFailedAt()).isEmpty();
    }

    @Test
    void carries_the_revision_it_was_read_under() {
        assertThat(configuration.load().revision()).isEqualTo(configuration.revision());
    }

    @Test
    void opens_all_fields_of_credentials() {
        UUID id = configuration.load().inboundWebhook(WEBHOOK).orElseThrow().platformCredentialsId();
        assertThat(configuration.openCredentials(id)).containsOnlyKeys("organizationId", "accessKeyId", "apiSecret")
                .containsEntry("apiSecret", "the-m3ter-secret");
    }

    @Test
    void opens_replaced_credentials_at_the_very_next_call() {
        UUID id = configuration.load().integration(INTEGRATION).orElseThrow().credentialsId();
        assertThat(configuration.openCredentials(id)).containsEntry("apiKey", "rk_test_a1b2c3d4e5f6g7h8");
        configuration.apply(Samples.read(Samples.resource("acme"), "STRIPE_TEST_KEY", "rk_test_replaced"), false);
        assertThat(configuration.openCredentials(id)).containsEntry("apiKey", "rk_test_replaced");
    }

    @Test
    void says_when_credentials_are_gone() {
        UUID gone = new UUID(7, 7);
        assertThatThrownBy(() -> configuration.openCredentials(gone)).hasMessageContaining(gone + " do not exist any more");
    }

    @Test
    void does_not_open_credentials_copied_into_another_row() {
        database.run("update integration_credentials a set sealed = b.sealed from integration_credentials b"
                + " where a.type = 'STATIC_API_KEY' and b.type <> a.type");
        UUID id = configuration.load().integration(INTEGRATION).orElseThrow().credentialsId();
        assertThatThrownBy(() -> configuration.openCredentials(id)).isInstanceOf(SealingException.class);
    }

    @Test
    void names_the_missing_key_instead_of_starting_without_secrets() {
        assertThatThrownBy(() -> with(key(2)).load()).isInstanceOf(SealingException.class).hasMessageContaining(key.id());
    }

    @Test
    void names_the_missing_key_when_a_plan_cannot_compare() {
        assertThatThrownBy(() -> with(key(2)).plan(Samples.read(Samples.resource("acme")), false))
                .isInstanceOf(SealingException.class)
                .hasMessageContaining(key.id());
    }

    @Test
    void refuses_a_destination_of_another_release() {
        database.run("update integration set destination = 'Carrier Pigeon'");
        assertThatThrownBy(configuration::load).hasMessageContaining("Carrier Pigeon").hasMessageContaining("Stripe, StripeTest");
    }

    @Test
    void finds_a_customer() {
        assertThat(configuration.customer(ACME, INTEGRATION, "Stripe", "Customer", "account-1")).contains("cus_one");
    }

    @Test
    void finds_no_customer_for_an_account_without_a_mapping() {
        assertThat(configuration.customer(ACME, INTEGRATION, "Stripe", "Customer", "account-9")).isEmpty();
    }

    @Test
    void finds_no_customer_of_another_organization_or_system() {
        assertThat(configuration.customer(INTEGRATION, INTEGRATION, "Stripe", "Customer", "account-1")).isEmpty();
        assertThat(configuration.customer(ACME, INTEGRATION, "Paddle", "Customer", "account-1")).isEmpty();
    }

    @Test
    void finds_a_customer_mapped_for_one_integration_for_that_one_only() {
        assertThat(configuration.customer(ACME, INTEGRATION, "Stripe", "Customer", "account-2")).contains("cus_two");
        assertThat(configuration.customer(ACME, ACME, "Stripe", "Customer", "account-2")).isEmpty();
    }

    @Test
    void prefers_the_mapping_of_the_integration_to_the_general_one() {
        database.run("insert into external_mapping (id, organization_id, m3ter_entity, m3ter_id, external_system, external_table,"
                + " external_id)"
                + " select gen_random_uuid(), id, 'Account', 'account-2', 'Stripe', 'Customer', 'cus_general' from organization");
        assertThat(configuration.customer(ACME, INTEGRATION, "Stripe", "Customer", "account-2")).contains("cus_two");
        assertThat(configuration.customer(ACME, ACME, "Stripe", "Customer", "account-2")).contains("cus_general");
    }

    private PostgresConfiguration with(MasterKey masterKey) {
        return new PostgresConfiguration(database.dataSource(), new Sealing(List.of(masterKey)));
    }

    private static MasterKey key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return MasterKey.of(Base64.getEncoder().encodeToString(bytes));
    }
}
