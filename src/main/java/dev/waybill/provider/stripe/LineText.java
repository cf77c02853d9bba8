package dev.waybill.provider.stripe;

import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a customer reads on a line. */
final class LineText {

    // Stripe: an invoice line's description holds 500 characters
    static final int LONGEST = 500;
    private static final int MOST_DECIMALS = 12;
    private static final int MOST_DIGITS = 30;

    private LineText() {
    }

    /** {@code API requests: 12,500 requests × 0.0077}, at most 500 characters. */
    static String of(LineItem line, int priceDecimals) {
        return cut(name(line) + calculation(line, priceDecimals));
    }

    private static String name(LineItem line) {
        if (!line.description().isBlank()) {
            return line.description().strip();
        }
        if (line.productName() != null && !line.productName().isBlank()) {
            return line.productName().strip();
        }
        return line.type().inWords();
    }

    private static String calculation(LineItem line, int priceDecimals) {
        if (line.quantity() == null || line.unitPrice() == null || isHuge(line.quantity()) || isHuge(line.unitPrice())) {
            return "";
        }
        boolean counted = line.unit() != null && !line.unit().isBlank();
        if (!counted && line.quantity().compareTo(BigDecimal.ONE) == 0) {
            return "";   // "1 × 99.00" tells nobody anything
        }
        return ": " + number(line.quantity(), 0) + (counted ? " " + line.unit().strip() : "")
                + " × " + number(line.unitPrice(), priceDecimals);
    }

    private static boolean isHuge(BigDecimal number) {
        return (long) number.precision() - number.scale() > MOST_DIGITS;
    }

    private static String number(BigDecimal value, int leastDecimals) {
        BigDecimal number = value.scale() > MOST_DECIMALS ? value.setScale(MOST_DECIMALS, RoundingMode.HALF_UP) : value;
        number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        String plain = number.setScale(Math.max(number.scale(), leastDecimals), RoundingMode.UNNECESSARY).toPlainString();
        int whole = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
        StringBuilder grouped = new StringBuilder(plain);
        for (int i = whole - 3; i > (plain.startsWith("-") ? 1 : 0); i -= 3) {
            grouped.insert(i, ',');
        }
        return grouped.toString();
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }
}
