package dev.waybill.bill;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Merges lines of a bill where a provider takes fewer than it has. Lines of one kind become one line, the most numerous kind
 * first, and only as many kinds as it takes to fit, so the customer keeps the detail there is room for. Amounts are added up
 * exactly, before anything is rounded: the bill's total stays what it was to the last digit. The same lines in another order
 * make the same merged lines.
 */
public enum RollUp {
    /** One line per product; lines that belong to none are told apart by their type. */
    BY_PRODUCT(RollUp::product),
    /** One line per line item type. */
    BY_TYPE(RollUp::type);

    private static final String KEY = "rolled-up/";

    private final Function<LineItem, Kind> kindOf;

    RollUp(Function<LineItem, Kind> kindOf) {
        this.kindOf = kindOf;
    }

    /**
     * The lines, merged as far as it takes. Where every kind is merged and there are still more than {@code most}, the result
     * says so: see {@link RolledUp#fits}.
     *
     * @param most        how many lines there is room for
     * @param longestText how many characters a line's text may have; of a long name, the end is left out
     */
    public RolledUp merge(List<LineItem> lines, int most, int longestText) {
        if (lines.size() <= most) {
            return new RolledUp(lines, 0, 0);
        }
        Map<Kind, List<LineItem>> kinds = new LinkedHashMap<>();
        lines.forEach(line -> kinds.computeIfAbsent(kindOf.apply(line), kind -> new ArrayList<>()).add(line));
        Map<Kind, LineItem> merged = new LinkedHashMap<>();
        int count = lines.size();
        int gone = 0;
        for (Map.Entry<Kind, List<LineItem>> kind : mostNumerousFirst(kinds)) {
            if (count > most) {
                merged.put(kind.getKey(), one(kind.getKey(), kind.getValue(), longestText));
                count -= kind.getValue().size() - 1;
                gone += kind.getValue().size();
            }
        }
        List<LineItem> kept = new ArrayList<>(count);
        Set<Kind> placed = new HashSet<>();
        for (LineItem line : lines) {
            Kind kind = kindOf.apply(line);
            LineItem one = merged.get(kind);
            if (one == null) {
                kept.add(line);
            } else if (placed.add(kind)) {
                kept.add(one);   // where the first of its lines stood
            }
        }
        return new RolledUp(kept, gone, merged.size());
    }

    /** The kinds that have something to merge. Of two equally numerous ones the name decides, never the order of the lines. */
    private static List<Map.Entry<Kind, List<LineItem>>> mostNumerousFirst(Map<Kind, List<LineItem>> kinds) {
        Comparator<Map.Entry<Kind, List<LineItem>>> size = Comparator.comparing(kind -> -kind.getValue().size());
        return kinds.entrySet().stream().filter(kind -> kind.getValue().size() > 1)
                .sorted(size.thenComparing(kind -> kind.getKey().key())).toList();
    }

    /** One line for all of these. It has no quantity: what its lines counted may differ. */
    private static LineItem one(Kind kind, List<LineItem> lines, int longestText) {
        BigDecimal amount = lines.stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        Instant from = lines.stream().map(LineItem::from).filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
        Instant to = lines.stream().map(LineItem::to).filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
        LineItem first = lines.get(0);
        String name = lines.stream().map(kind::name).filter(Objects::nonNull).min(Comparator.naturalOrder())
                .orElseGet(() -> String.valueOf(first.productId()).strip());
        String count = ": " + lines.size() + " lines" + period(from, to);
        boolean oneType = lines.stream().allMatch(line -> line.type().equals(first.type()));
        return new LineItem(kind.key(), null, oneType ? first.type() : LineItemType.ROLLED_UP,
                cut(name, Math.max(1, longestText - count.length())) + count, amount, null, null, null,
                kind.product() ? first.productId() : null, kind.product() ? name : null, from, to);
    }

    /** {@code , 2025-09-01 to 2025-09-30}; the end of a service period is the moment after its last one. */
    private static String period(Instant from, Instant to) {
        if (from == null || to == null) {
            return "";
        }
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(to.isAfter(from) ? to.minusNanos(1) : from, ZoneOffset.UTC);
        return ", " + (last.isAfter(first) ? first + " to " + last : first.toString());
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    private static Kind product(LineItem line) {
        if (isSaid(line.productId())) {
            return new Kind(KEY + "product/" + line.productId(), true);
        }
        return isSaid(line.productName()) ? new Kind(KEY + "product-name/" + line.productName(), true) : type(line);
    }

    private static Kind type(LineItem line) {
        return new Kind(KEY + "type/" + line.type().name(), false);
    }

    private static boolean isSaid(String text) {
        return text != null && !text.isBlank();
    }

    /** Which lines become one. {@code key} names the merged line over regenerations of the bill. */
    private record Kind(String key, boolean product) {

        String name(LineItem line) {
            if (!product) {
                return line.type().inWords();
            }
            return isSaid(line.productName()) ? line.productName().strip() : null;
        }
    }
}
