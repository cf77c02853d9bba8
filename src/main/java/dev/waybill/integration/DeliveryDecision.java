package dev.waybill.integration;

import dev.waybill.bill.Bill;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was decided for one bill and one integration, by which rule, and what the rule saw.
 *
 * @param send     true: the bill leaves
 * @param rule     the name of the rule that decided: {@code restrictedAccountIds}
 * @param reason   one sentence
 * @param seen     the values the rule looked at, for the record
 * @param bill     the bill with the lines that leave
 * @param customer the destination's id of the account; null when the bill leaves but no customer is known for it
 * @param subscription the destination's id of the account's subscription, where bills go onto one and it is known, else null
 */
public record DeliveryDecision(IntegrationConfiguration integration, boolean send, String rule, String reason,
                               Map<String, Object> seen, Bill bill, String customer, String subscription) {

    public DeliveryDecision {
        seen = Map.copyOf(seen);
    }

    static DeliveryDecision send(Candidate candidate, String reason, Map<String, Object> seen) {
        return new DeliveryDecision(candidate.integration(), true, "send", reason, seen, candidate.bill(), candidate.customer(),
                candidate.subscription());
    }

    static DeliveryDecision hold(Candidate candidate, String rule, String reason, Map<String, Object> seen) {
        Map<String, Object> all = new LinkedHashMap<>(seen);
        all.put("accountId", candidate.bill().accountId());
        return new DeliveryDecision(candidate.integration(), false, rule, reason, all, candidate.bill(), null, null);
    }

    /** By its bill and integration, which agrees with equals: Camel asks at every step, and all lines are much to go through. */
    @Override
    public int hashCode() {
        return 31 * bill.hashCode() + integration.hashCode();
    }
}
