package dev.waybill.flow;

import dev.waybill.integration.Candidate;
import dev.waybill.integration.IntegrationConfiguration;

/** Finds what a destination calls an account. */
public final class Customers {

    private final Configurations configurations;

    public Customers(Configurations configurations) {
        this.configurations = configurations;
    }

    /**
     * The candidate with the destination's customer, and subscription where bills go onto one; without them when a mapping is asked
     * for and there is none.
     */
    public Candidate name(Candidate candidate) {
        IntegrationConfiguration integration = candidate.integration();
        return customer(integration.billsOntoSubscriptions() ? candidate.withSubscription(
                configurations.subscription(integration, candidate.bill().accountId()).orElse(null)) : candidate);
    }

    private Candidate customer(Candidate candidate) {
        IntegrationConfiguration integration = candidate.integration();
        String accountId = candidate.bill().accountId();
        if (!integration.useExternalMappingAccountCode() && !integration.destination().isMappedAlways()) {
            return candidate.withCustomer(accountId);
        }
        return candidate.withCustomer(configurations.customer(integration, accountId).orElse(null));
    }
}
