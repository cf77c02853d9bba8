package dev.waybill.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.configuration.SetupChange.Action;
import dev.waybill.integration.Destination;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Finds what to do in one organization. */
final class OrganizationComparison {
    private static final String CREDENTIALS = "credentials";
    private static final String WEBHOOK = "inbound webhook";
    private static final String INTEGRATION = "integration";
    private static final String MAPPING = "external mapping";
    private static final String ENABLED = "enabled";
    private static final Set<String> WITHOUT_EFFECT_ON_BILLS = Set.of("name", CREDENTIALS);
    private static final Set<String> MAY_DOUBLE = Set.of("destination", ENABLED, CREDENTIALS, ConfigData.ACCOUNT_IDS,
            ConfigData.RESTRICTED_ACCOUNT_IDS);

    private final OrganizationSetup wanted;
    private final UUID organizationId;
    private final StoredSetup.Organization stored;
    private final boolean prune;
    private final SetupPlan.SecretComparison secrets;
    private final Findings findings;

    private final List<SetupChange<CredentialsSetup>> credentials = new ArrayList<>();
    private final List<SetupChange<InboundWebhookSetup>> inboundWebhooks = new ArrayList<>();
    private final List<SetupChange<IntegrationSetup>> integrations = new ArrayList<>();
    private final List<SetupChange<ExternalMappingSetup>> externalMappings = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final Set<UUID> newCredentials = new HashSet<>();
    private final Set<UUID> reopened = new HashSet<>();
    private final Set<UUID> otherCustomers = new HashSet<>();
    private final Set<UUID> changedCredentials = new HashSet<>();
    private final Map<UUID, String> storedCredentialsNames = new HashMap<>();

    private Matches<CredentialsSetup, StoredSetup.Credentials> credentialsMatches;
    private Matches<IntegrationSetup, StoredSetup.Integration> integrationMatches;

    OrganizationComparison(OrganizationSetup wanted, UUID organizationId, StoredSetup.Organization stored, boolean prune,
                           SetupPlan.SecretComparison secrets, Findings findings) {
        this.wanted = wanted;
        this.organizationId = organizationId;
        this.stored = stored;
        this.prune = prune;
        this.secrets = secrets;
        this.findings = findings;
        stored.credentials().forEach(row -> storedCredentialsNames.put(row.id(), row.name()));
    }

    /** Each argument: the organization's name by the ids of all stored rows of that kind, in any organization. */
    void compare(Map<UUID, String> credentialsOwners, Map<UUID, String> webhookOwners, Map<UUID, String> integrationOwners) {
        credentialsMatches = Matches.of(CREDENTIALS, wanted.credentials(), stored.credentials(), credentialsOwners, findings);
        integrationMatches = Matches.of(INTEGRATION, wanted.integrations(), stored.integrations(), integrationOwners, findings);
        Matches<InboundWebhookSetup, StoredSetup.InboundWebhook> webhookMatches =
                Matches.of(WEBHOOK, wanted.inboundWebhooks(), stored.inboundWebhooks(), webhookOwners, findings);
        wanted.credentials().forEach(this::compareCredentials);
        wanted.inboundWebhooks().forEach(webhook -> compareWebhook(webhook, webhookMatches));
        wanted.integrations().forEach(this::compareIntegration);
        compareMappings();
        webhookMatches.refuseTakenNames(row -> true);
        integrationMatches.refuseTakenNames(row -> !prune || row.used());
        Map<UUID, String> usersOfCredentials = new HashMap<>();
        webhookMatches.unmatched().forEach(row -> dropWebhook(row, usersOfCredentials));
        integrationMatches.unmatched().forEach(row -> dropIntegration(row, usersOfCredentials));
        credentialsMatches.refuseTakenNames(row -> !prune || usersOfCredentials.containsKey(row.id()));
        credentialsMatches.unmatched().forEach(row -> dropCredentials(row, usersOfCredentials));
        for (StoredSetup.Integration row : stored.integrations()) {
            if (row.credentialsId() != null && changedCredentials.contains(row.credentialsId())) {
                newCredentials.add(row.id());
            }
        }
    }

    List<SetupChange<CredentialsSetup>> credentials() {
        return credentials;
    }

    List<SetupChange<InboundWebhookSetup>> inboundWebhooks() {
        return inboundWebhooks;
    }

    List<SetupChange<IntegrationSetup>> integrations() {
        return integrations;
    }

    List<SetupChange<ExternalMappingSetup>> externalMappings() {
        return externalMappings;
    }

    List<String> kept() {
        return kept;
    }

    Set<UUID> newCredentials() {
        return newCredentials;
    }

    Set<UUID> reopened() {
        return reopened;
    }

    Set<UUID> otherCustomers() {
        return otherCustomers;
    }

