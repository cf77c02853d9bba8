package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.Clock;

/**
 * What kind of Paddle Classic seller account the stand-in plays. Live and sandbox are two accounts, so two stand-ins.
 *
 * @param vendorId       of the one seller it knows
 * @param vendorAuthCode of that seller; Paddle: hexadecimal
 * @param consumed       what becomes of one-time modifiers once they are billed
 * @param looseScalars   true makes ids, flags and amounts come in their other shape: numbers as text, 0 and 1 as booleans
 * @param counts         whether lists tell {@code count} and {@code total}, as Paddle's do since 2025
 * @param smallestCharge of a one-off charge, in major units of whatever currency; Paddle: about 0.70 US dollars
 * @param requestsKept   how many requests the log keeps
 * @param clock          dates what is made
 */
public record PaddleClassicSettings(long vendorId, String vendorAuthCode, ConsumedModifiers consumed, boolean looseScalars,
                                    boolean counts, BigDecimal smallestCharge, int requestsKept, Clock clock) {

    /** The credentials open nothing but the stand-in. */
    public static final PaddleClassicSettings STANDARD = new PaddleClassicSettings(31007, "5a1e00c0ffee5a1e00c0ffee5a1e00c0ffee",
            ConsumedModifiers.VANISH, false, true, new BigDecimal("0.70"), 20_000, Clock.systemUTC());

    public PaddleClassicSettings withCredentials(long vendorId, String vendorAuthCode) {
        return new PaddleClassicSettings(vendorId, vendorAuthCode, consumed, looseScalars, counts, smallestCharge, requestsKept,
                clock);
    }

    public PaddleClassicSettings withConsumed(ConsumedModifiers consumed) {
        return new PaddleClassicSettings(vendorId, vendorAuthCode, consumed, looseScalars, counts, smallestCharge, requestsKept,
                clock);
    }

    public PaddleClassicSettings withLooseScalars(boolean looseScalars) {
        return new PaddleClassicSettings(vendorId, vendorAuthCode, consumed, looseScalars, counts, smallestCharge, requestsKept,
                clock);
    }

    public PaddleClassicSettings withCounts(boolean counts) {
        return new PaddleClassicSettings(vendorId, vendorAuthCode, consumed, looseScalars, counts, smallestCharge, requestsKept,
                clock);
    }

    public PaddleClassicSettings withClock(Clock clock) {
        return new PaddleClassicSettings(vendorId, vendorAuthCode, consumed, looseScalars, counts, smallestCharge, requestsKept,
                clock);
    }
}
