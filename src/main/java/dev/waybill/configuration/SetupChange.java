package dev.waybill.configuration;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What an apply does with one thing.
 *
 * @param <T>          what the folder asks for
 * @param organization the name of its organization
 * @param kind         {@code integration}, {@code external mapping} ...
 * @param name         how a person knows it
 * @param id           of the stored row; for a new one the id it gets
 * @param wanted       null when it is to be removed or disabled because the folder does not name it
 * @param fields       what differs from the stored row, or what a new one begins with
 * @param notes        what follows from it, in sentences
 */
public record SetupChange<T>(Action action, String organization, UUID organizationId, String kind, String name, UUID id, T wanted,
                             List<FieldChange> fields, List<String> notes) {

    /** What happens to a row. */
    public enum Action {
        CREATE("+"), CHANGE("~"),
        /** Not in the folder, to be removed, and still needed by what it did: switched off instead. */
        DISABLE("~"),
        DELETE("-"), UNCHANGED("=");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }
    }

    public SetupChange {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(id, "id");
        fields = List.copyOf(fields);
        notes = List.copyOf(notes);
    }

    /** Whether anything is written for it. */
    public boolean isChange() {
        return action != Action.UNCHANGED;
    }

    /** Whether this field is among those that differ. */
    public boolean changes(String field) {
        return fields.stream().anyMatch(change -> change.field().equals(field));
    }

    /** {@code ~ integration "Stripe invoices"}, its fields and notes below it. */
    String text() {
        StringBuilder text = new StringBuilder("  ").append(action.sign).append(' ').append(kind).append(' ').append(name)
                .append('\n');
        fields.forEach(field -> text.append("      ").append(field).append('\n'));
        notes.forEach(note -> text.append("      (").append(note).append(")\n"));
        return text.toString();
    }
}
