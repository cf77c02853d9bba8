package dev.waybill.delivery;

import dev.waybill.integration.IntegrationConfiguration;
import java.util.Objects;
import java.util.UUID;

/**
 * One account at a provider, as far as the provider's limits count: its credentials, in live or in test mode.
 *
 * @param provider the name in {@link dev.waybill.integration.Destination#provider()}
 * @param id       of the credentials; of the integration where it has none
 */
public record ProviderAccount(String provider, boolean testMode, UUID id) {

    private static final String HELD = "held";

    public ProviderAccount {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(id, "id");
    }

    /** The account that an integration's calls go to. */
    public static ProviderAccount of(IntegrationConfiguration integration) {
        return new ProviderAccount(integration.destination().provider(), integration.destination().isTestMode(),
                integration.credentialsId() == null ? integration.id() : integration.credentialsId());
    }

    /** No account: the deliveries of an integration that is held back pass here on their way to be parked, and nothing is called. */
    public static ProviderAccount held(UUID integrationId) {
        return new ProviderAccount(HELD, false, integrationId);
    }

    /** Whether nothing may be called under it. */
    public boolean isHeld() {
        return provider.equals(HELD);
    }

    /** For metrics and log lines: {@code stripe/test/<credentials id>}. */
    public String label() {
        return provider + (testMode ? "/test/" : "/") + id;
    }
}
