package dev.waybill.standin.paddleclassic;

import dev.waybill.standin.server.FaultEffect;
import dev.waybill.standin.server.FaultKind;
import dev.waybill.standin.server.FaultRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * Faults in Paddle's manner. A rule with a numeric code answers 200 with that error in the envelope, a rule without one answers
 * its status with an HTML page, and {@link FaultRule#rateLimit} answers error 189. All other rules work as they do elsewhere.
 */
public final class PaddleClassicFaults {

    private PaddleClassicFaults() {
    }

    /** Error 120; nothing is done. */
    public static FaultRule internalErrorBeforeWork() {
        return rule(FaultKind.ERROR_BEFORE_WORK, 200, PaddleError.INTERNAL);
    }

    /** Error 120 although the work is done. */
    public static FaultRule internalErrorAfterWork() {
        return rule(FaultKind.ERROR_AFTER_WORK, 200, PaddleError.INTERNAL);
    }

    /** Error 189; nothing is done. */
    public static FaultRule tooManyRequests() {
        return rule(FaultKind.STATUS, 200, PaddleError.RATE_LIMIT);
    }

    /** Error 146; nothing is done. */
    public static FaultRule renewalRunning() {
        return rule(FaultKind.STATUS, 200, PaddleError.BEING_PROCESSED);
    }

    /** Any error of Paddle's; nothing is done. */
    public static FaultRule error(int code) {
        return FaultRule.status(200, String.valueOf(code));
    }

    /** An HTML page with this status, 200 included, from something in front of Paddle; nothing is done. */
    public static FaultRule page(int status) {
        return FaultRule.status(status, null);
    }

    /** An HTML page with this status although the work is done. */
    public static FaultRule pageAfterWork(int status) {
        return rule(FaultKind.ERROR_AFTER_WORK, status, null);
    }

    private static FaultRule rule(FaultKind kind, int status, PaddleError error) {
        String code = error == null ? null : String.valueOf(error.code());
        return new FaultRule(kind, null, null, 0, 0, BigDecimal.ONE, 0,
                new FaultEffect(status, null, code, null, null, Map.of(), null, Duration.ZERO, null, null, 0));
    }
}
