package dev.waybill.flow;

import dev.waybill.delivery.InboundEvent;
import dev.waybill.source.InboundWebhook;
import dev.waybill.source.m3ter.Notice;

/**
 * A genuine message as it goes from the receive to the decide room.
 *
 * @param webhook the address it was posted to
 * @param notice  what it says
 */
public record Arrival(InboundEvent event, InboundWebhook webhook, Notice notice) {

    /** Asked by the route: did the platform delete the bill? */
    public boolean deletion() {
        return notice.kind() == Notice.Kind.BILL_DELETED;
    }

    /** Asked by the route: is the bill to be read again from the platform? */
    public boolean readAgain() {
        return webhook.platformCredentialsId() != null;
    }

    /** By its event alone, which agrees with equals: Camel asks at every step, and a whole bill is much to go through. */
    @Override
    public int hashCode() {
        return event.hashCode();
    }
}