    private void compareCredentials(CredentialsSetup thing) {
        StoredSetup.Credentials row = credentialsMatches.row(thing);
        boolean isNew = row == null;
        boolean sameContent = !isNew && sameContent(thing, row);
        boolean sameType = !isNew && thing.type().equals(row.type());
        List<FieldChange> fields = new FieldChanges(isNew)
                .value("name", isNew ? null : row.name(), isNew ? null : thing.name())
                .value("type", isNew ? null : row.type(), thing.type())
                .secret(String.join(", ", thing.fields().keySet()), sameContent)
                .all();
        List<String> notes = new ArrayList<>();
        if (!isNew && !(sameContent && sameType)) {
            changedCredentials.add(row.id());
            notes.add("deliveries that waited because the old ones were refused are tried again");
        }
        credentials.add(change(CREDENTIALS, quoted(thing.name()), credentialsMatches.id(thing), isNew, thing, fields, notes));
    }

    private void compareWebhook(InboundWebhookSetup thing, Matches<InboundWebhookSetup, StoredSetup.InboundWebhook> matches) {
        StoredSetup.InboundWebhook row = matches.row(thing);
        boolean isNew = row == null;
        FieldChanges fields = new FieldChanges(isNew)
                .value("name", isNew ? null : row.name(), isNew ? null : thing.name())
                .value("source", isNew ? null : row.source(), thing.source())
                .value(ENABLED, isNew ? null : String.valueOf(row.enabled()), String.valueOf(thing.enabled()));
        addCredentials(fields, isNew ? null : row.credentialsId(), thing.credentials());
        keys(isNew ? null : row.signature(), thing.signature()).forEach(key -> fields.value("signature." + key,
                isNew ? null : shown(row.signature().get(key)), shown(normal(thing.signature()).get(key))));
        if (!isNew && row.secrets().size() != thing.secrets().size()) {
            fields.value("secrets", String.valueOf(row.secrets().size()), String.valueOf(thing.secrets().size()));
        }
        if (!thing.secrets().isEmpty()) {
            fields.secret("secrets", !isNew && sameSecrets(thing.secrets(), row.secrets()));
        }
        inboundWebhooks.add(change(WEBHOOK, quoted(thing.name()), matches.id(thing), isNew, thing, fields.all(), List.of()));
    }

    private void compareIntegration(IntegrationSetup thing) {
        StoredSetup.Integration row = integrationMatches.row(thing);
        boolean isNew = row == null;
        ObjectNode before = isNew ? null : row.configData();
        FieldChanges fields = new FieldChanges(isNew)
                .value("name", isNew ? null : row.name(), isNew ? null : thing.name())
                .value("destination", isNew ? null : row.destination(), thing.destinationAsWritten())
                .value(ENABLED, isNew ? null : String.valueOf(row.enabled()), String.valueOf(thing.enabled()));
        addCredentials(fields, isNew ? null : row.credentialsId(), thing.credentials());
        addConfigData(fields, before, (ObjectNode) normal(thing.configData()));
        SetupChange<IntegrationSetup> change = change(INTEGRATION, quoted(thing.name()), integrationMatches.id(thing), isNew, thing,
                fields.all(), isNew ? List.of() : noteFollowing(thing, row, fields.all()));
        integrations.add(change);
        if (!isNew) {
            refuseOtherDestination(thing, row);
        }
        if (thing.enabled() && (isNew || MAY_DOUBLE.stream().anyMatch(change::changes))) {
            refuseDoubleSending(thing);
        }
    }

    /** Also records what is to be released; what the person is told is what is done. */
    private List<String> noteFollowing(IntegrationSetup thing, StoredSetup.Integration row, List<FieldChange> fields) {
        List<String> notes = new ArrayList<>();
        UUID credentialsId = credentialsMatches.id(thing.credentials());
        if (credentialsId != null && !credentialsId.equals(row.credentialsId())) {
            newCredentials.add(row.id());
            notes.add("deliveries that waited because its credentials were refused are tried again");
        }
        if (thing.enabled() && fields.stream().anyMatch(field -> !WITHOUT_EFFECT_ON_BILLS.contains(field.field()))) {
            reopened.add(row.id());
            notes.add("deliveries it held back as DISABLED are looked at again");
        }
        if (fields.stream().anyMatch(field -> field.field().equals(ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE))) {
            otherCustomers.add(row.id());
            notes.add("deliveries that missed an external mapping are looked at again");
        }
        return notes;
    }

