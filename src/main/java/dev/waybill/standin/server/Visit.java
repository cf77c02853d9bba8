package dev.waybill.standin.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One request on its way through a stand-in: what arrived, which faults it met, what it was answered. */
public final class Visit {

    private final long number;
    private final Instant at;
    private final Request request;
    private final List<FaultKind> faults = new ArrayList<>(1);
    private int status;
    private boolean replayed;

    Visit(long number, Instant at, Request request) {
        this.number = number;
        this.at = at;
        this.request = request;
    }

    public Request request() {
        return request;
    }

    /** Notes a fault that struck. */
    public synchronized void met(FaultKind fault) {
        faults.add(fault);
    }

    /** Notes that the answer came from the store of idempotency keys. */
    public synchronized void replayed() {
        replayed = true;
    }

    synchronized void answered(int status) {
        this.status = status;
    }

    synchronized LoggedRequest logged() {
        return new LoggedRequest(number, at, request.method(), request.path(), request.query(), request.bodyText(),
                request.header("Idempotency-Key"), status, replayed, faults.stream().map(FaultKind::word).toList());
    }
}
