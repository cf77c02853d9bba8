package dev.waybill.integration;

import dev.waybill.bill.LineItem;
import java.util.List;

/** Parts a bill's lines into those that leave and those whose type the integration excludes. */
public final class LineItemSplitter {

    /** The candidate without the lines of its integration's excluded types. */
    public Candidate dropExcludedTypes(Candidate candidate) {
        var excluded = candidate.integration().excludedLineItemTypes();
        if (excluded.isEmpty()) {
            return candidate;
        }
        List<LineItem> dropped = candidate.bill().lineItems().stream().filter(line -> excluded.contains(line.type())).toList();
        return candidate.withLinesDropped(candidate.bill().without(excluded), dropped);
    }
}
