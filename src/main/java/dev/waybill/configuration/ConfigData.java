package dev.waybill.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys of an integration's {@code configData} that mean the same for every destination; all others are the destination's. */
public final class ConfigData {
    public static final String ACCOUNT_IDS = "accountIds";
    public static final String RESTRICTED_ACCOUNT_IDS = "restrictedAccountIds";
    public static final String ONLY_SEND_BILLS_ON_APPROVAL = "onlySendBillsOnApproval";
    public static final String USE_EXTERNAL_MAPPING_ACCOUNT_CODE = "useExternalMappingAccountCode";
    public static final String EXCLUDED_LINE_ITEM_TYPES = "excludedLineItemTypes";

    /** All of them. */
    public static final List<String> FILTERS = List.of(ACCOUNT_IDS, RESTRICTED_ACCOUNT_IDS, ONLY_SEND_BILLS_ON_APPROVAL,
            USE_EXTERNAL_MAPPING_ACCOUNT_CODE, EXCLUDED_LINE_ITEM_TYPES);

    private ConfigData() {
    }

    /** The list below this key as a set; empty when there is none. */
    public static Set<String> texts(ObjectNode configData, String key) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode text : configData.path(key)) {
            texts.add(text.asText());
        }
        return texts;
    }

    /** The switch below this key; off when there is none. */
    public static boolean flag(ObjectNode configData, String key) {
        return configData.path(key).asBoolean(false);
    }

    /** The destination's own keys. */
    public static ObjectNode settings(ObjectNode configData) {
        return configData.deepCopy().remove(FILTERS);
    }
}
