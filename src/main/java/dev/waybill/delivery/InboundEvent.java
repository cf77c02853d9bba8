package dev.waybill.delivery;

import java.time.Instant;
import java.util.UUID;

/**
 * One message a sender posted, as it is kept.
 *
 * @param id             made by us; begins with {@code receivedAt}
 * @param key            what makes it the same message when it is posted again
 * @param name           the sender's event name, or null
 * @param entityId       the bill it speaks of, or null
 * @param body           the bytes as received
 * @param status         NEW: to be worked on; IGNORED, REFUSED: kept with the reason, nothing follows
 * @param reason         for IGNORED and REFUSED, else null
 * @param attempts       how often working on it has failed
 */
public record InboundEvent(UUID id, Instant receivedAt, UUID organizationId, UUID webhookId, String key, String name,
                           String entityId, byte[] body, Status status, String reason, int attempts) {

    /** How far an event has come. */
    public enum Status {
        /** Acknowledged, to be worked on. */
        NEW,
        /** Decided for every integration. */
        DONE,
        /** Nothing Waybill acts on. */
        IGNORED,
        /** A newer version of its bill was already known. */
        SUPERSEDED,
        /** Not readable; the sender was told so. */
        REFUSED,
        /** Its bill cannot be used; an integration event says why. */
        FAILED
    }

    /** By its id alone, which agrees with equals: Camel asks at every step, and its body is much to go through. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
