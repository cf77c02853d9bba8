package dev.waybill.standin.stripe;

import java.util.Map;
import java.util.Set;

/** Stripe's own view of currencies, which is not ISO 4217's. All codes in lower case. */
final class StripeCurrency {

    private static final Set<String> KNOWN = Set.of(("""
            aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop
            crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy
            kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok
            npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top
            try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw""").split("\\s+"));

    /** Stripe: the last digit of a three-decimal amount is 0; ISK and UGX are whole units sent times 100. */
    private static final Map<String, Long> STEPS =
            Map.of("bhd", 10L, "jod", 10L, "kwd", 10L, "omr", 10L, "tnd", 10L, "isk", 100L, "ugx", 100L);

    /** Stripe: what is due below these settles as paid and moves to the customer balance. In minor units. */
    private static final Map<String, Long> SMALLEST_CHARGES = Map.of("usd", 50L, "eur", 50L, "gbp", 30L, "jpy", 50L);

    private StripeCurrency() {
    }

    static boolean isKnown(String code) {
        return KNOWN.contains(code);
    }

    /** What every amount in this currency is a multiple of, in minor units. */
    static long step(String code) {
        return STEPS.getOrDefault(code, 1L);
    }

    static long smallestCharge(String code) {
        return SMALLEST_CHARGES.getOrDefault(code, 1L);
    }
}
