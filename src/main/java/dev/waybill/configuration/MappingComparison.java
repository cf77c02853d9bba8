package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds what to do about the external mappings of one organization. All but the external id tells which one is meant. */
final class MappingComparison {
    private static final String KIND = "external mapping";

    private final OrganizationChanges changes;
    private final Map<List<Object>, StoredSetup.ExternalMapping> unmatched = new HashMap<>();
    private final List<SetupChange<ExternalMappingSetup>> all = new ArrayList<>();

    MappingComparison(OrganizationChanges changes, List<StoredSetup.ExternalMapping> stored) {
        this.changes = changes;
        stored.forEach(row -> unmatched.put(Arrays.asList(row.m3terEntity(), row.m3terId(), row.externalSystem(),
                row.externalTable(), row.integrationId()), row));
    }

    List<SetupChange<ExternalMappingSetup>> all() {
        return all;
    }

    /** @param integrationId of the only integration that uses it, or null */
    void compare(ExternalMappingSetup wanted, UUID integrationId) {
        StoredSetup.ExternalMapping row = unmatched.remove(Arrays.asList(wanted.m3terEntity(), wanted.m3terId(),
                wanted.externalSystem(), wanted.externalTable(), integrationId));
        boolean isNew = row == null;
        FieldChanges fields = new FieldChanges(isNew).value("externalId", isNew ? null : row.externalId(), wanted.externalId());
        if (isNew) {
            fields.value("integration", null, FieldChanges.quoted(wanted.integration()));
        }
        String name = name(wanted.m3terEntity(), wanted.m3terId(), wanted.externalSystem(), wanted.externalTable());
        all.add(changes.named(KIND, name, isNew ? UUID.randomUUID() : row.id(), isNew, wanted, fields.all(), List.of()));
    }

    /** Removes the stored ones that were not compared. */
    void dropRest() {
        unmatched.values().stream().sorted(Comparator.comparing(StoredSetup.ExternalMapping::m3terId)).forEach(row -> {
            String name = name(row.m3terEntity(), row.m3terId(), row.externalSystem(), row.externalTable());
            all.add(changes.removed(KIND, name, row.id()));
        });
    }

    /** How many stored ones were not compared. */
    int rest() {
        return unmatched.size();
    }

    private static String name(String entity, String id, String system, String table) {
        return entity + " " + id + " to " + system + " " + table;
    }
}
