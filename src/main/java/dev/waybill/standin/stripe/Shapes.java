package dev.waybill.standin.stripe;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters that several endpoints share. */
final class Shapes {

    /** Stripe: characters of a line's description. */
    static final int DESCRIPTION_LENGTH = 500;

    private Shapes() {
    }

    /** A request that takes nothing. */
    static Shape.Fields nothing() {
        return Shape.object(Map.of("expand", Shape.notPlayed()));
    }

    /** A list request: paging, and these filters. */
    static Shape.Fields list(Map<String, Shape> filters) {
        Map<String, Shape> known = new LinkedHashMap<>(filters);
        known.put("limit", Shape.whole(1, 100));
        known.put("starting_after", Shape.id());
        known.put("ending_before", Shape.id());
        known.put("expand", Shape.notPlayed());
        return Shape.object(known).where(exclusive("starting_after", "ending_before"));
    }

    /** A time filter: one second, or a range of {@code gt}, {@code gte}, {@code lt}, {@code lte}. */
    static Shape range() {
        Shape range = Shape.object(Map.of("gt", Shape.timestamp(), "gte", Shape.timestamp(), "lt", Shape.timestamp(),
                "lte", Shape.timestamp()));
        return value -> (value.text() == null ? range : Shape.timestamp()).check(value);
    }

    /** Stripe: both ends, inclusive, the end not before the start. */
    static Shape period() {
        return Shape.object(Map.of("start", Shape.timestamp(), "end", Shape.timestamp())).requiring("start", "end")
                .where(value -> {
                    if (value.whole("end") < value.whole("start")) {
                        throw Refusal.invalid(value.at("end").name(), "Invalid period: the end is before the start.");
                    }
                });
    }

    /** At most one of the two. */
    static Shape exclusive(String one, String other) {
        return value -> {
            if (value.has(one) && value.has(other)) {
                throw Refusal.exclusive(value.at(one).name(), value.at(other).name());
            }
        };
    }

    /** What items and lines have in common. Stripe: an amount excludes quantities and unit prices. */
    static Map<String, Shape> itemFields() {
        Map<String, Shape> known = new LinkedHashMap<>();
        known.put("amount", Shape.whole());
        known.put("description", Shape.text(DESCRIPTION_LENGTH));
        known.put("discountable", Shape.yesNo());
        known.put("metadata", Shape.metadata());
        known.put("period", period());
        known.put("quantity", Shape.whole(0, Integer.MAX_VALUE));
        known.put("quantity_decimal", Shape.quantity());
        for (String name : new String[] {"discounts", "price_data", "pricing", "tax_rates"}) {
            known.put(name, Shape.notPlayed());
        }
        return known;
    }

    static Shape.Fields amountAlone(Shape.Fields fields) {
        return fields.where(exclusive("amount", "quantity")).where(exclusive("amount", "quantity_decimal"))
                .where(exclusive("amount", "unit_amount_decimal")).where(exclusive("quantity", "quantity_decimal"));
    }
}
