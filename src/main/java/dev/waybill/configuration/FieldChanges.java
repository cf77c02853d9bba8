package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Gathers the fields in which a stored row differs from what is wanted. Without a stored row it gathers all that is set. */
final class FieldChanges {
    private static final int MOST_SHOWN = 6;

    private final boolean isNew;
    private final List<FieldChange> changes = new ArrayList<>();

    FieldChanges(boolean isNew) {
        this.isNew = isNew;
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
        if (before.size() <= MOST_SHOWN && after.size() <= MOST_SHOWN) {
            changes.add(new FieldChange(field, isNew ? null : before.toString(), after.toString()));
        } else {
            changes.add(new FieldChange(field, isNew ? null : entries(before),
                    entries(after) + " (" + less(after, before) + " added, " + less(before, after) + " removed)"));
        }
        return this;
    }

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

    private static String entries(Set<String> texts) {
        return texts.size() + (texts.size() == 1 ? " entry" : " entries");
    }

    private static int less(Collection<String> these, Collection<String> those) {
        Set<String> rest = new LinkedHashSet<>(these);
        rest.removeAll(those);
        return rest.size();
    }
}
