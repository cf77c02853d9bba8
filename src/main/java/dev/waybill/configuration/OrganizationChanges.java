package dev.waybill.configuration;

import dev.waybill.configuration.SetupChange.Action;
import java.util.List;
import java.util.UUID;

/** Words the changes of one organization. */
record OrganizationChanges(String organization, UUID organizationId) {

    /** A thing that the folder names; unchanged when no field differs. */
    <T> SetupChange<T> named(String kind, String name, UUID id, boolean isNew, T wanted, List<FieldChange> fields,
                             List<String> notes) {
        Action action = isNew ? Action.CREATE : fields.isEmpty() ? Action.UNCHANGED : Action.CHANGE;
        return new SetupChange<>(action, organization, organizationId, kind, name, id, wanted, fields, notes);
    }

    /** A stored thing that the folder does not name and that is removed. */
    <T> SetupChange<T> removed(String kind, String name, UUID id) {
        return new SetupChange<>(Action.DELETE, organization, organizationId, kind, name, id, null, List.of(), List.of());
    }

    /** A stored thing that the folder does not name and that is switched off because it cannot be removed. */
    <T> SetupChange<T> disabled(String kind, String name, UUID id, String why) {
        return new SetupChange<>(Action.DISABLE, organization, organizationId, kind, name, id, null,
                List.of(new FieldChange("enabled", "true", "false")), List.of(why));
    }
}
