package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds what to do about the credentials of one organization, and answers what others need to know about them. */
final class CredentialsComparison {
    static final String KIND = "credentials";

    private final OrganizationChanges changes;
    private final Matches<CredentialsSetup, StoredSetup.Credentials> matches;
    private final Map<UUID, StoredSetup.Credentials> stored = new LinkedHashMap<>();
    private final Map<String, CredentialsSetup> wanted = new LinkedHashMap<>();
    private final boolean prune;
    private final SetupPlan.SecretComparison secrets;

    private final List<SetupChange<CredentialsSetup>> all = new ArrayList<>();
    private final Set<UUID> changed = new HashSet<>();

    CredentialsComparison(OrganizationChanges changes, OrganizationSetup wanted, StoredSetup.Organization stored,
                          Matches<CredentialsSetup, StoredSetup.Credentials> matches, boolean prune,
                          SetupPlan.SecretComparison secrets) {
        this.changes = changes;
        this.matches = matches;
        this.prune = prune;
        this.secrets = secrets;
        stored.credentials().forEach(row -> this.stored.put(row.id(), row));
        wanted.credentials().forEach(thing -> this.wanted.put(thing.name(), thing));
    }

    List<SetupChange<CredentialsSetup>> all() {
        return all;
    }

    void compare(CredentialsSetup thing) {
        StoredSetup.Credentials row = matches.row(thing);
        boolean isNew = row == null;
        boolean same = !isNew && same(thing, row);
        List<String> notes = new ArrayList<>();
        if (!isNew && !(same && thing.type().equals(row.type()))) {
            changed.add(row.id());
            notes.add("deliveries that waited because the old ones were refused are tried again");
        }
        List<FieldChange> fields = new FieldChanges(isNew).name(row, thing).value("type", isNew ? null : row.type(), thing.type())
                .secret(String.join(", ", thing.fields().keySet()), same).all();
        all.add(changes.named(KIND, FieldChanges.quoted(thing.name()), matches.id(thing), isNew, thing, fields, notes));
    }

    /**
     * Decides about stored credentials that the folder does not name.
     *
     * @param user a stored thing that refers to them and stays, or null
     */
    Fate drop(StoredSetup.Credentials row, String user) {
        if (!prune) {
            return Fate.KEPT;
        }
        if (user != null) {
            return Fate.kept(" (" + user + " refers to them)");
        }
        all.add(changes.removed(KIND, FieldChanges.quoted(row.name()), row.id()));
        return Fate.REMOVED;
    }

    /** Whether a stored row is to open with other secrets than before. */
    boolean changed(UUID id) {
        return changed.contains(id);
    }

    /** The id of the credentials that the folder calls so; null for null. */
    UUID id(String name) {
        return matches.id(name);
    }

    /** Whether the credentials that the folder calls so are, or hold the same as, the stored ones with this id. */
    boolean sameContent(String name, UUID storedId) {
        CredentialsSetup thing = wanted.get(name);
        StoredSetup.Credentials row = stored.get(storedId);
        return thing != null && row != null && (row.id().equals(id(name)) || same(thing, row));
    }

    /** The field {@code credentials} of something that uses them. */
    void addReference(FieldChanges fields, UUID before, String name) {
        StoredSetup.Credentials row = stored.get(before);
        fields.reference("credentials", before, row == null ? null : row.name(), id(name), name);
    }

    private boolean same(CredentialsSetup thing, StoredSetup.Credentials row) {
        return secrets.same(thing.content().bytes(), row.keyId(), row.fingerprint());
    }
}
