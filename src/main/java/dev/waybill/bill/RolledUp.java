package dev.waybill.bill;

import java.util.List;

/**
 * The lines of a bill after a {@link RollUp}.
 *
 * @param lines  those kept as they were and those made of several, in the order of the bill
 * @param merged how many of the bill's lines were merged; 0 when all were kept
 * @param into   how many lines they became
 */
public record RolledUp(List<LineItem> lines, int merged, int into) {

    public RolledUp {
        lines = List.copyOf(lines);
    }

    /** Whether there are no more lines than there is room for. */
    public boolean fits(int most) {
        return lines.size() <= most;
    }

    /** Whether anything was merged at all. */
    public boolean changed() {
        return merged > 0;
    }
}
