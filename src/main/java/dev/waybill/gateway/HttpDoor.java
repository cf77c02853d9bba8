package dev.waybill.gateway;

import dev.waybill.gateway.routefiles.RouteGate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Stands before every route that the outside reaches. It keeps a webhook's bytes as they are, whatever type their sender gave
 * them, stops reading what is too large, and turns senders away while the gateway starts or stops.
 */
final class HttpDoor {

    private static final int BEFORE_CAMEL = -100;
    private static final int AFTER_CAMEL = Integer.MAX_VALUE;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int WRONG_TYPE = 415;
    private static final int UNAVAILABLE = 503;

    /** All bodies that are being taken may fill this share of the memory; read and taken apart they need several times as much. */
    private static final int SHARE_OF_MEMORY = 16;

    private final long maxBodySize;
    private final RouteGate gate = new RouteGate();
    private final int mostInFlight;
    private final long mostBytes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String closedWhile = "starting";

    /**
     * @param maxBodySize  in bytes
     * @param mostInFlight requests that are being taken at the same time; further ones are answered 503
     */
    HttpDoor(long maxBodySize, int mostInFlight) {
        this.maxBodySize = maxBodySize;
        this.mostInFlight = mostInFlight;
        this.mostBytes = Math.max(maxBodySize, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    }

    /** From now on requests reach the routes; until then each is answered 503, and never 404 for a route that is not there yet. */
    void open() {
        closedWhile = null;
    }

    /** From now on every request is answered 503, so that its sender goes to another node or comes back. */
    void close() {
        closedWhile = "stopping";
    }

    boolean isOpen() {
        return closedWhile == null;
    }

    /** Where requests wait while a route is exchanged. */
    RouteGate gate() {
        return gate;
    }

    void install(CamelContext context, int port) {
        Router router = VertxPlatformHttpRouter.lookup(context, "platform-http-router-" + port);
        router.route().order(BEFORE_CAMEL).handler(this::enter).failureHandler(this::failed);
        gate.install(router, BEFORE_CAMEL + 1, maxBodySize);
        router.route().order(AFTER_CAMEL).handler(HttpDoor::nothingHere);
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String why = closedWhile;
        if (why != null) {
            context.response().putHeader("Retry-After", "5");
            answer(context, UNAVAILABLE, "Waybill is " + why + ". Send it again in a few seconds.");
            return;
        }
        if (announcedLength(request) > maxBodySize) {
            tooLarge(context);
            return;
        }
        MultiMap headers = request.headers();
        String type = headers.get("Content-Type");
        if (type != null) {
            String lower = type.toLowerCase(Locale.ROOT);
            if (lower.startsWith("multipart/")) {
                answer(context, WRONG_TYPE, "Multipart bodies are not taken. Send the message itself, as application/json.");
                return;
            }
            if (lower.startsWith("application/x-www-form-urlencoded")) {
                headers.set("X-Original-Content-Type", type);      // Camel would take the form apart and lose the signed bytes
                headers.set("Content-Type", "application/octet-stream");
            }
        }
        if (!admit(context, request)) {
            context.response().putHeader("Retry-After", "2");
            answer(context, UNAVAILABLE, "Waybill has as many messages in hand as it can take at once. Send it again in a few seconds.");
            return;
        }
        context.next();
    }

    /** Counts a request until it is answered, or its sender has gone; false when there are too many already. */
    private boolean admit(RoutingContext context, HttpServerRequest request) {
        long announced = request.getHeader("Content-Length") == null && request.getHeader("Transfer-Encoding") != null
                ? maxBodySize : announcedLength(request);
        int others = inFlight.getAndIncrement();
        long before = bytes.getAndAdd(announced);
        if (others >= mostInFlight || others > 0 && before + announced > mostBytes) {
            inFlight.decrementAndGet();
            bytes.addAndGet(-announced);
            return false;
        }
        context.addEndHandler(ended -> {
            inFlight.decrementAndGet();
            bytes.addAndGet(-announced);
        });
        return true;
    }

    /** A body without an announced length is counted while it comes in; this is where it has become too large. */
    private void failed(RoutingContext context) {
        if (context.statusCode() == TOO_LARGE) {
            tooLarge(context);
        } else {
            context.next();
        }
    }

    private static void nothingHere(RoutingContext context) {
        if (context.request().path().startsWith("/webhooks/") && context.request().method() != HttpMethod.POST) {
            context.response().putHeader("Allow", "POST");
            answer(context, NOT_ALLOWED, "Webhooks are sent with POST.");
        } else {
            answer(context, NOT_FOUND, "There is nothing at this address. Webhooks go to POST /webhooks/m3ter/{endpointId}.");
        }
    }

    private void tooLarge(RoutingContext context) {
        answer(context, TOO_LARGE, "The body is larger than the " + maxBodySize + " bytes that are taken (http.max-body-size).");
    }

    private static long announcedLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;                            // the server refuses it itself
        }
    }

    /** Answers and hangs up, so that nothing more of the body is read. */
    private static void answer(RoutingContext context, int status, String message) {
        if (context.response().ended()) {
            return;
        }
        context.response().setStatusCode(status).putHeader("Content-Type", "application/json").putHeader("Connection", "close")
                .end("{\"message\":\"" + message + "\"}").onComplete(sent -> context.request().connection().close());
    }
}
