package dev.waybill.configuration;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Where a running gateway reads its configuration. */
public interface ConfigurationSource {

    /** The number of the newest configuration, to be compared with {@link ConfigurationSnapshot#revision()}. */
    long revision();

    /** The whole configuration as of one moment, webhook secrets opened, credentials not. */
    ConfigurationSnapshot load();

    /**
     * The customer's id at a provider: a mapping for this integration wins over a general one.
     *
     * @param externalSystem {@code Stripe}
     * @param externalTable  {@code Customer}
     * @param m3terId        the platform's account id
     */
    Optional<String> customer(UUID organizationId, UUID integrationId, String externalSystem, String externalTable, String m3terId);

    /**
     * The fields of credentials in clear; keep them no longer than the configuration they belong to.
     *
     * @throws IllegalStateException when they do not exist any more
     */
    Map<String, String> openCredentials(UUID credentialsId);
}
