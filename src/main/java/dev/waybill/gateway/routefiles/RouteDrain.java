package dev.waybill.gateway.routefiles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets routes run empty: they take nothing new, and what is on its way through them comes out. */
final class RouteDrain {

    private static final Logger LOG = LoggerFactory.getLogger(RouteDrain.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    /** Longer than storing an event takes; senders wait this long at most. */
    private static final Duration ANSWERS = Duration.ofSeconds(3);

    private final CamelContext context;
    private final RouteGate gate;
    private final long until;

    /** @param patience how long that may take in all; what is left then is cut off, and its leases end by themselves */
    RouteDrain(CamelContext context, RouteGate gate, Duration patience) {
        this.context = context;
        this.gate = gate;
        this.until = System.nanoTime() + patience.toNanos();
    }

    /**
     * On return no message is in these routes, or the patience is at its end. Requests from outside wait from here on, if one of
     * the routes takes them: whoever calls this releases the gate.
     */
    void empty(Collection<String> routes, RouteCatalog running) throws Exception {
        for (String id : callersFirst(routes, running)) {
            Route route = context.getRoute(id);
            if (route != null && route.getConsumer() != null) {
                close(route.getConsumer());
                awaitEmpty(id);
            }
        }
    }

    /**
     * A route that waits for another is emptied before it. One from outside that waits for none of them comes last, so that its
     * senders wait the least.
     */
    private List<String> callersFirst(Collection<String> routes, RouteCatalog running) {
        Map<String, Set<String>> callers = new HashMap<>();
        routes.forEach(id -> callers.put(id, running.callersOf(id)));
        List<String> ordered = new ArrayList<>(routes);
        ordered.sort(Comparator.comparing((String id) -> isFromOutside(id) && callers.values().stream().noneMatch(all -> all.contains(id)))
                .thenComparing(id -> callers.get(id).stream().filter(routes::contains).count()));
        return ordered;
    }

    private boolean isFromOutside(String id) {
        Route route = context.getRoute(id);
        return route != null && route.getConsumer() instanceof PlatformHttpConsumer;
    }

    private void close(Consumer consumer) throws Exception {
        if (consumer instanceof PlatformHttpConsumer) {
            gate.hold();
            gate.awaitEmpty(shorter(ANSWERS));
        } else if (consumer instanceof SedaConsumer seda) {
            close(seda);
        } else if (consumer instanceof DirectConsumer direct) {
            direct.suspend();
            context.getComponent("direct", RouteCalls.class).awaitEmpty(direct, shorter(left()));
        } else if (consumer instanceof Suspendable) {
            ServiceHelper.suspendService(consumer);
        } else {
            ServiceHelper.stopService(consumer);
        }
    }

    /** Each of its workers ends what it has; what waits in the queue stays there. */
    private void close(SedaConsumer consumer) throws InterruptedException {
        Thread closing = new Thread(() -> consumer.prepareShutdown(false, true), "route-files-drain");
        closing.setDaemon(true);
        closing.start();
        closing.join(Math.max(1, left().toMillis()));
        closing.interrupt();
    }

    private void awaitEmpty(String id) throws InterruptedException {
        while (context.getInflightRepository().size(id) > 0) {
            if (left().isNegative()) {
                LOG.warn("{} messages are still in route {}; they are cut off. Deliveries among them are resumed when their lease ends",
                        context.getInflightRepository().size(id), id);
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private Duration left() {
        return Duration.ofNanos(until - System.nanoTime());
    }

    private Duration shorter(Duration most) {
        Duration left = left();
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
    }
}
