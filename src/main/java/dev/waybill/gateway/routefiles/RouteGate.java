package dev.waybill.gateway.routefiles;

import io.vertx.core.Context;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps requests waiting, whole and unanswered, for the moment in which routes are exchanged, so that none of them meets a route
 * that is going or one that is not there yet. It stands behind the reading of bodies: a slow sender holds up nobody.
 */
public final class RouteGate {

    private static final String ARRIVED = "waybill.arrived";

    private final List<Runnable> waiting = new ArrayList<>();
    private boolean held;
    private int inside;
    /** Grows with every exchange: a request that came before it still sees the old routes. */
    private long exchanges;

    /**
     * Puts the gate before the routes.
     *
     * @param order       of its first handler; it takes this one and the next
     * @param maxBodySize in bytes
     */
    public void install(Router router, int order, long maxBodySize) {
        router.route().order(order).handler(this::arrive);
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(maxBodySize);
        router.route().order(order + 1).handler(request -> {
            if (isHttp2(request)) {
                request.next();                  // Camel itself reads these, and fails when they have been read already
            } else {
                bodies.handle(request);
            }
        }).handler(this::enter);
    }

    private static boolean isHttp2(RoutingContext request) {
        return request.request().version() == HttpVersion.HTTP_2;
    }

    private void arrive(RoutingContext request) {
        synchronized (this) {
            request.put(ARRIVED, exchanges);
        }
        request.next();
    }

    private void enter(RoutingContext request) {
        boolean stale;
        synchronized (this) {
            if (held) {
                if (isHttp2(request)) {
                    request.request().pause();
                }
                Context thread = request.vertx().getOrCreateContext();
                waiting.add(() -> thread.runOnContext(now -> lookAgain(request)));
                return;
            }
            stale = !request.<Long>get(ARRIVED).equals(exchanges);
            if (!stale) {
                inside++;
            }
        }
        if (stale) {
            lookAgain(request);
            return;
        }
        AtomicBoolean left = new AtomicBoolean();
        request.addEndHandler(ended -> {
            if (left.compareAndSet(false, true)) {
                leave();
            }
        });
        request.next();
    }

    /** Begins again with the routes there are now; the body has been read and stays. */
    private static void lookAgain(RoutingContext request) {
        if (!request.response().ended() && !request.response().closed()) {
            String uri = request.request().uri();
            request.reroute(uri.startsWith("/") ? uri : request.request().path());
        }
    }

    private synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** From now on requests wait. */
    synchronized void hold() {
        held = true;
    }

    /**
     * Waits until every request that was let in has its answer.
     *
     * @return false when some are still without one after this time
     */
    synchronized boolean awaitEmpty(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (inside > 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Lets in whoever waits, to the routes there are now. */
    void release() {
        List<Runnable> next;
        synchronized (this) {
            if (!held) {
                return;
            }
            held = false;
            exchanges++;
            next = List.copyOf(waiting);
            waiting.clear();
        }
        next.forEach(Runnable::run);
    }
}
