package dev.waybill.flow;

import dev.waybill.delivery.Work;
import java.util.List;

/**
 * What the decide room passes on, beside the deliveries that stay in the database until they can begin.
 *
 * @param begun deliveries for the workers: new ones, leased, their first call stored; and those that were there already and have
 *              something to do, leased
 * @param ended new deliveries whose run ended without a call: parked, or nothing to collect
 */
public record Handover(List<Object> begun, List<Work> ended) {

    static final Handover NOTHING = new Handover(List.of(), List.of());

    public Handover {
        begun = List.copyOf(begun);
        ended = List.copyOf(ended);
    }
}
