package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.LineItemType;
import dev.waybill.integration.Destination;
import dev.waybill.provider.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Reads the {@code integrations} of an organization. */
final class IntegrationReader {
    private static final String KIND = "integration";
    private static final List<String> OWN_KEYS = List.of("name", "id", "destination", "credentials", "enabled", "settings");
    private static final List<String> KEYS = keys();

    private final Map<String, List<Setting>> settingsByProvider;
    private final CredentialRule credentialRule;
    private final SettingsRule settingsRule;
    private final CredentialsReader credentials;
    private final Findings findings;
    private final Map<String, Place> declared = new LinkedHashMap<>();
    private final List<IntegrationSetup> complete = new ArrayList<>();

    IntegrationReader(Map<String, List<Setting>> settingsByProvider, CredentialRule credentialRule, SettingsRule settingsRule,
                      CredentialsReader credentials, Findings findings) {
        this.settingsByProvider = settingsByProvider;
        this.credentialRule = credentialRule;
        this.settingsRule = settingsRule;
        this.credentials = credentials;
        this.findings = findings;
    }

    void read(YamlMapping block, Ids ids) {
        int before = findings.refusedSoFar();
        Optional<String> name = block.requiredText("name");
        UUID id = ids.read(block);
        Optional<String> spelling = block.requiredText("destination");
        Optional<Destination> destination = spelling.flatMap(word -> destination(block, word));
        block.allowOnly(KEYS, destination.map(this::belowSettings).orElse(Map.of()));
        Optional<String> credentialsName = credentials.named(block);
        boolean enabled = block.flag("enabled").orElse(true);
        SortedSet<String> accountIds = texts(block, ConfigData.ACCOUNT_IDS);
        SortedSet<String> restricted = texts(block, ConfigData.RESTRICTED_ACCOUNT_IDS);
        boolean onApproval = block.flag(ConfigData.ONLY_SEND_BILLS_ON_APPROVAL).orElse(false);
        boolean accountCode = block.flag(ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE).orElse(false);
        SortedSet<String> excluded = lineItemTypes(block);
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        destination.ifPresent(known -> {
            block.mapping("settings").ifPresent(values -> readSettings(values, block, known, settings));
            credentialsName.flatMap(credentials::find).ifPresent(used -> checkCredentials(block, known, used));
        });
        warnOfDoubtfulFilters(block, enabled, accountIds, restricted);
        name.ifPresent(found -> {
            Place first = declared.putIfAbsent(found, block.place("name"));
            if (first != null) {
                findings.refuse(block.place("name"), CredentialsReader.twice(KIND, found, first));
            } else if (findings.refusedSoFar() == before) {
                complete.add(new IntegrationSetup(block.place(), id, found, destination.orElseThrow(), spelling.orElseThrow(),
                        enabled, accountIds, restricted, onApproval, accountCode, excluded, settings,
                        credentialsName.orElse(null)));
            }
        });
    }

    /** Says which integrations would each make an invoice of the same bill; to be called once all are read. */
    void warnOfDoubles() {
        for (int i = 1; i < complete.size(); i++) {
            for (IntegrationSetup earlier : complete.subList(0, i)) {
                IntegrationSetup later = complete.get(i);
                if (bothSend(earlier, later)) {
                    findings.warn(later.place(), "integrations \"" + earlier.name() + "\" and \"" + later.name()
                            + "\" both send to " + later.destination().displayName()
                            + " with the same credentials, and their accounts overlap: a bill of such an account "
                            + (later.destination().isMappedAlways() ? "is charged once, and each changes what the other made of it"
                            : "becomes two invoices") + ". Give each its own `accountIds`, unless that is wanted");
                }
            }
        }
    }

    /** The name below the key {@code integration}, if there is one and it is known; a finding when it is unknown. */
    Optional<String> named(YamlMapping block) {
        return block.text("integration").filter(name -> {
            if (!declared.containsKey(name)) {
                findings.refuse(block.place("integration"), block.description() + " is for integration `"
                        + YamlMapping.shown(name) + "`, which this organization does not have"
                        + NearestWord.suggestion(name, declared.keySet()));
            }
            return declared.containsKey(name);
        });
    }

    List<IntegrationSetup> all() {
        return List.copyOf(complete);
    }

