package dev.waybill.provider.paddleclassic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to happen to the modifiers of a bill so that, together with what was charged already, they come to its total. What
 * was charged cannot be taken back; the difference becomes a correction.
 *
 * @param remove  open modifiers that must go first: to create before deleting would let a renewal charge both
 * @param add     modifiers that are missing
 * @param keep    open modifiers that are as wanted
 * @param charged what earlier payments took in
 */
record ChargePlan(List<HeldModifier> remove, List<WantedModifier> add, List<HeldModifier> keep, List<HeldModifier> charged) {

    /** The plan for these modifiers, on the subscription where they should stand. */
    static ChargePlan of(WantedCharges wanted, List<HeldModifier> held, String subscription) {
        List<HeldModifier> charged = held.stream().filter(HeldModifier::charged).toList();
        List<HeldModifier> open = held.stream().filter(HeldModifier::open)
                .sorted(Comparator.comparing(HeldModifier::id)).collect(Collectors.toCollection(ArrayList::new));
        List<WantedModifier> add = new ArrayList<>();
        List<HeldModifier> keep = new ArrayList<>();
        for (WantedModifier modifier : stillWanted(wanted, charged)) {
            // of twins the oldest stays
            open.stream().filter(one -> one.listed() && isAsWanted(one, modifier, wanted.currency(), subscription)).findFirst()
                    .ifPresentOrElse(keep::add, () -> add.add(modifier));
            open.removeAll(keep);
        }
        open.sort(Comparator.comparing(HeldModifier::id).reversed());
        return new ChargePlan(List.copyOf(open), List.copyOf(add), List.copyOf(keep), charged);
    }

    /** What earlier payments charged for the bill, in all. */
    BigDecimal chargedSum() {
        return sum(charged);
    }

    /** What open modifiers will charge once nothing is left to be done. */
    BigDecimal keptSum() {
        return sum(keep);
    }

    private static List<WantedModifier> stillWanted(WantedCharges wanted, List<HeldModifier> charged) {
        if (charged.isEmpty()) {
            return wanted.modifiers();
        }
        Set<String> parts = charged.stream().map(HeldModifier::part).collect(Collectors.toSet());
        List<WantedModifier> still = new ArrayList<>();
        if (!parts.contains(BillTag.WHOLE_BILL)) {
            wanted.modifiers().stream().filter(one -> !parts.contains(one.part()) && !one.part().equals(BillTag.WHOLE_BILL))
                    .forEach(still::add);
        }
        BigDecimal difference = wanted.total().subtract(sum(charged))
                .subtract(still.stream().map(WantedModifier::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                .setScale(wanted.digits(), RoundingMode.HALF_UP);
        if (difference.signum() != 0) {
            int number = 1 + parts.stream().mapToInt(BillTag::correctionNumber).max().orElse(0);
            still.add(new WantedModifier(BillTag.correction(number), difference, "Correction: " + wanted.text()));
        }
        return still;
    }

    private static boolean isAsWanted(HeldModifier held, WantedModifier wanted, String currency, String subscription) {
        return held.part().equals(wanted.part()) && held.amount().compareTo(wanted.amount()) == 0 && !held.recurring()
                && (held.currency() == null || held.currency().equals(currency)) && held.subscription().equals(subscription);
    }

    private static BigDecimal sum(List<HeldModifier> modifiers) {
        return modifiers.stream().map(HeldModifier::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
