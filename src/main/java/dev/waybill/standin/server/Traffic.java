package dev.waybill.standin.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.waybill.bill.Json;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many requests arrived in each second, and how many of them were answered 429; the latest hour is kept. Thread-safe. */
final class Traffic {

    private static final int SECONDS_KEPT = 3_600;

    private final Clock clock;
    private final Deque<Second> seconds = new ArrayDeque<>();

    Traffic(Clock clock) {
        this.clock = clock;
    }

    private static final class Second {
        private final long epochSecond;
        private int requests;
        private int refused;

        private Second(long epochSecond) {
            this.epochSecond = epochSecond;
        }
    }

    synchronized void arrived() {
        now().requests++;
    }

    synchronized void answered(int status) {
        if (status == 429) {
            now().refused++;
        }
    }

    private Second now() {
        long second = clock.instant().getEpochSecond();
        Second last = seconds.peekLast();
        if (last == null || last.epochSecond < second) {
            last = new Second(second);
            seconds.addLast(last);
            if (seconds.size() > SECONDS_KEPT) {
                seconds.removeFirst();
            }
        }
        return last;
    }

    /** {@code [[epoch second, requests, of them 429], ...]}, oldest first; seconds without a request are left out. */
    synchronized ArrayNode json() {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        seconds.forEach(second -> rows.addArray().add(second.epochSecond).add(second.requests).add(second.refused));
        return rows;
    }
}