    private Optional<Destination> destination(YamlMapping block, String word) {
        Optional<Destination> known = Destination.named(word);
        if (known.isEmpty()) {
            List<String> names = Arrays.stream(Destination.values()).map(Destination::displayName).toList();
            findings.refuse(block.place("destination"), "`destination` of " + block.description() + " is `"
                    + YamlMapping.shown(word) + "`, accepted are " + Destination.names()
                    + NearestWord.to(word, names).map(near -> "; did you mean `" + near + "`?").orElse(""));
        }
        return known;
    }

    private void checkCredentials(YamlMapping block, Destination destination, CredentialsSetup used) {
        credentialRule.complaint(destination, used.type(), used.fields()).ifPresent(complaint ->
                findings.refuse(block.place("credentials"), block.description() + " cannot go to " + destination.displayName()
                        + " with credentials \"" + used.name() + "\" (" + used.place().fileAndLine() + "): " + complaint));
    }

    private void readSettings(YamlMapping values, YamlMapping integration, Destination destination, ObjectNode settings) {
        List<Setting> known = settingsOf(destination);
        Map<String, String> oneLevelUp = new LinkedHashMap<>();
        KEYS.forEach(key -> oneLevelUp.put(key, "one level up, beside `settings`"));
        List<String> keys = known.stream().map(Setting::key).toList();
        values.allowOnly(keys, oneLevelUp);
        for (Setting setting : known) {
            String key = setting.key();
            switch (setting.type()) {
                case TEXT -> values.text(key).ifPresent(text -> settings.put(key, text));
                case NUMBER -> values.number(key, setting.least(), setting.most()).ifPresent(number -> settings.put(key, number));
                case SWITCH -> values.flag(key).ifPresent(flag -> settings.put(key, flag));
                case CHOICE -> values.oneOf(key, setting.choices()).ifPresent(word -> settings.put(key, word));
                default -> throw new IllegalStateException(integration.description() + ": no way to read a " + setting.type());
            }
        }
        settingsRule.contradiction(destination, settings).ifPresent(complaint ->
                findings.refuse(values.place(), integration.description() + ": " + complaint));
    }

    private SortedSet<String> lineItemTypes(YamlMapping block) {
        SortedSet<String> types = new TreeSet<>();
        for (YamlMapping.Entry entry : block.texts(ConfigData.EXCLUDED_LINE_ITEM_TYPES)) {
            if (!LineItemType.KNOWN.contains(entry.text())) {
                String intro = "line item type `" + YamlMapping.shown(entry.text()) + "` in " + block.description();
                NearestWord.misspelt(entry.text(), LineItemType.KNOWN).ifPresentOrElse(
                        near -> findings.refuse(entry.place(), intro + " is unknown; did you mean `" + near + "`?"),
                        () -> findings.warn(entry.place(), intro + " is none that this release knows. It is kept, in case the"
                                + " platform has added it; if not, nothing is excluded by it"));
            }
            types.add(entry.text());
        }
        return types;
    }

    private void warnOfDoubtfulFilters(YamlMapping block, boolean enabled, SortedSet<String> accountIds,
                                       SortedSet<String> restricted) {
        if (enabled && !block.has("credentials")) {
            findings.warn(block.place(), block.description()
                    + " is enabled and has no `credentials`; its bills will wait until it has");
        }
        for (String account : accountIds) {
            if (restricted.contains(account)) {
                findings.warn(block.place(ConfigData.RESTRICTED_ACCOUNT_IDS), "account `" + YamlMapping.shown(account)
                        + "` is in both lists of " + block.description() + "; `restrictedAccountIds` wins, nothing is sent for it");
            }
        }
    }

    private Map<String, String> belowSettings(Destination destination) {
        Map<String, String> places = new LinkedHashMap<>();
        settingsOf(destination).forEach(setting -> places.put(setting.key(), "below `settings:`"));
        return places;
    }

    private List<Setting> settingsOf(Destination destination) {
        return settingsByProvider.getOrDefault(destination.provider(), List.of());
    }

    private static boolean bothSend(IntegrationSetup first, IntegrationSetup second) {
        return first.enabled() && second.enabled() && first.destination() == second.destination()
                && first.credentials() != null && first.credentials().equals(second.credentials())
                && AccountOverlap.exists(first.accountIds(), first.restrictedAccountIds(), second.accountIds(),
                        second.restrictedAccountIds());
    }

    private static SortedSet<String> texts(YamlMapping block, String key) {
        SortedSet<String> texts = new TreeSet<>();
        block.texts(key).forEach(entry -> texts.add(entry.text()));
        return texts;
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(OWN_KEYS);
        keys.addAll(ConfigData.FILTERS);
        return List.copyOf(keys);
    }
}
