package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.integration.Destination;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * An integration as a folder asks for it.
 *
 * @param destinationAsWritten the person's own spelling of the destination, kept for showing
 * @param settings             the destination's own keys, as written
 * @param credentials          the name of the credentials used for its calls, or null
 */
public record IntegrationSetup(Place place, UUID id, String name, Destination destination, String destinationAsWritten,
                               boolean enabled, SortedSet<String> accountIds, SortedSet<String> restrictedAccountIds,
                               boolean onlySendBillsOnApproval, boolean useExternalMappingAccountCode,
                               SortedSet<String> excludedLineItemTypes, ObjectNode settings,
                               String credentials) implements Named {

    public IntegrationSetup {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(settings, "settings");
        accountIds = Collections.unmodifiableSortedSet(new TreeSet<>(accountIds));
        restrictedAccountIds = Collections.unmodifiableSortedSet(new TreeSet<>(restrictedAccountIds));
        excludedLineItemTypes = Collections.unmodifiableSortedSet(new TreeSet<>(excludedLineItemTypes));
    }

    /** Filters and the destination's own keys side by side in one object, as m3ter's {@code configData} holds them. */
    public ObjectNode configData() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set(ConfigData.ACCOUNT_IDS, array(accountIds));
        data.set(ConfigData.RESTRICTED_ACCOUNT_IDS, array(restrictedAccountIds));
        data.put(ConfigData.ONLY_SEND_BILLS_ON_APPROVAL, onlySendBillsOnApproval);
        data.put(ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE, useExternalMappingAccountCode);
        data.set(ConfigData.EXCLUDED_LINE_ITEM_TYPES, array(excludedLineItemTypes));
        data.setAll(settings);
        return data;
    }

    private static ArrayNode array(SortedSet<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
