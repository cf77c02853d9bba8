package dev.waybill.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.LineItemType;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * One wish of an organization: bills go to this destination, under these filters and settings.
 *
 * @param accountIds                    only these platform accounts; empty means all
 * @param restrictedAccountIds          never these platform accounts; wins over {@code accountIds}
 * @param onlySendBillsOnApproval       true: a bill leaves once it is approved; false: at every (re)generation
 * @param useExternalMappingAccountCode true: the customer at the destination is named by an ExternalMapping of the account;
 *                                      false: the platform's account id is the customer's id
 * @param excludedLineItemTypes         lines of these types are dropped
 * @param settings                      the destination's own keys, as written (never credentials)
 * @param credentialsId                 the sealed credentials used for its calls, or null when none are set
 * @param version                       rises by one with each change; each run names the version it used
 */
public record IntegrationConfiguration(UUID id, UUID organizationId, String name, Destination destination, boolean enabled,
                                       Set<String> accountIds, Set<String> restrictedAccountIds,
                                       boolean onlySendBillsOnApproval, boolean useExternalMappingAccountCode,
                                       Set<LineItemType> excludedLineItemTypes, ObjectNode settings, UUID credentialsId,
                                       int version) {

    public IntegrationConfiguration {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(organizationId, "organizationId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(settings, "settings");
        accountIds = Set.copyOf(accountIds);
        restrictedAccountIds = Set.copyOf(restrictedAccountIds);
        excludedLineItemTypes = Set.copyOf(excludedLineItemTypes);
    }

    /**
     * Whether its bills go onto the subscription that the account has at the destination, which an ExternalMapping of its own
     * names, instead of becoming invoices: the setting {@code mode: subscription}.
     */
    public boolean billsOntoSubscriptions() {
        return settings.path("mode").asText("").trim().equalsIgnoreCase("subscription");
    }

    /** By its id alone, which agrees with equals: Camel asks at every step, and the settings are much to go through. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
