package dev.waybill.provider.paddleclassic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;

/**
 * How Paddle Classic writes amounts of a currency: decimals of the major unit, {@code 128.40}, never minor units.
 *
 * @param code   ISO 4217, upper case
 * @param digits how many decimals an amount has
 */
record PaddleCurrency(String code, int digits) {

    // Paddle: supported currencies; all but the whole ones have two decimals
    private static final Set<String> KNOWN = Set.of(("USD EUR GBP JPY AUD CAD CHF HKD SGD SEK ARS BRL CLP CNY COP CZK DKK HUF ILS"
            + " INR KRW MXN NOK NZD PEN PLN RUB THB TRY TWD UAH VND ZAR").split(" "));
    private static final int CENTS = 2;

    /** The currency with this code, upper case; empty when neither Paddle's list nor the setting names it. */
    static Optional<PaddleCurrency> of(String code, PaddleSettings settings) {
        if (settings.wholeCurrencies().contains(code)) {
            return Optional.of(new PaddleCurrency(code, 0));
        }
        return KNOWN.contains(code) ? Optional.of(new PaddleCurrency(code, CENTS)) : Optional.empty();
    }

    /** The amount with exactly the currency's decimals: rounded half away from zero. */
    BigDecimal rounded(BigDecimal amount) {
        return amount.setScale(digits, RoundingMode.HALF_UP);
    }

    /** The amount in the currency's smallest unit. */
    BigDecimal minorUnits(BigDecimal amount) {
        return rounded(amount).movePointRight(digits);
    }
}
