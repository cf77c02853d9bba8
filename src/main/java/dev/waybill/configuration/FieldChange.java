package dev.waybill.configuration;

import java.util.Objects;

/**
 * One value that an apply changes, as a person may see it.
 *
 * @param before null when it was not set
 * @param after  null when it is no longer set
 */
public record FieldChange(String field, String before, String after) {
    private static final String SECRET = "(secret)";

    public FieldChange {
        Objects.requireNonNull(field, "field");
    }

    /** A secret that was not there before. */
    static FieldChange newSecret(String field) {
        return new FieldChange(field, null, SECRET);
    }

    /** A secret that differs from the stored one; neither is shown. */
    static FieldChange changedSecret(String field) {
        return new FieldChange(field, SECRET, "(changed)");
    }

    /** {@code daysUntilDue: 30 → 14}. */
    @Override
    public String toString() {
        if (before == null || before.equals(SECRET)) {
            return field + ": " + after;
        }
        return field + ": " + before + " → " + (after == null ? "(not set)" : after);
    }
}