    private void addConfigData(FieldChanges fields, ObjectNode before, ObjectNode after) {
        for (String key : List.of(ConfigData.ACCOUNT_IDS, ConfigData.RESTRICTED_ACCOUNT_IDS, ConfigData.EXCLUDED_LINE_ITEM_TYPES)) {
            fields.texts(key, before == null ? Set.of() : new TreeSet<>(ConfigData.texts(before, key)),
                    new TreeSet<>(ConfigData.texts(after, key)));
        }
        for (String key : List.of(ConfigData.ONLY_SEND_BILLS_ON_APPROVAL, ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE)) {
            fields.flag(key, before != null && ConfigData.flag(before, key), ConfigData.flag(after, key));
        }
        SortedSet<String> keys = keys(before, after);
        keys.removeAll(ConfigData.FILTERS);
        keys.forEach(key -> fields.value(key, before == null ? null : shown(before.get(key)), shown(after.get(key))));
    }

    private void refuseOtherDestination(IntegrationSetup thing, StoredSetup.Integration row) {
        Optional<Destination> before = Destination.named(row.destination());
        if (row.used() && !before.equals(Optional.of(thing.destination()))) {
            findings.refuse(thing.place(), INTEGRATION + " " + quoted(thing.name()) + " has sent bills to " + row.destination() + " and"
                    + " cannot go to " + thing.destinationAsWritten() + " from now on: what it knows of its invoices would be wrong."
                    + " Set `enabled: false` and add an integration of another name for " + thing.destinationAsWritten());
        }
    }

    /** A renamed integration without its id looks like a new one beside the old one, and both would send every bill. */
    private void refuseDoubleSending(IntegrationSetup thing) {
        for (StoredSetup.Integration row : integrationMatches.unmatched()) {
            boolean stays = row.enabled() && !prune;
            if (!stays || !Destination.named(row.destination()).equals(Optional.of(thing.destination())) || !accountsOverlap(thing, row)) {
                continue;
            }
            String intro = INTEGRATION + " " + quoted(thing.name()) + " will send to " + thing.destinationAsWritten() + " beside "
                    + INTEGRATION + " " + quoted(row.name()) + ", which is stored, enabled and not in this folder, and their accounts"
                    + " overlap";
            if (useSameCredentials(thing, row)) {
                findings.refuse(thing.place(), intro + ": with the same credentials, a bill of such an account would become two invoices."
                        + " If it is the same integration under a new name, write `id: " + row.id() + "` below the name; else take "
                        + quoted(row.name()) + " into the folder too, or remove it by pruning");
            } else {
                findings.warn(thing.place(), intro + ". Their credentials differ; if both open the same account at the provider, a bill"
                        + " becomes two invoices");
            }
        }
    }

    private boolean useSameCredentials(IntegrationSetup thing, StoredSetup.Integration row) {
        Optional<CredentialsSetup> used = wanted.credentials().stream().filter(c -> c.name().equals(thing.credentials())).findFirst();
        return used.isPresent() && stored.credentials().stream().filter(c -> c.id().equals(row.credentialsId()))
                .anyMatch(c -> c.id().equals(credentialsMatches.id(used.get())) || sameContent(used.get(), c));
    }

    private void compareMappings() {
        Map<List<Object>, StoredSetup.ExternalMapping> storedByKey = new HashMap<>();
        stored.externalMappings().forEach(row -> storedByKey.put(Arrays.asList(row.m3terEntity(), row.m3terId(), row.externalSystem(),
                row.externalTable(), row.integrationId()), row));
        for (ExternalMappingSetup thing : wanted.externalMappings()) {
            UUID integrationId = integrationMatches.id(thing.integration());
            StoredSetup.ExternalMapping row = storedByKey.remove(Arrays.asList(thing.m3terEntity(), thing.m3terId(),
                    thing.externalSystem(), thing.externalTable(), integrationId));
            boolean isNew = row == null;
            List<FieldChange> fields = new FieldChanges(isNew)
                    .value("externalId", isNew ? null : row.externalId(), thing.externalId())
                    .value(INTEGRATION, null, isNew ? thing.integration() : null).all();
            String name = thing.m3terEntity() + " " + thing.m3terId() + " to " + thing.externalSystem() + " " + thing.externalTable();
            externalMappings.add(change(MAPPING, name, isNew ? UUID.randomUUID() : row.id(), isNew, thing, fields, List.of()));
        }
        if (!prune && !storedByKey.isEmpty()) {
            keep(storedByKey.size() + (storedByKey.size() == 1 ? " external mapping" : " external mappings"), "");
        }
        if (prune) {
            storedByKey.values().stream().sorted(Comparator.comparing(StoredSetup.ExternalMapping::m3terId)).forEach(row ->
                    externalMappings.add(drop(Action.DELETE, MAPPING, row.m3terEntity() + " " + row.m3terId() + " to "
                            + row.externalSystem() + " " + row.externalTable(), row.id(), List.of(), List.of())));
        }
    }

