package dev.waybill.flow;

import dev.waybill.bill.Json;
import dev.waybill.delivery.Acceptance;
import dev.waybill.delivery.InboundEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sender is told once its message is on disk. */
public record Receipt(Arrival arrival, Acceptance acceptance) {

    /** Asked by the route: does anything follow from it? */
    public boolean hasWork() {
        return !acceptance.duplicate() && arrival.event().status() == InboundEvent.Status.NEW;
    }

    /** The answer's body: {@code {"id":"...","duplicate":false}}. */
    public String json() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", acceptance.id());
        answer.put("duplicate", acceptance.duplicate());
        return Json.write(answer);
    }
}
