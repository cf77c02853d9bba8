package dev.waybill.standin;

import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.stripe.StripeStandIn;

/** The stand-ins of the outside systems, together on loopback: for the demo, rehearsals, the benchmark and tests. */
public final class StandIns implements AutoCloseable {

    private final StripeStandIn stripe;
    private final M3terStandIn m3ter;

    private StandIns(StripeStandIn stripe, M3terStandIn m3ter) {
        this.stripe = stripe;
        this.m3ter = m3ter;
    }

    /** Starts both with their usual settings; a port of 0 takes any free one. */
    public static StandIns start(int stripePort, int m3terPort) {
        return start(new StripeStandIn(), stripePort, new M3terStandIn(), m3terPort);
    }

    /**
     * Starts both.
     *
     * @throws java.io.UncheckedIOException when a port is taken; then neither runs
     */
    public static StandIns start(StripeStandIn stripe, int stripePort, M3terStandIn m3ter, int m3terPort) {
        stripe.start(stripePort);
        try {
            m3ter.start(m3terPort);
        } catch (RuntimeException e) {
            stripe.close();
            throw e;
        }
        return new StandIns(stripe, m3ter);
    }

    public StripeStandIn stripe() {
        return stripe;
    }

    public M3terStandIn m3ter() {
        return m3ter;
    }

    /** For the setting {@code stripe.base-url}. */
    public String stripeUrl() {
        return stripe.baseUrl();
    }

    /** For the setting {@code m3ter.base-url}. */
    public String m3terUrl() {
        return m3ter.baseUrl();
    }

    @Override
    public void close() {
        stripe.close();
        m3ter.close();
    }
}
