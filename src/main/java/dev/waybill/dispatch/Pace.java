package dev.waybill.dispatch;

/**
 * Lets calls begin at an even rate (GCRA). After a pause a fifth of a second's calls may go at once, so that no second ever sees
 * more than 1.2 times the rate. Not thread-safe: the dispatcher's lock guards it.
 */
final class Pace {

    private static final double SECOND = 1e9;
    private static final double AT_ONCE_SECONDS = 0.2;

    private final double perSecond;
    /** When a further call would be exactly on pace, in nanoseconds; far in the past at first. */
    private long next;

    Pace(double perSecond, long now) {
        this.perSecond = perSecond;
        this.next = now;
    }

    /**
     * How long a call must still wait, in nanoseconds; 0 when it may begin now.
     *
     * @param sharers nodes that share the rate, 1 or more
     */
    long delay(long now, int sharers) {
        double interval = interval(sharers);
        double tolerance = Math.max(0, perSecond / sharers * AT_ONCE_SECONDS - 1) * interval;
        return Math.max(0, Math.round(next - now - tolerance));
    }

    /** Counts a call that begins as soon as {@link #delay} lets it. */
    void take(long now, int sharers) {
        next = Math.max(now, next) + Math.round(interval(sharers));
    }

    private double interval(int sharers) {
        return SECOND * sharers / perSecond;
    }
}
