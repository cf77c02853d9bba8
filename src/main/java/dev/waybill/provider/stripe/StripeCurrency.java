package dev.waybill.provider.stripe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How Stripe counts a currency. Stripe takes whole numbers of the smallest unit, in its own sense of it, which is not ISO 4217's:
 * UGX and ISK are sent times 100 yet know whole units only, MGA has no decimals, and of three decimals the last must be zero.
 *
 * @param code     ISO 4217, upper case
 * @param exponent how many decimals the number sent to Stripe has
 * @param decimals how many of them may differ from zero
 */
record StripeCurrency(String code, int exponent, int decimals) {

    // Stripe: supported presentment currencies
    private static final String[] BILLABLE = ("AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD"
            + " BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD"
            + " HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD"
            + " MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF"
            + " SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF"
            + " XCD XCG XOF XPF YER ZAR ZMW").split(" ");
    private static final Set<String> ZERO_DECIMAL = Set.of("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF",
            "VND", "VUV", "XAF", "XOF", "XPF");
    private static final Set<String> THREE_DECIMAL = Set.of("BHD", "JOD", "KWD", "OMR", "TND");
    private static final Set<String> WHOLE_TIMES_HUNDRED = Set.of("ISK", "UGX");

    private static final Map<String, StripeCurrency> KNOWN = new HashMap<>();

    static {
        Arrays.stream(BILLABLE).forEach(code -> KNOWN.put(code, known(code)));
    }

    /** The currency with this code, upper case; empty when Stripe bills nobody in it. */
    static Optional<StripeCurrency> of(String code) {
        return Optional.ofNullable(KNOWN.get(code));
    }

    /** Every currency Stripe bills in. */
    static Collection<StripeCurrency> all() {
        return KNOWN.values();
    }

    /** The amount in Stripe's smallest unit: rounded half away from zero to the decimals that count, always a multiple of {@link #step}. */
    BigDecimal minorUnits(BigDecimal major) {
        return major.setScale(decimals, RoundingMode.HALF_UP).movePointRight(exponent).setScale(0, RoundingMode.UNNECESSARY);
    }

    /** Every amount is a multiple of this many of Stripe's smallest units. */
    long step() {
        return BigDecimal.ONE.movePointRight(exponent - decimals).longValueExact();
    }

    /** An amount in Stripe's smallest unit for a person: {@code 12.30 USD}. */
    String words(long minorUnits) {
        BigDecimal major = BigDecimal.valueOf(minorUnits, exponent);
        boolean exact = minorUnits % step() == 0;
        return (exact ? major.setScale(decimals, RoundingMode.UNNECESSARY) : major).toPlainString() + " " + code;
    }

    private static StripeCurrency known(String code) {
        if (ZERO_DECIMAL.contains(code)) {
            return new StripeCurrency(code, 0, 0);
        }
        if (THREE_DECIMAL.contains(code)) {
            return new StripeCurrency(code, 3, 2);
        }
        return new StripeCurrency(code, 2, WHOLE_TIMES_HUNDRED.contains(code) ? 0 : 2);
    }
}
