package dev.waybill.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * What must not happen at the same time: the deliveries to one customer of one provider account.
 *
 * @param key names the lane in the database and on every node
 */
public record Lane(ProviderAccount account, UUID key) {

    public Lane {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(key, "key");
    }

    /** @param customer the provider's id of the customer */
    public static Lane of(ProviderAccount account, String customer) {
        return new Lane(account, UUID.nameUUIDFromBytes((account.label() + " " + customer).getBytes(StandardCharsets.UTF_8)));
    }

    /** The lane of a delivery whose customer is not known: nobody else's. */
    public static Lane ofItsOwn(ProviderAccount account, UUID deliveryId) {
        return new Lane(account, deliveryId);
    }
}
