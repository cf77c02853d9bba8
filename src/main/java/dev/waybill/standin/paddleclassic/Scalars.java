package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes single values. Paddle: one and the same value comes as a number here, as text there, and flags as 0 and 1 or as
 * booleans; loose writing shows each value in the shape it does not usually have.
 */
record Scalars(boolean loose) {

    /** Paddle: modifiers and plans print three decimals, whatever the currency. */
    private static final int DECIMALS = 3;

    void whole(ObjectNode json, String field, long number) {
        if (loose) {
            json.put(field, String.valueOf(number));
        } else {
            json.put(field, number);
        }
    }

    void flag(ObjectNode json, String field, boolean is) {
        if (loose) {
            json.put(field, is);
        } else {
            json.put(field, is ? 1 : 0);
        }
    }

    /** An amount that is usually text with three decimals: {@code "128.400"}. */
    void textAmount(ObjectNode json, String field, BigDecimal amount) {
        if (loose) {
            json.put(field, bare(amount));
        } else {
            json.put(field, text(amount));
        }
    }

    /** An amount that is usually a number without needless zeros: {@code 177.4}. */
    void numberAmount(ObjectNode json, String field, BigDecimal amount) {
        if (loose) {
            json.put(field, text(amount));
        } else {
            json.put(field, bare(amount));
        }
    }

    static String text(BigDecimal amount) {
        return amount.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString();
    }

    private static BigDecimal bare(BigDecimal amount) {
        BigDecimal bare = amount.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0, RoundingMode.UNNECESSARY) : bare;
    }
}
