package dev.waybill.standin.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A small server on loopback that plays an outside system: keeps its state in memory, writes down what it is asked, and fails
 * on purpose when told to. Its state outlives {@link #close}, so that an outage is a close and another start.
 *
 * <p>What belongs to the stand-in and not to the system it plays is served under {@code /_stand-in}: {@code POST, GET, DELETE
 * /faults}, {@code GET /requests}, {@code GET /traffic} (requests and 429s by second) and {@code GET /state}.
 */
public abstract class HttpStandIn implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String CONTROL = "/_stand-in/";

    private final Faults faults = new Faults();
    private final RequestLog log;
    private final Traffic traffic;
    private Listener listener;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    protected HttpStandIn(int requestsKept, Clock clock) {
        this.log = new RequestLog(requestsKept, clock);
        this.traffic = new Traffic(clock);
    }

    /** What the played system answers. */
    protected abstract Reply answer(Visit visit);

    /** The played system's error answer for a fault. */
    protected abstract Reply refusal(FaultEffect effect);

    /** What {@code GET /_stand-in/state} shows. */
    protected abstract JsonNode state();

    /** A control request only this stand-in knows, such as one that adds to its state. */
    protected Optional<Reply> control(Request request, List<String> path) throws JsonProcessingException {
        return Optional.empty();
    }

    /**
     * Starts answering on loopback; 0 takes any free port.
     *
     * @throws UncheckedIOException when the port is taken
     */
    public HttpStandIn start(int port) {
        return start(LOOPBACK, port);
    }

    /** As {@link #start(int)} on another address of this machine, for a rehearsal that spans containers. */
    public synchronized HttpStandIn start(String host, int port) {
        if (listener != null) {
            throw new IllegalStateException(getClass().getSimpleName() + " already answers on " + baseUrl());
        }
        stopping = new CountDownLatch(1);
        try {
            listener = new Listener(new InetSocketAddress(host, port), getClass().getSimpleName(), this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(getClass().getSimpleName() + " cannot listen on " + host + ":" + port + " ("
                    + e.getMessage() + "). Choose another port, or stop what uses it.", e);
        }
        return this;
    }

    /** Where it answers, without a trailing slash: {@code http://127.0.0.1:41234}. */
    public final synchronized String baseUrl() {
        if (listener == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is not started");
        }
        return listener.url();
    }

    public final Faults faults() {
        return faults;
    }

    /** The latest requests in the order they arrived. */
    public final List<LoggedRequest> requests() {
        return log.requests().stream().map(this::shown).toList();
    }

    /** How the request log shows a request: without what its system takes as credentials in the body. */
    protected LoggedRequest shown(LoggedRequest request) {
        return request;
    }

    /** How many requests have arrived, those no longer kept included. */
    public final long requestCount() {
        return log.count();
    }

    public final void clearRequests() {
        log.clear();
    }

    /** Stops answering and drops every connection; the state stays. */
    @Override
    public synchronized void close() {
        if (listener != null) {
            stopping.countDown();
            listener.close();
            listener = null;
        }
    }

    /** Does the work of one request, with the faults that strike there. */
    protected final Reply work(Visit visit, Supplier<Reply> work) {
        FaultRule fault = faults.next(visit.request(), FaultKind.Stage.WORK).orElse(null);
        if (fault == null) {
            return work.get();
        }
        visit.met(fault.kind());
        if (fault.kind() == FaultKind.SLOW) {
            hold(fault.effect().hold());
            return work.get();
        }
        if (fault.kind() == FaultKind.ERROR_AFTER_WORK) {
            work.get();
        }
        return refusal(fault.effect());
    }

    /** The answer, or nothing when the connection is to be dropped. */
    private Optional<Reply> handle(Request request) {
        if (request.path().startsWith(CONTROL)) {
            return Optional.of(controlled(request, Arrays.asList(request.path().substring(CONTROL.length()).split("/"))));
        }
        Visit visit = log.arrived(request);
        traffic.arrived();
        Optional<Reply> reply = reply(visit);
        reply.ifPresent(given -> {
            visit.answered(given.status());
            traffic.answered(given.status());
        });
        return reply;
    }

    private Optional<Reply> reply(Visit visit) {
        FaultRule fault = faults.next(visit.request(), FaultKind.Stage.ARRIVAL).orElse(null);
        if (fault == null) {
            return Optional.of(answered(visit));
        }
        visit.met(fault.kind());
        FaultEffect effect = fault.effect();
        return switch (fault.kind()) {
            case STATUS, RATE_LIMIT -> Optional.of(refusal(effect));
            case TIMEOUT_BEFORE_WORK -> {
                hold(effect.hold());
                yield Optional.empty();
            }
            case TIMEOUT_AFTER_WORK -> {
                answered(visit);
                hold(effect.hold());
                yield Optional.empty();
            }
            case RESET_AFTER_WORK -> {
                answered(visit);
                yield Optional.empty();
            }
            case GARBAGE -> Optional.of(cut(answered(visit)));
            case EXTRA_FIELDS -> Optional.of(merged(answered(visit), effect.fields()));
            default -> Optional.empty();
        };
    }

    private Reply answered(Visit visit) {
        try {
            return answer(visit);
        } catch (RuntimeException e) {
            return Reply.message(500, "The stand-in itself failed, which is a mistake in it: " + e);
        }
    }

    private static Reply cut(Reply reply) {
        return new Reply(200, reply.headers(), Arrays.copyOf(reply.body(), reply.body().length * 2 / 3));
    }

    private static Reply merged(Reply reply, ObjectNode fields) {
        try {
            ObjectNode body = (ObjectNode) Json.MAPPER.readTree(reply.body());
            body.setAll(fields);
            return new Reply(reply.status(), reply.headers(), Json.MAPPER.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new IllegalStateException("a stand-in answers JSON objects", e);
        }
    }

    private Reply controlled(Request request, List<String> path) {
        try {
            return switch (request.method() + " " + String.join("/", path)) {
                case "POST faults" -> {
                    FaultJson.read(Json.MAPPER.readTree(request.body())).forEach(faults::add);
                    yield Reply.json(200, FaultJson.write(faults.rules()));
                }
                case "GET faults" -> Reply.json(200, FaultJson.write(faults.rules()));
                case "DELETE faults" -> {
                    faults.clear();
                    yield Reply.json(200, FaultJson.write(faults.rules()));
                }
                case "GET requests" -> Reply.json(200, Json.MAPPER.<JsonNode>valueToTree(requests()));
                case "DELETE requests" -> {
                    clearRequests();
                    yield Reply.message(200, "The request log is empty now.");
                }
                case "GET traffic" -> Reply.json(200, traffic.json());
                case "GET state" -> Reply.json(200, state());
                default -> control(request, path).orElseGet(() -> Reply.message(404, "The stand-in has no "
                        + request.method() + " " + request.path() + "."));
            };
        } catch (IllegalArgumentException e) {
            return Reply.message(400, e.getMessage());
        } catch (IOException e) {
            return Reply.message(400, "The body is not JSON: " + e.getMessage());
        }
    }

    private void hold(Duration time) {
        try {
            stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
