package dev.waybill.flow;

import dev.waybill.bill.Json;
import dev.waybill.delivery.Acceptance;
import dev.waybill.delivery.InboundEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a sender is told once its message is on disk.
 *
 * @param atOnce whether it was leased to be decided right away; else it waits in the database until it is claimed
 */
public record Receipt(Arrival arrival, Acceptance acceptance, boolean atOnce) {

    /** Asked by the route: does anything follow from it here and now? */
    public boolean hasWork() {
        return atOnce && !acceptance.duplicate() && arrival.event().status() == InboundEvent.Status.NEW;
    }

    /** The answer's body: {@code {"id":"...","duplicate":false}}. */
    public String json() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", acceptance.id());
        answer.put("duplicate", acceptance.duplicate());
        return Json.write(answer);
    }

    /** By its event alone, which agrees with equals: Camel asks at every step, and a whole bill is much to go through. */
    @Override
    public int hashCode() {
        return arrival.hashCode();
    }
}
