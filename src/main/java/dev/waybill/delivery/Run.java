package dev.waybill.delivery;

import dev.waybill.integration.Destination;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One intent to bring a delivery up to date: what its row in the run log says from the start.
 *
 * @param id                 made by us; begins with {@code createdAt}
 * @param billId             our id of the bill
 * @param integrationVersion the configuration it uses, of its last try
 */
public record Run(UUID id, Instant createdAt, UUID organizationId, UUID integrationId, int integrationVersion, UUID billId,
                  Destination destination) {

    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** The same run, going on under this version of its integration. */
    public Run under(int integrationVersion) {
        return new Run(id, createdAt, organizationId, integrationId, integrationVersion, billId, destination);
    }

    /** A run that begins now. */
    public static Run beginning(Instant now, UUID organizationId, UUID integrationId, int integrationVersion, UUID billId,
                                Destination destination) {
        UUID id = TimeOrderedId.at(now);
        return new Run(id, TimeOrderedId.timeOf(id), organizationId, integrationId, integrationVersion, billId, destination);
    }
}
