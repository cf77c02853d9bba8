package dev.waybill.bill;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;

/**
 * What kind of charge a line is, in m3ter's words. A word this release does not know is kept as it stands, because the
 * platform may add types at any time and a new one must not stop a bill.
 */
public record LineItemType(@JsonValue String name) {

    /** m3ter: the published list of bill line item types. */
    public static final Set<String> KNOWN = Set.of("STANDING_CHARGE", "USAGE", "USAGE_CREDIT", "MINIMUM_SPEND",
            "MINIMUM_SPEND_REFUND", "COUNTER_RUNNING_TOTAL_CHARGE", "COUNTER_ADJUSTMENT_DEBIT", "COUNTER_ADJUSTMENT_CREDIT",
            "COMMITMENT_FEE", "COMMITMENT_CONSUMED", "OVERAGE_SURCHARGE", "OVERAGE_USAGE", "BALANCE_FEE", "BALANCE_CONSUMED",
            "CREDIT_MEMO", "DEBIT_MEMO", "AD_HOC", "CREDIT_DEDUCTION", "MANUAL_ADJUSTMENT");

    /** Of a line that a {@link RollUp} made from lines of several types; no platform knows it. */
    static final LineItemType ROLLED_UP = new LineItemType("ROLLED_UP");

    @JsonCreator
    public LineItemType {
    }

    public boolean isKnown() {
        return KNOWN.contains(name);
    }

    /** For a customer to read: {@code Minimum spend}. */
    public String inWords() {
        String words = String.valueOf(name).replace('_', ' ').toLowerCase(Locale.ROOT).strip();
        return words.isEmpty() ? "Charge" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    @Override
    public String toString() {
        return name;
    }
}
