package dev.waybill.provider.stripe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What has to happen to our items so that they become the wanted lines, as far as they can still change.
 *
 * @param remove  items to delete, by our name of the line
 * @param update  items to rewrite
 * @param updated what the items of {@code update} become, in the same order
 * @param add     lines without an item, in the bill's order
 */
record PendingChanges(List<HeldItem> remove, List<HeldItem> update, List<WantedLine> updated, List<WantedLine> add) {

    private static final Comparator<HeldItem> BY_NAME = Comparator.comparing(HeldItem::key).thenComparing(HeldItem::id);

    /**
     * @param frozen items that cannot change any more; each stands for its line, right or not
     * @param moved  items that stand in the wrong place: they are deleted, and their lines come back as new ones
     */
    static PendingChanges between(List<HeldItem> held, List<WantedLine> wanted, Predicate<HeldItem> frozen, Predicate<HeldItem> moved) {
        Map<String, List<HeldItem>> ours = new LinkedHashMap<>();
        held.forEach(item -> ours.computeIfAbsent(item.key(), key -> new ArrayList<>()).add(item));
        PendingChanges changes = new PendingChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (WantedLine line : wanted) {
            List<HeldItem> present = ours.getOrDefault(line.key(), List.of());
            ours.remove(line.key());
            changes.keepOne(line, present, frozen, moved);
        }
        ours.values().forEach(surplus -> surplus.stream().filter(frozen.negate()).forEach(changes.remove::add));
        changes.remove.sort(BY_NAME);
        return changes;
    }

    boolean none() {
        return remove.isEmpty() && update.isEmpty() && add.isEmpty();
    }

    private void keepOne(WantedLine line, List<HeldItem> present, Predicate<HeldItem> frozen, Predicate<HeldItem> moved) {
        boolean billed = present.stream().anyMatch(frozen);
        // Stripe lists the newest first, so of several the last one is the oldest
        HeldItem kept = null;
        for (HeldItem item : present) {
            if (!billed && !moved.test(item) && (kept == null || !kept.isSame(line) || item.isSame(line))) {
                kept = item;
            }
        }
        for (HeldItem item : present) {
            if (item != kept && !frozen.test(item)) {
                remove.add(item);
            }
        }
        if (kept == null && !billed) {
            add.add(line);
        } else if (kept != null && !kept.isSame(line)) {
            update.add(kept);
            updated.add(line);
        }
    }
}
