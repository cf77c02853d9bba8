package dev.waybill.gateway;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItemType;
import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.ConfigurationSource;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.ForgetfulLedger;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.StoredBill;
import dev.waybill.delivery.Work;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.security.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What a warm-up stands on: an organization of nobody, and a ledger that agrees to everything and keeps nothing. */
final class WarmUpStores {

    static final UUID NOBODY = new UUID(0, 0);
    static final String SECRET = "warm-up";

    private WarmUpStores() {
    }

    /** @param ended told of every run that has ended */
    static Stores of(Consumer<Work> ended) {
        UnopenedDatabase nowhere = new UnopenedDatabase();
        return new Stores(new ForgetfulLedger(ended), new Empty(), new Nobody(), nowhere, nowhere, NOBODY);
    }

    private static final class Nobody implements ConfigurationSource {

        @Override
        public long revision() {
            return 1;
        }

        @Override
        public ConfigurationSnapshot load() {
            ConfigurationSnapshot.InboundWebhook webhook = new ConfigurationSnapshot.InboundWebhook(NOBODY, NOBODY, "warm-up", "m3ter",
                    true, MissingNode.getInstance(), List.of(new ConfigurationSnapshot.WebhookSecret(null,
                    Secret.of(SECRET.getBytes(StandardCharsets.UTF_8)))), null, 1);
            IntegrationConfiguration integration = new IntegrationConfiguration(NOBODY, NOBODY, "warm-up", Destination.STRIPE_TEST, true,
                    Set.of(), Set.of(), true, true, Set.of(new LineItemType("BALANCE_CONSUMED")), Json.MAPPER.createObjectNode(), NOBODY, 1);
            return new ConfigurationSnapshot(1, Map.of(NOBODY, "warm-up"), Map.of(NOBODY, List.of(integration)), Map.of(),
                    Map.of(NOBODY, webhook), Map.of());
        }

        @Override
        public Optional<String> customer(UUID organizationId, UUID integrationId, String externalSystem, String externalTable,
                                         String m3terId) {
            return Optional.of("cus_" + m3terId);
        }

        @Override
        public Map<String, String> openCredentials(UUID credentialsId) {
            return Map.of("apiKey", "sk_test_warm_up");
        }
    }

    /** Knows nothing, and nothing is due. */
    private static final class Empty implements BillArchive {

        @Override
        public Optional<StoredBill> find(UUID organizationId, String source, String externalId) {
            return Optional.empty();
        }

        @Override
        public boolean isOpen(InboundEvent event) {
            return false;
        }

        @Override
        public List<Claim> claimDue(Map<UUID, Integer> rooms, int most) {
            return List.of();
        }

        @Override
        public int due(int most) {
            return 0;
        }

        @Override
        public Optional<Claim> claim(UUID deliveryId) {
            return Optional.empty();
        }

        @Override
        public List<Claim> claim(List<UUID> deliveryIds) {
            return List.of();
        }

        @Override
        public boolean isCurrent(UUID deliveryId, long fence, int revision) {
            return true;
        }

        @Override
        public void giveBack(UUID deliveryId, long fence, int call, String why) {
            // nobody waits for it
        }

        @Override
        public void giveBack(List<Claim> claims, Duration pause) {
            // nobody waits for them
        }

        @Override
        public List<InboundEvent> claimEvents(int most) {
            return List.of();
        }

        @Override
        public void postpone(InboundEvent event, Duration pause, String reason) {
            // nobody waits for it
        }

        @Override
        public int hasten() {
            return 0;
        }

        @Override
        public void refuse(InboundEvent event, String billExternalId, String message, String remedy) {
            // nobody sent it
        }

        @Override
        public void close(InboundEvent event, InboundEvent.Status status, String reason) {
            // nobody sent it
        }

        @Override
        public void tellOnce(InboundEvent event, String eventName, String message, String remedy) {
            // nobody reads it
        }

        @Override
        public int releaseLeases() {
            return 0;
        }
    }
}
