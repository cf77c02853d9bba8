package dev.waybill.flow;

import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Work;
import java.util.List;

/**
 * What the decide room passes on.
 *
 * @param works  new deliveries, leased, their first call stored
 * @param ended  new deliveries whose run ended without a call: parked, or nothing to collect
 * @param claims deliveries that were there already and have something to do, leased
 */
public record Handover(List<Work> works, List<Work> ended, List<Claim> claims) {

    static final Handover NOTHING = new Handover(List.of(), List.of(), List.of());

    public Handover {
        works = List.copyOf(works);
        ended = List.copyOf(ended);
        claims = List.copyOf(claims);
    }
}
