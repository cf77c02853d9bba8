package dev.waybill.dispatch;

/**
 * What a provider account bears.
 *
 * @param atOnce           most deliveries at work at the same time, each with at most one call under way
 * @param callsPerSecond   calls begun within a second, all nodes together
 * @param callsOfOneKind   the same for calls of one name, which is what a provider counts per endpoint; 0 when it counts none
 * @param sharedByNode     true when the provider counts the calls of an address, not of an account: all its accounts on this
 *                         node share {@code callsPerSecond}, and other nodes do not count
 */
public record Limits(int atOnce, double callsPerSecond, double callsOfOneKind, boolean sharedByNode) {

    /** For what is not called at all. */
    static final Limits OF_NOTHING_CALLED = new Limits(4, 100_000, 0, false);

    public Limits {
        if (atOnce < 1 || callsPerSecond <= 0) {
            throw new IllegalArgumentException("a limit of nothing lets nothing pass: " + atOnce + ", " + callsPerSecond);
        }
    }

    /** Counted per account, all nodes together. */
    public static Limits perAccount(int atOnce, double callsPerSecond, double callsOfOneKind) {
        return new Limits(atOnce, callsPerSecond, callsOfOneKind, false);
    }

    /** The rate counted per node, whatever the account; {@code atOnce} stays per account. */
    public static Limits perNode(int atOnce, double callsPerSecond) {
        return new Limits(atOnce, callsPerSecond, 0, true);
    }
}
