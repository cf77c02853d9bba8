package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.integration.Destination;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds what to do about the integrations of one organization, and which deliveries may go on because of it. */
final class IntegrationComparison {
    static final String KIND = "integration";

    private static final String ENABLED = "enabled";
    private static final String CREDENTIALS = "credentials";
    private static final Set<String> WITHOUT_EFFECT_ON_BILLS = Set.of("name", CREDENTIALS);
    private static final Set<String> MAY_DOUBLE = Set.of("destination", ENABLED, CREDENTIALS, ConfigData.ACCOUNT_IDS,
            ConfigData.RESTRICTED_ACCOUNT_IDS);

    private final OrganizationChanges changes;
    private final Matches<IntegrationSetup, StoredSetup.Integration> matches;
    private final CredentialsComparison credentials;
    private final boolean prune;
    private final Findings findings;

    private final List<SetupChange<IntegrationSetup>> all = new ArrayList<>();
    private final Set<UUID> newCredentials = new HashSet<>();
    private final Set<UUID> reopened = new HashSet<>();
    private final Set<UUID> otherCustomers = new HashSet<>();

    IntegrationComparison(OrganizationChanges changes, Matches<IntegrationSetup, StoredSetup.Integration> matches,
                          CredentialsComparison credentials, boolean prune, Findings findings) {
        this.changes = changes;
        this.matches = matches;
        this.credentials = credentials;
        this.prune = prune;
        this.findings = findings;
    }

    List<SetupChange<IntegrationSetup>> all() {
        return all;
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

    void compare(IntegrationSetup wanted) {
        StoredSetup.Integration row = matches.row(wanted);
        boolean isNew = row == null;
        FieldChanges fields = new FieldChanges(isNew)
                .name(row, wanted)
                .value("destination", isNew ? null : row.destination(), wanted.destinationAsWritten())
                .value(ENABLED, isNew ? null : String.valueOf(row.enabled()), String.valueOf(wanted.enabled()));
        credentials.addReference(fields, isNew ? null : row.credentialsId(), wanted.credentials());
        addConfigData(fields, isNew ? JsonNodeFactory.instance.objectNode() : row.configData(), wanted.configData());
        SetupChange<IntegrationSetup> change = changes.named(KIND, FieldChanges.quoted(wanted.name()), matches.id(wanted), isNew,
                wanted, fields.all(), isNew ? List.of() : noteFollowing(wanted, row, fields.all()));
        all.add(change);
        if (!isNew) {
            refuseOtherDestination(wanted, row);
        }
        if (wanted.enabled() && (isNew || MAY_DOUBLE.stream().anyMatch(change::changes))) {
            matches.unmatched().forEach(other -> refuseDoubleSending(wanted, other));
        }
    }

    /** Decides about a stored integration that the folder does not name. */
    Fate drop(StoredSetup.Integration row) {
        String name = FieldChanges.quoted(row.name());
        if (!prune) {
            return Fate.KEPT;
        }
        if (!row.used()) {
            all.add(changes.removed(KIND, name, row.id()));
            return Fate.REMOVED;
        }
        if (!row.enabled()) {
            return Fate.kept(" (disabled; it has deliveries)");
        }
        all.add(changes.disabled(KIND, name, row.id(),
                "it has deliveries, so it is disabled and not removed: their history stays readable"));
        return Fate.DISABLED;
    }

    /** Also records what is to be released, so that the person is told what is done. */
    private List<String> noteFollowing(IntegrationSetup wanted, StoredSetup.Integration row, List<FieldChange> fields) {
        List<String> notes = new ArrayList<>();
        UUID credentialsId = credentials.id(wanted.credentials());
        if (credentialsId != null && !credentialsId.equals(row.credentialsId())) {
            newCredentials.add(row.id());
            notes.add("deliveries that waited because its credentials were refused are tried again");
        }
        if (wanted.enabled() && fields.stream().anyMatch(field -> !WITHOUT_EFFECT_ON_BILLS.contains(field.field()))) {
            reopened.add(row.id());
            notes.add("deliveries it held back as DISABLED are looked at again");
        }
        if (fields.stream().anyMatch(field -> field.field().equals(ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE))) {
            otherCustomers.add(row.id());
            notes.add("deliveries that missed an external mapping are looked at again");
        }
        return notes;
    }

    private static void addConfigData(FieldChanges fields, ObjectNode before, ObjectNode after) {
        for (String key : List.of(ConfigData.ACCOUNT_IDS, ConfigData.RESTRICTED_ACCOUNT_IDS,
                ConfigData.EXCLUDED_LINE_ITEM_TYPES)) {
            fields.texts(key, ConfigData.texts(before, key), ConfigData.texts(after, key));
        }
        for (String key : List.of(ConfigData.ONLY_SEND_BILLS_ON_APPROVAL, ConfigData.USE_EXTERNAL_MAPPING_ACCOUNT_CODE)) {
            fields.flag(key, ConfigData.flag(before, key), ConfigData.flag(after, key));
        }
        fields.members("", before, after, ConfigData.FILTERS);
    }

    private void refuseOtherDestination(IntegrationSetup wanted, StoredSetup.Integration row) {
        if (row.used() && !goesWhere(row, wanted)) {
            findings.refuse(wanted.place(), KIND + " " + FieldChanges.quoted(wanted.name()) + " has sent bills to "
                    + row.destination() + " and cannot go to " + wanted.destinationAsWritten()
                    + " from now on: what it knows of its invoices would be wrong."
                    + " Set `enabled: false` and add an integration of another name for " + wanted.destinationAsWritten());
        }
    }

    /**
     * A renamed integration without its id looks like a new one beside the old one. Either both send every bill, or, when the
     * old one is disabled by pruning, the new one sends again whatever changes of the bills that the old one has sent.
     */
    private void refuseDoubleSending(IntegrationSetup wanted, StoredSetup.Integration other) {
        boolean mayDouble = other.enabled() && (!prune || other.used());
        if (!mayDouble || !goesWhere(other, wanted) || !accountsOverlap(wanted, other)) {
            return;
        }
        String name = FieldChanges.quoted(other.name());
        String intro = KIND + " " + FieldChanges.quoted(wanted.name()) + " goes to " + wanted.destinationAsWritten() + " like "
                + KIND + " " + name + ", which is stored, enabled and not in this folder, and their accounts overlap";
        if (credentials.sameContent(wanted.credentials(), other.credentialsId())) {
            findings.refuse(wanted.place(), intro
                    + ": with the same credentials, a bill of such an account would become two invoices"
                    + (prune ? ", also after pruning, when a bill that " + name + " has sent changes" : "")
                    + ". If it is the same integration under a new name, write `id: " + other.id() + "` below the name; else take "
                    + name + " into the folder too");
        } else {
            findings.warn(wanted.place(), intro
                    + ". Their credentials differ; if both open the same account at the provider, a bill becomes two invoices");
        }
    }

    private static boolean goesWhere(StoredSetup.Integration row, IntegrationSetup wanted) {
        return Destination.named(row.destination()).equals(Optional.of(wanted.destination()));
    }

    private static boolean accountsOverlap(IntegrationSetup wanted, StoredSetup.Integration other) {
        return AccountOverlap.exists(wanted.accountIds(), wanted.restrictedAccountIds(),
                ConfigData.texts(other.configData(), ConfigData.ACCOUNT_IDS),
                ConfigData.texts(other.configData(), ConfigData.RESTRICTED_ACCOUNT_IDS));
    }
}
