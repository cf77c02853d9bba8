package dev.waybill.provider.stripe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to happen to our lines on an invoice so that they become the wanted ones. Lines of others do not occur in it.
 *
 * @param remove     lines to take off, by our name of the line: Stripe may list them in another order each time, and the bytes
 *                   of a call are to be the same whenever it is named
 * @param update     lines to rewrite, as they are
 * @param updated    what the lines of {@code update} become, in the same order
 * @param add        lines to add, in the bill's order
 */
record LineChanges(List<HeldLine> remove, List<HeldLine> update, List<WantedLine> updated, List<WantedLine> add) {

    private static final Comparator<HeldLine> BY_NAME = Comparator.comparing(HeldLine::key)
            .thenComparing(HeldLine::id, Comparator.nullsFirst(Comparator.naturalOrder()));

    static LineChanges between(List<HeldLine> held, List<WantedLine> wanted) {
        Map<String, List<HeldLine>> ours = new LinkedHashMap<>();
        for (HeldLine line : held) {
            if (!line.foreign()) {
                ours.computeIfAbsent(line.key(), key -> new ArrayList<>()).add(line);
            }
        }
        LineChanges changes = new LineChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (WantedLine line : wanted) {
            List<HeldLine> present = ours.remove(line.key());
            if (present == null) {
                changes.add.add(line);
            } else {
                changes.keepOne(present, line);
            }
        }
        ours.values().forEach(changes.remove::addAll);
        changes.remove.sort(BY_NAME);
        return changes;
    }

    boolean none() {
        return remove.isEmpty() && update.isEmpty() && add.isEmpty();
    }

    int count() {
        return remove.size() + update.size() + add.size();
    }

    /** Stripe takes a line off, or changes it, by its own id only. */
    boolean lackIds() {
        return remove.stream().anyMatch(line -> line.id() == null) || update.stream().anyMatch(line -> line.id() == null);
    }

    private void keepOne(List<HeldLine> present, WantedLine line) {
        // Stripe lists the newest first, so of several the last one is the oldest
        HeldLine kept = present.get(present.size() - 1);
        for (HeldLine candidate : present) {
            kept = isSame(candidate, line) ? candidate : kept;
        }
        if (!isSame(kept, line)) {
            update.add(kept);
            updated.add(line);
        }
        for (HeldLine candidate : present) {
            if (candidate != kept) {
                remove.add(candidate);
            }
        }
    }

    private static boolean isSame(HeldLine held, WantedLine wanted) {
        return wanted.hash().equals(held.hash()) && wanted.amount() == held.amount();
    }
}
