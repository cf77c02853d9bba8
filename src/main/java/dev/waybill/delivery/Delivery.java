package dev.waybill.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import java.util.Objects;
import java.util.UUID;

/**
 * One bill on its way to one integration, as a provider sees it: what is wanted, and what the provider is known to hold.
 *
 * @param bill       what is wanted: excluded lines are already dropped; {@link Bill#deleted()} means nothing is wanted
 * @param revision   our own count of the bill's changes, 1 for the first; rises with each
 * @param source     a mark of where the bill comes from, for the provider's records: {@code m3ter/<organization id>}
 * @param customer   the provider's id of the customer
 * @param testMode   true when the destination is the provider's test mode
 * @param settings   the destination's own settings, as written in the integration
 * @param held       what the provider is known to hold, in the provider's own words; empty when nothing was ever sent
 * @param unsettled  a call that changes something and whose outcome is unknown, or null
 * @param keyExpired true when {@code unsettled} is so old that the provider may have forgotten its idempotency key
 * @param verdict    set by {@link dev.waybill.provider.Provider#absorb} when an answer ends the run for now, else null;
 *                   never stored
 * @param subscription the provider's id of the customer's subscription where bills go onto one and it is known, else null
 */
public record Delivery(UUID id, UUID integrationId, Bill bill, int revision, String source, String customer, boolean testMode,
                       ObjectNode settings, ObjectNode held, Call unsettled, boolean keyExpired, Step verdict, String subscription) {

    public Delivery {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(bill, "bill");
        Objects.requireNonNull(held, "held");
    }

    /** A delivery to a customer as a whole. */
    public Delivery(UUID id, UUID integrationId, Bill bill, int revision, String source, String customer, boolean testMode,
                    ObjectNode settings, ObjectNode held, Call unsettled, boolean keyExpired, Step verdict) {
        this(id, integrationId, bill, revision, source, customer, testMode, settings, held, unsettled, keyExpired, verdict, null);
    }

    /** The same delivery onto a subscription of the customer. */
    public Delivery onto(String subscription) {
        return new Delivery(id, integrationId, bill, revision, source, customer, testMode, settings, held, unsettled, keyExpired, verdict,
                subscription);
    }

    /** The same delivery with new knowledge of what the provider holds, nothing unsettled, no verdict. */
    public Delivery holding(ObjectNode held) {
        return new Delivery(id, integrationId, bill, revision, source, customer, testMode, settings, held, null, false, null,
                subscription);
    }

    /** The same delivery with a write whose outcome is not known. */
    public Delivery unsettled(Call call, boolean keyExpired) {
        return new Delivery(id, integrationId, bill, revision, source, customer, testMode, settings, held, call, keyExpired,
                verdict, subscription);
    }

    /** The same delivery, stopped for now. */
    public Delivery concluded(Step verdict) {
        return new Delivery(id, integrationId, bill, revision, source, customer, testMode, settings, held, unsettled,
                keyExpired, verdict, subscription);
    }

    /** By its id alone, which agrees with equals: Camel asks at every step, and what is held is much to go through. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
