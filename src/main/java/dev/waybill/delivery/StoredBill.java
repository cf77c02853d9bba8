package dev.waybill.delivery;

import dev.waybill.bill.Bill;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a bill before a new version of it is decided.
 *
 * @param bill       the newest version so far, with all its lines
 * @param revision   our count of it
 * @param deliveries one per integration it was ever sent through
 */
public record StoredBill(UUID id, Bill bill, int revision, String contentHash, List<State> deliveries) {

    public StoredBill {
        deliveries = List.copyOf(deliveries);
    }

    /** How the delivery to one integration stands. {@code heldRevision} is null while nothing was brought there. */
    public record State(UUID deliveryId, UUID integrationId, RunStatus status, Integer heldRevision) {
    }

    public Optional<State> deliveryTo(UUID integrationId) {
        return deliveries.stream().filter(state -> state.integrationId().equals(integrationId)).findFirst();
    }
}
