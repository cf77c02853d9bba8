package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.provider.paddleclassic.PaddleSettings.ManyLines;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lines of a bill as modifiers whose sum is the bill's total: each by itself, or those of a product or a type together. */
final class ModifierLines {

    private static final String ROUNDING = "rounding";

    private final Bill bill;
    private final PaddleCurrency currency;
    private final BigDecimal total;
    private final Map<String, WantedModifier> byPart = new LinkedHashMap<>();

    private ModifierLines(Bill bill, PaddleCurrency currency) {
        this.bill = bill;
        this.currency = currency;
        total = currency.rounded(bill.total());
    }

    /** One modifier for each line that is not zero. */
    static ModifierLines each(Bill bill, PaddleCurrency currency) {
        ModifierLines lines = new ModifierLines(bill, currency);
        bill.lineItems().forEach(line -> lines.add(BillTag.line(line.key()), line.amount(), ChargeText.of(line)));
        return lines.roundedToTotal();
    }

    /** One modifier for the lines of each product, or of each type, that do not add up to zero. */
    static ModifierLines rolledUp(Bill bill, PaddleCurrency currency, ManyLines by) {
        ModifierLines lines = new ModifierLines(bill, currency);
        Function<LineItem, String> group = by == ManyLines.BY_PRODUCT ? ModifierLines::product : line -> "type " + line.type();
        bill.lineItems().stream().collect(Collectors.groupingBy(group, LinkedHashMap::new, Collectors.toList())).forEach((name, some) ->
                lines.add(BillTag.line("rolled up by " + name), sum(some), by == ManyLines.BY_PRODUCT
                        ? ChargeText.ofProduct(some) : ChargeText.ofType(some)));
        return lines.roundedToTotal();
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

    private ModifierLines roundedToTotal() {
        BigDecimal difference = total.subtract(byPart.values().stream().map(WantedModifier::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
        if (difference.signum() != 0) {
            add(BillTag.line(ROUNDING), difference, "Rounding");
        }
        return this;
    }

    /** Two that share a part, which chance allows, share a modifier. */
    private void add(String part, BigDecimal exact, String text) {
        byPart.merge(part, new WantedModifier(part, currency.rounded(exact), text), (first, second) ->
                new WantedModifier(part, first.amount().add(second.amount()), first.text()));
    }

    private static String product(LineItem line) {
        return line.productId() != null ? "product " + line.productId() : "product name " + line.productName();
    }

    private static BigDecimal sum(List<LineItem> lines) {
        return lines.stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
