package dev.waybill.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Gathers the fields in which a stored row differs from what is wanted. For a new thing it gathers all that is set. */
final class FieldChanges {
    private static final int MOST_SHOWN = 6;

    private final boolean isNew;
    private final List<FieldChange> changes = new ArrayList<>();

    FieldChanges(boolean isNew) {
        this.isNew = isNew;
    }

    /** The name, of which a new thing's change speaks anyway. */
    FieldChanges name(StoredSetup.Row before, Named after) {
        return isNew ? this : value("name", before.name(), after.name());
    }

    /** Values that compare as texts; null: not set. */
    FieldChanges value(String field, String before, String after) {
        if (isNew ? after != null : !Objects.equals(before, after)) {
            changes.add(new FieldChange(field, isNew ? null : before, after));
        }
        return this;
    }

    /** Switches; a new thing shows those that are on. */
    FieldChanges flag(String field, boolean before, boolean after) {
        return isNew && !after ? this : value(field, String.valueOf(before), String.valueOf(after));
    }

    /** Lists whose order does not matter. Long ones are shown by what was added and removed. */
    FieldChanges texts(String field, Set<String> before, Set<String> after) {
        if (isNew ? after.isEmpty() : before.equals(after)) {
            return this;
        }
        boolean isShort = before.size() <= MOST_SHOWN && after.size() <= MOST_SHOWN;
        String was = isShort ? new TreeSet<>(before).toString() : entries(before);
        String is = isShort ? new TreeSet<>(after).toString()
                : entries(after) + " (" + less(after, before) + " added, " + less(before, after) + " removed)";
        changes.add(new FieldChange(field, isNew ? null : was, is));
        return this;
    }

    /**
     * The members of two JSON objects, one field each.
     *
     * @param before ignored for a new thing
     * @param except members that are compared in another way
     */
    FieldChanges members(String prefix, JsonNode before, ObjectNode after, Collection<String> except) {
        JsonNode was = isNew ? Json.MAPPER.createObjectNode() : before;
        JsonNode is = asStored(after);
        SortedSet<String> keys = new TreeSet<>();
        was.fieldNames().forEachRemaining(keys::add);
        is.fieldNames().forEachRemaining(keys::add);
        keys.removeAll(except);
        keys.forEach(key -> value(prefix + key, shown(was.get(key)), shown(is.get(key))));
        return this;
    }

    /** Something named by reference. Compared by id, since two things may exchange their names; shown by name. */
    FieldChanges reference(String field, UUID before, String nameBefore, UUID after, String nameAfter) {
        if (Objects.equals(before, after)) {
            return this;
        }
        boolean sameName = nameAfter != null && nameAfter.equals(nameBefore);
        return value(field, quoted(nameBefore), sameName ? quoted(nameAfter) + " (another one)" : quoted(nameAfter));
    }

    /** A secret, compared by the caller. */
    FieldChanges secret(String field, boolean isEqual) {
        if (isNew) {
            changes.add(FieldChange.newSecret(field));
        } else if (!isEqual) {
            changes.add(FieldChange.changedSecret(field));
        }
        return this;
    }

    List<FieldChange> all() {
        return List.copyOf(changes);
    }

    static String quoted(String name) {
        return name == null ? null : "\"" + name + "\"";
    }

    /** The tree as it comes back from the database, so that 30 is the same number on both sides. */
    private static JsonNode asStored(ObjectNode tree) {
        try {
            return Json.MAPPER.readTree(Json.write(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    private static String shown(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : value.toString();
    }

    private static String entries(Set<String> texts) {
        return texts.size() + (texts.size() == 1 ? " entry" : " entries");
    }

    private static int less(Collection<String> these, Collection<String> those) {
        Set<String> rest = new LinkedHashSet<>(these);
        rest.removeAll(those);
        return rest.size();
    }
}
