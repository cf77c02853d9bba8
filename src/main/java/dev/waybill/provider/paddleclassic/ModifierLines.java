package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines of a bill as modifiers of their own, whose sum is the bill's total. */
final class ModifierLines {

    private static final String ROUNDING = "rounding";

    private final Map<String, WantedModifier> byPart = new LinkedHashMap<>();

    private ModifierLines() {
    }

    /**
     * One modifier for each line that is not zero, and one for what rounding them adds or loses.
     *
     * @param total of the lines, rounded once
     */
    static ModifierLines of(List<LineItem> items, PaddleCurrency currency, BigDecimal total) {
        ModifierLines lines = new ModifierLines();
        items.forEach(line -> lines.add(BillTag.line(line.key()), currency.rounded(line.amount()), ChargeText.of(line)));
        BigDecimal difference = total.subtract(lines.byPart.values().stream().map(WantedModifier::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
        if (difference.signum() != 0) {
            lines.add(BillTag.line(ROUNDING), difference, "Rounding");
        }
        return lines;
    }

    /** In the order of the bill; none is zero. */
    List<WantedModifier> modifiers() {
        return byPart.values().stream().filter(modifier -> modifier.amount().signum() != 0).toList();
    }

    /** What rounding the others adds or loses, as it stands among them; zero when there is nothing to make up for. */
    BigDecimal rounding() {
        WantedModifier rounding = byPart.get(BillTag.line(ROUNDING));
        return rounding == null ? BigDecimal.ZERO : rounding.amount();
    }

    /** Two that share a part, which chance allows, share a modifier. */
    private void add(String part, BigDecimal amount, String text) {
        byPart.merge(part, new WantedModifier(part, amount, text), (first, second) ->
                new WantedModifier(part, first.amount().add(second.amount()), first.text()));
    }
}
