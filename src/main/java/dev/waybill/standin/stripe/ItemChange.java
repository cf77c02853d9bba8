package dev.waybill.standin.stripe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * The values an item is to have, checked before any of them is set, so that a call with several lines does all or nothing.
 *
 * @param amount     in minor units
 * @param unitAmount in minor units, may have a fraction
 */
record ItemChange(long amount, BigDecimal unitAmount, BigDecimal quantity, String description, boolean discountable,
                  long periodStart, long periodEnd, Map<String, String> metadata) {

    /** An item made of these parameters. */
    static ItemChange fresh(Parameters given, String currency, boolean automaticTax, long now, StripeSettings settings) {
        Item blank = new Item(null, 0, 0, null, currency, null);
        blank.unitAmount = BigDecimal.ZERO;
        blank.quantity = BigDecimal.ONE;
        blank.periodStart = now;
        blank.periodEnd = now;
        ItemChange change = of(given, blank, automaticTax, settings);
        // Stripe: coupons apply to positive items unless told otherwise.
        boolean discountable = given.isTrue("discountable", change.amount >= 0);
        return new ItemChange(change.amount, change.unitAmount, change.quantity, change.description, discountable,
                change.periodStart, change.periodEnd, change.metadata);
    }

    /** The item as it is with these parameters applied; what is not given stays. */
    static ItemChange of(Parameters given, Item item, boolean automaticTax, StripeSettings settings) {
        BigDecimal unitAmount = given.has("amount") ? given.decimal("amount")
                : given.has("unit_amount_decimal") ? given.decimal("unit_amount_decimal") : item.unitAmount;
        BigDecimal quantity = given.has("amount") ? BigDecimal.ONE : given.has("quantity") ? given.decimal("quantity")
                : given.has("quantity_decimal") ? given.decimal("quantity_decimal") : item.quantity;
        // How Stripe rounds a unit price times a quantity is not published; half-up is this stand-in's choice.
        BigDecimal product = unitAmount.multiply(quantity).setScale(0, RoundingMode.HALF_UP);
        String param = given.has("unit_amount_decimal") ? "unit_amount_decimal" : "amount";
        requireAmount(product, item.currency, given.name().isEmpty() ? param : given.name() + "[" + param + "]", automaticTax,
                settings);
        Parameters period = given.at("period");
        return new ItemChange(product.longValueExact(), unitAmount, quantity,
                given.has("description") ? given.text("description") : item.description,
                given.isTrue("discountable", item.discountable),
                period == null ? item.periodStart : period.whole("start"), period == null ? item.periodEnd : period.whole("end"),
                MetadataChange.merged(item.metadata, given.at("metadata")));
    }

    void applyTo(Item item) {
        item.amount = amount;
        item.unitAmount = unitAmount;
        item.quantity = quantity;
        item.description = description;
        item.discountable = discountable;
        item.periodStart = periodStart;
        item.periodEnd = periodEnd;
        item.metadata = metadata;
    }

    private static void requireAmount(BigDecimal amount, String currency, String param, boolean automaticTax,
                                      StripeSettings settings) {
        if (amount.abs().compareTo(BigDecimal.valueOf(settings.largestAmount())) > 0) {
            throw Refusal.coded("amount_too_large", param, "Amount must be no more than " + settings.largestAmount()
                    + " in the smallest unit of " + currency + ", is " + amount.toPlainString());
        }
        long step = StripeCurrency.step(currency);
        if (amount.longValueExact() % step != 0) {
            throw Refusal.invalid(param, "Invalid amount: " + amount.toPlainString() + "; amounts in " + currency
                    + " must be multiples of " + step);
        }
        if (automaticTax && amount.signum() < 0) {
            throw Refusal.invalid(param, "Negative amounts cannot be used on an invoice with automatic tax.");
        }
    }
}
