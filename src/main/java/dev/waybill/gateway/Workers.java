package dev.waybill.gateway;

import dev.waybill.delivery.Claim;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.dispatch.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;

/**
 * The threads that work on deliveries: each takes what the dispatcher hands out and sends it through the route
 * {@code start-delivery} or {@code resume-delivery}; whatever happens there, its turn ends here.
 */
final class Workers implements AutoCloseable {

    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final Dispatcher<Object> dispatcher;
    private final int number;
    private final Duration lastWord;
    private final Logger log;
    private final List<Thread> threads = new ArrayList<>();
    private ProducerTemplate routes;
    private volatile boolean stopped;

    /** @param lastWord how long those at work may still take once all is to end */
    Workers(Dispatcher<Object> dispatcher, int number, Duration lastWord, Logger log) {
        this.dispatcher = dispatcher;
        this.number = number;
        this.lastWord = lastWord;
        this.log = log;
    }

    /** Begins to work; the routes have started. */
    void start(CamelContext context) {
        routes = context.createProducerTemplate();
        for (int i = 1; i <= number; i++) {
            Thread thread = new Thread(this::work, "delivery-worker-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        while (!stopped) {
            try {
                Optional<Turn<Object>> turn = dispatcher.poll(LOOK_UP);
                if (turn.isPresent()) {
                    take(turn.get());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.error("A worker could not go on with a delivery; it is taken up again when its lease ends", e);
            }
        }
    }

    private void take(Turn<Object> turn) {
        try {
            String route = turn.item() instanceof Claim ? "direct:resume-delivery" : "direct:start-delivery";
            Exchange done = routes.send(route, exchange -> exchange.getMessage().setBody(turn));
            if (done.getException() != null) {
                log.error("A delivery never reached its route and is taken up again when its lease ends: {}",
                        done.getException().getMessage());
            }
        } finally {
            dispatcher.end(turn);
        }
    }

    /** Takes nothing new, and gives those at work a moment to come to the end of what they do. */
    @Override
    public void close() {
        stopped = true;
        long until = System.nanoTime() + lastWord.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
