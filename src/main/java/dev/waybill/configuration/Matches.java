package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which stored row each wanted thing of one kind means: the one with its id; without an id, the one with its name.
 *
 * @param <W> what a folder asks for
 * @param <R> what is stored
 */
final class Matches<W extends Named, R extends StoredSetup.Row> {
    private final String kind;
    private final List<W> wanted;
    private final Findings findings;
    private final Map<String, W> wantedByName = new HashMap<>();
    private final Map<String, R> rows = new HashMap<>();
    private final Map<String, UUID> ids = new HashMap<>();
    private final List<R> unmatched;

    private Matches(String kind, List<W> wanted, List<R> stored, Findings findings) {
        this.kind = kind;
        this.wanted = wanted;
        this.findings = findings;
        this.unmatched = new ArrayList<>(stored);
    }

    /** @param owners by the ids of all stored rows with a name, in any organization, that organization's name */
    static <W extends Named, R extends StoredSetup.Row> Matches<W, R> of(String kind, List<W> wanted, List<R> stored,
                                                                         Map<UUID, String> owners, Findings findings) {
        Matches<W, R> matches = new Matches<>(kind, wanted, stored, findings);
        matches.byId(stored, owners);
        matches.byName(stored);
        return matches;
    }

    /** The stored row, or null when the thing is new. */
    R row(W thing) {
        return rows.get(thing.name());
    }

    /** The id the thing has or gets. */
    UUID id(W thing) {
        return ids.get(thing.name());
    }

    /** The id of the thing a folder calls so; null for null. */
    UUID id(String name) {
        return name == null ? null : ids.get(name);
    }

    /** Stored rows that the folder does not name. */
    List<R> unmatched() {
        return List.copyOf(unmatched);
    }

    /** Refuses a name that a stored row has which the folder does not name and which is among the staying ones. */
    void refuseTakenNames(Set<UUID> staying) {
        for (R row : unmatched) {
            W taker = wantedByName.get(row.name());
            if (taker != null && staying.contains(row.id())) {
                findings.refuse(taker.place(), kind + " \"" + taker.name() + "\" gets this name, but another " + kind
                        + " has it (id " + row.id() + "), which is stored, not in this folder, and stays. Choose another name,"
                        + " or take that one into the folder too");
            }
        }
    }

    private void byId(List<R> stored, Map<UUID, String> owners) {
        Map<UUID, R> storedById = new LinkedHashMap<>();
        stored.forEach(row -> storedById.put(row.id(), row));
        for (W thing : wanted) {
            wantedByName.put(thing.name(), thing);
            if (thing.id() == null) {
                continue;
            }
            R row = storedById.get(thing.id());
            ids.put(thing.name(), thing.id());
            if (row != null) {
                match(thing, row);
            } else if (owners.containsKey(thing.id())) {
                findings.refuse(thing.place(), kind + " \"" + thing.name() + "\" has id " + thing.id()
                        + ", which belongs to organization \"" + owners.get(thing.id()) + "\"; give it another id, or none");
            }
        }
    }

    private void byName(List<R> stored) {
        Set<UUID> free = new HashSet<>();
        unmatched.forEach(row -> free.add(row.id()));
        Map<String, R> storedByName = new HashMap<>();
        stored.forEach(row -> storedByName.put(row.name(), row));
        for (W thing : wanted) {
            R row = storedByName.get(thing.name());
            boolean sameName = row != null && free.contains(row.id());
            if (thing.id() == null) {
                if (sameName) {
                    match(thing, row);
                } else {
                    ids.put(thing.name(), UUID.randomUUID());
                }
            } else if (sameName && !rows.containsKey(thing.name())) {
                findings.refuse(thing.place(), kind + " \"" + thing.name() + "\" is stored with id " + row.id()
                        + ", the folder says " + thing.id() + ". An id never changes: write the stored one, or leave it out");
            }
        }
    }

    private void match(W thing, R row) {
        rows.put(thing.name(), row);
        ids.put(thing.name(), row.id());
        unmatched.remove(row);
    }
}
