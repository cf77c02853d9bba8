package dev.waybill.configuration;

import java.util.Objects;

/**
 * Our id and their id for one entity in one system, as a folder asks for it.
 *
 * @param integration the name of the only integration that uses it, or null when all do
 */
public record ExternalMappingSetup(Place place, String m3terEntity, String m3terId, String externalSystem, String externalTable,
                                   String externalId, String integration) {

    public ExternalMappingSetup {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(m3terEntity, "m3terEntity");
        Objects.requireNonNull(m3terId, "m3terId");
        Objects.requireNonNull(externalSystem, "externalSystem");
        Objects.requireNonNull(externalTable, "externalTable");
        Objects.requireNonNull(externalId, "externalId");
    }
}
