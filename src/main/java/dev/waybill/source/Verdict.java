package dev.waybill.source;

/**
 * Whether a webhook is what it claims to be.
 *
 * @param reason null when genuine, else a short stable word for metrics and logs: {@code missing-signature},
 *               {@code doubled-header}, {@code wrong-signature}, {@code stale-timestamp}, {@code bad-timestamp} (also when it is
 *               missing) or {@code unknown-api-key}
 */
public record Verdict(boolean genuine, String reason) {

    static final Verdict GENUINE = new Verdict(true, null);
    static final Verdict MISSING_SIGNATURE = new Verdict(false, "missing-signature");
    static final Verdict DOUBLED_HEADER = new Verdict(false, "doubled-header");
    static final Verdict WRONG_SIGNATURE = new Verdict(false, "wrong-signature");
    static final Verdict STALE_TIMESTAMP = new Verdict(false, "stale-timestamp");
    static final Verdict BAD_TIMESTAMP = new Verdict(false, "bad-timestamp");
    static final Verdict UNKNOWN_API_KEY = new Verdict(false, "unknown-api-key");
}