    /** Never removed: what it has acknowledged may still be on its way, and is worked off with its help. */
    private void dropWebhook(StoredSetup.InboundWebhook row, Map<UUID, String> usersOfCredentials) {
        String called = WEBHOOK + " " + quoted(row.name());
        if (row.credentialsId() != null) {
            usersOfCredentials.putIfAbsent(row.credentialsId(), called);
        }
        if (prune && row.enabled()) {
            inboundWebhooks.add(drop(Action.DISABLE, WEBHOOK, quoted(row.name()), row.id(), switchedOff(),
                    List.of("disabled and its secrets erased, but not removed: what it acknowledged may still be on its way")));
        } else {
            keep(called, prune ? " (disabled; an inbound webhook is never removed)" : "");
        }
    }

    private void dropIntegration(StoredSetup.Integration row, Map<UUID, String> usersOfCredentials) {
        String called = INTEGRATION + " " + quoted(row.name());
        if (prune && !row.used()) {
            integrations.add(drop(Action.DELETE, INTEGRATION, quoted(row.name()), row.id(), List.of(), List.of()));
            return;
        }
        if (row.credentialsId() != null) {
            usersOfCredentials.putIfAbsent(row.credentialsId(), called);
        }
        if (prune && row.enabled()) {
            integrations.add(drop(Action.DISABLE, INTEGRATION, quoted(row.name()), row.id(), switchedOff(),
                    List.of("it has deliveries, so it is disabled and not removed: their history stays readable")));
        } else {
            keep(called, prune ? " (disabled; it has deliveries)" : "");
        }
    }

    private void dropCredentials(StoredSetup.Credentials row, Map<UUID, String> usersOfCredentials) {
        String called = CREDENTIALS + " " + quoted(row.name());
        String user = usersOfCredentials.get(row.id());
        if (!prune) {
            keep(called, "");
        } else if (user != null) {
            keep(called, " (" + user + " refers to them)");
        } else {
            credentials.add(drop(Action.DELETE, CREDENTIALS, quoted(row.name()), row.id(), List.of(), List.of()));
        }
    }

    private void keep(String thing, String why) {
        kept.add(thing + " of organization " + quoted(wanted.name()) + why);
    }

    private <T> SetupChange<T> change(String kind, String name, UUID id, boolean isNew, T thing, List<FieldChange> fields,
                                      List<String> notes) {
        Action action = isNew ? Action.CREATE : fields.isEmpty() ? Action.UNCHANGED : Action.CHANGE;
        return new SetupChange<>(action, wanted.name(), organizationId, kind, name, id, thing, fields, notes);
    }

    private <T> SetupChange<T> drop(Action action, String kind, String name, UUID id, List<FieldChange> fields, List<String> notes) {
        return new SetupChange<>(action, wanted.name(), organizationId, kind, name, id, null, fields, notes);
    }

    private boolean sameContent(CredentialsSetup thing, StoredSetup.Credentials row) {
        return secrets.same(thing.content().bytes(), row.keyId(), row.fingerprint());
    }

    private boolean sameSecrets(List<WebhookSecretSetup> these, List<StoredSetup.WebhookSecret> those) {
        boolean same = these.size() == those.size();
        for (int i = 0; same && i < these.size(); i++) {
            StoredSetup.WebhookSecret row = those.get(i);
            same = Objects.equals(these.get(i).apiKey(), row.apiKey())
                    && secrets.same(these.get(i).secret().bytes(), row.keyId(), row.fingerprint());
        }
        return same;
    }

    private static boolean accountsOverlap(IntegrationSetup thing, StoredSetup.Integration row) {
        return AccountOverlap.exists(thing.accountIds(), thing.restrictedAccountIds(),
                ConfigData.texts(row.configData(), ConfigData.ACCOUNT_IDS),
                ConfigData.texts(row.configData(), ConfigData.RESTRICTED_ACCOUNT_IDS));
    }

    /** Compares by id, since two credentials may exchange their names; shows names. */
    private void addCredentials(FieldChanges fields, UUID before, String name) {
        UUID after = credentialsMatches.id(name);
        if (!Objects.equals(before, after)) {
            String oldName = before == null ? null : quoted(storedCredentialsNames.getOrDefault(before, before.toString()));
            String newName = name == null ? null : quoted(name);
            fields.value(CREDENTIALS, oldName, newName != null && newName.equals(oldName) ? newName + " (other ones)" : newName);
        }
    }

    private static SortedSet<String> keys(JsonNode before, JsonNode after) {
        SortedSet<String> keys = new TreeSet<>();
        if (before != null) {
            before.fieldNames().forEachRemaining(keys::add);
        }
        after.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The tree as it comes back from the database, so that 30 is the same number on both sides. */
    private static JsonNode normal(ObjectNode tree) {
        try {
            return Json.MAPPER.readTree(Json.write(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    private static String shown(JsonNode value) {
        return value == null || value.isNull() ? null : value.isTextual() ? value.asText() : value.toString();
    }

    private static List<FieldChange> switchedOff() {
        return List.of(new FieldChange(ENABLED, "true", "false"));
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
