package dev.waybill.integration;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns the answer to a question about a {@link Candidate} into a decision with its reason. Which question is asked first is
 * written in the route {@code decide-integration}.
 */
public final class DeliveryPolicy {

    public DeliveryDecision holdDisabled(Candidate candidate) {
        return DeliveryDecision.hold(candidate, "enabled", "Not sent: integration \"" + candidate.integration().name()
                + "\" is switched off.", Map.of("enabled", false));
    }

    public DeliveryDecision holdRestricted(Candidate candidate) {
        return DeliveryDecision.hold(candidate, "restrictedAccountIds", "Not sent: account " + candidate.bill().accountId()
                + " is restricted in integration \"" + candidate.integration().name() + "\".",
                Map.of("restrictedAccountIds", candidate.integration().restrictedAccountIds().size()));
    }

    public DeliveryDecision holdNotAllowed(Candidate candidate) {
        return DeliveryDecision.hold(candidate, "accountIds", "Not sent: integration \"" + candidate.integration().name()
                + "\" takes " + candidate.integration().accountIds().size() + " named account(s), and "
                + candidate.bill().accountId() + " is not among them.",
                Map.of("accountIds", candidate.integration().accountIds().size()));
    }

    public DeliveryDecision holdUntilApproved(Candidate candidate) {
        return DeliveryDecision.hold(candidate, "onlySendBillsOnApproval", "Not sent: the bill is "
                + candidate.bill().status() + " and integration \"" + candidate.integration().name()
                + "\" sends approved bills only.", Map.of("status", candidate.bill().status().name()));
    }

    /** The bill leaves, with the lines that are left. Also when no customer is known: the delivery then says what is missing. */
    public DeliveryDecision send(Candidate candidate) {
        Bill bill = candidate.bill();
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("accountId", bill.accountId());
        seen.put("status", bill.status().name());
        seen.put("lines", bill.lineItems().size());
        String dropped = "";
        if (!candidate.dropped().isEmpty()) {
            Map<String, Long> byType = byType(candidate.dropped());
            seen.put("dropped", byType);
            dropped = " Dropped by excludedLineItemTypes: " + byType.entrySet().stream()
                    .map(entry -> entry.getValue() + " × " + entry.getKey()).collect(Collectors.joining(", ")) + ".";
        }
        List<String> unknown = bill.lineItems().stream().map(LineItem::type).filter(type -> !type.isKnown())
                .map(LineItemType::name).distinct().sorted().toList();
        if (!unknown.isEmpty()) {
            seen.put("unknownTypes", unknown);
            dropped += " Sent as they stand, of a type this release does not know: " + String.join(", ", unknown) + ".";
        }
        String what = bill.deleted() ? "Taken back: the bill was deleted at " + bill.source() + "."
                : "Sent: " + bill.lineItems().size() + " line(s), " + bill.status() + ".";
        return DeliveryDecision.send(candidate, what + dropped, seen);
    }

    private static Map<String, Long> byType(List<LineItem> lines) {
        return lines.stream().collect(Collectors.groupingBy(line -> line.type().name(), TreeMap::new, Collectors.counting()));
    }
}
