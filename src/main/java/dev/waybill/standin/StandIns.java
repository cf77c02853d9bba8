package dev.waybill.standin;

import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.stripe.StripeStandIn;
import java.util.ArrayList;
import java.util.List;

/** The stand-ins of the outside systems, together on loopback: for the demo, rehearsals, the benchmark and tests. */
public final class StandIns implements AutoCloseable {

    private final StripeStandIn stripe;
    private final M3terStandIn m3ter;
    private final PaddleClassicStandIn paddleClassic;

    private StandIns(StripeStandIn stripe, M3terStandIn m3ter, PaddleClassicStandIn paddleClassic) {
        this.stripe = stripe;
        this.m3ter = m3ter;
        this.paddleClassic = paddleClassic;
    }

    /** As {@link #start(int, int, int)}, with Paddle Classic on any free port. */
    public static StandIns start(int stripePort, int m3terPort) {
        return start(stripePort, m3terPort, 0);
    }

    /** Starts all with their usual settings; a port of 0 takes any free one. */
    public static StandIns start(int stripePort, int m3terPort, int paddleClassicPort) {
        return start(new StripeStandIn(), stripePort, new M3terStandIn(), m3terPort, new PaddleClassicStandIn(), paddleClassicPort);
    }

    /** Starts these two, and Paddle Classic with its usual settings on any free port. */
    public static StandIns start(StripeStandIn stripe, int stripePort, M3terStandIn m3ter, int m3terPort) {
        return start(stripe, stripePort, m3ter, m3terPort, new PaddleClassicStandIn(), 0);
    }

    /**
     * Starts all.
     *
     * @throws java.io.UncheckedIOException when a port is taken; then none runs
     */
    public static StandIns start(StripeStandIn stripe, int stripePort, M3terStandIn m3ter, int m3terPort,
                                 PaddleClassicStandIn paddleClassic, int paddleClassicPort) {
        List<HttpStandIn> started = new ArrayList<>();
        try {
            started.add(stripe.start(stripePort));
            started.add(m3ter.start(m3terPort));
            started.add(paddleClassic.start(paddleClassicPort));
        } catch (RuntimeException e) {
            started.forEach(HttpStandIn::close);
            throw e;
        }
        return new StandIns(stripe, m3ter, paddleClassic);
    }

    public StripeStandIn stripe() {
        return stripe;
    }

    public M3terStandIn m3ter() {
        return m3ter;
    }

    public PaddleClassicStandIn paddleClassic() {
        return paddleClassic;
    }

    /** For the setting {@code stripe.base-url}. */
    public String stripeUrl() {
        return stripe.baseUrl();
    }

    /** For the setting {@code m3ter.base-url}. */
    public String m3terUrl() {
        return m3ter.baseUrl();
    }

    /** For the setting {@code paddle-classic.base-url}; the calls are behind {@code /api/2.0}. */
    public String paddleClassicUrl() {
        return paddleClassic.baseUrl();
    }

    @Override
    public void close() {
        stripe.close();
        m3ter.close();
        paddleClassic.close();
    }
}
