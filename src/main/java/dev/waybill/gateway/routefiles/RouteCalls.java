package dev.waybill.gateway.routefiles;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * How routes call each other by {@code direct:}. Camel's own way lets a caller into a route that is just being taken away; here it
 * waits for the new one, and a route is known to be empty before it goes.
 */
public final class RouteCalls extends DirectComponent {

    /** The name under which Camel finds it. */
    public static final String NAME = "direct-component";

    /** Longer than an exchange of routes takes, much shorter than the lease that goes on meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new Called(uri);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    public void addConsumer(String key, DirectConsumer consumer) {
        super.addConsumer(key, consumer);
        door(key).open(consumer);
    }

    @Override
    public void removeConsumer(String key, DirectConsumer consumer) {
        super.removeConsumer(key, consumer);
        door(key).close(consumer);
    }

    /**
     * Waits until nobody is in a route that was suspended before.
     *
     * @return false when somebody still is after this time
     */
    boolean awaitEmpty(DirectConsumer consumer, Duration most) throws InterruptedException {
        return door(consumer.getEndpoint().getEndpointUri()).awaitEmpty(most);
    }

    private Door door(String uri) {
        return doors.computeIfAbsent(uri.split("\\?", 2)[0], key -> new Door());
    }

    private final class Called extends DirectEndpoint {

        private Called(String uri) {
            super(uri, RouteCalls.this);
        }

        @Override
        public Producer createProducer() {
            return new Caller(this, door(getEndpointUri()));
        }
    }

    private static final class Caller extends DefaultAsyncProducer {

        private final Door door;

        private Caller(Endpoint endpoint, Door door) {
            super(endpoint);
            this.door = door;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            DirectConsumer called = null;
            try {
                called = door.enter();
                if (called == null) {
                    exchange.setException(new DirectConsumerNotAvailableException("No route listens at " + getEndpoint(), exchange));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
            }
            if (called == null) {
                callback.done(true);
                return true;
            }
            return called.getAsyncProcessor().process(exchange, doneSync -> {
                door.leave();
                callback.done(doneSync);
            });
        }
    }

    /** The way into one route. */
    private static final class Door {

        private DirectConsumer behind;
        private int inside;

        synchronized DirectConsumer enter() throws InterruptedException {
            if (behind == null) {
                await(LONGEST_WAIT, () -> behind != null);
            }
            if (behind != null) {
                inside++;
            }
            return behind;
        }

        synchronized void leave() {
            inside--;
            notifyAll();
        }

        synchronized void open(DirectConsumer consumer) {
            behind = consumer;
            notifyAll();
        }

        synchronized void close(DirectConsumer consumer) {
            if (behind == consumer) {
                behind = null;
            }
        }

        synchronized boolean awaitEmpty(Duration most) throws InterruptedException {
            return await(most, () -> inside == 0);
        }

        private boolean await(Duration most, BooleanSupplier until) throws InterruptedException {
            long end = System.nanoTime() + most.toNanos();
            while (!until.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }
}
