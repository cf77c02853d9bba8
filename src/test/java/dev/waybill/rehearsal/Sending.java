package dev.waybill.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Posts events from several threads at once; each is repeated until it is acknowledged, as a platform repeats it. */
public final class Sending implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final List<GatewayProcess> nodes;
    private final ConcurrentLinkedQueue<Numbered> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final int events;
    private volatile boolean stopped;

    private record Numbered(int number, String event) {
    }

    /** Posts an event about each bill, to these nodes in turn. */
    public static Sending of(List<ObjectNode> bills, int senders, GatewayProcess... nodes) {
        return new Sending(bills.stream().map(bill -> Bills.event("billing.bill.created", bill)).toList(), senders, List.of(nodes));
    }

    /** @param nodes the first event goes to the first of them, the second to the second ...; a repeat to the one after */
    public Sending(List<String> events, int senders, List<GatewayProcess> nodes) {
        this.nodes = List.copyOf(nodes);
        this.events = events.size();
        for (int i = 0; i < events.size(); i++) {
            waiting.add(new Numbered(i, events.get(i)));
        }
        for (int i = 0; i < senders; i++) {
            Thread thread = new Thread(this::send, "sender-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void send() {
        for (Numbered next = waiting.poll(); next != null && !stopped; next = waiting.poll()) {
            for (int attempt = 0; !stopped && !isAcknowledged(next, attempt); attempt++) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    private boolean isAcknowledged(Numbered next, int attempt) {
        try {
            int status = nodes.get((next.number() + attempt) % nodes.size()).post(next.event()).status();
            if (status == 200) {
                acknowledged.incrementAndGet();
                return true;
            }
            refusals.add(status);
            return false;
        } catch (IOException e) {
            return false;                        // nobody there, or gone before the answer
        }
    }

    /** How many events have been acknowledged so far. */
    public int acknowledged() {
        return acknowledged.get();
    }

    /** Which statuses but 200 were answered. */
    public Set<Integer> refusals() {
        return new TreeSet<>(refusals);
    }

    /** Waits until this many events are acknowledged. */
    public void awaitAcknowledged(int many) {
        Awaitility.await(many + " events acknowledged").atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledged() >= many);
    }

    public void awaitAll() {
        awaitAcknowledged(events);
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
