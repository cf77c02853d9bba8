package dev.waybill.standin.server;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The requests a stand-in received, in the order they arrived; only the latest ones are kept. Thread-safe. */
final class RequestLog {

    private final Deque<Visit> visits = new ArrayDeque<>();
    private final int kept;
    private final Clock clock;
    private long count;

    RequestLog(int kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    synchronized Visit arrived(Request request) {
        Visit visit = new Visit(++count, clock.instant(), request);
        visits.addLast(visit);
        if (visits.size() > kept) {
            visits.removeFirst();
        }
        return visit;
    }

    /** How many requests have arrived since the start. */
    synchronized long count() {
        return count;
    }

    List<LoggedRequest> requests() {
        List<Visit> copy;
        synchronized (this) {
            copy = new ArrayList<>(visits);
        }
        return copy.stream().map(Visit::logged).toList();
    }

    synchronized void clear() {
        visits.clear();
    }
}
