package dev.waybill.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * The longest a call may take in all. The HTTP client's own limit counts from one byte to the next: an answer that trickles in
 * would outlast the lease. A call that is cut off has no answer, and is looked up like any other of unknown outcome.
 */
final class CallDeadline implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Map<Thread, Running> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "call-deadline");
        thread.setDaemon(true);
        return thread;
    });

    /** A thread makes one call at a time; the next one takes this one's place. */
    private record Running(Cancellable call, long until) {
    }

    /** From now on calls that last too long are cut off. */
    void start() {
        clock.scheduleWithFixedDelay(this::cutOff, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Watches the calls of a client, from their begin to the last byte of their answer. */
    ExecChainHandler within(Duration most) {
        return (request, scope, chain) -> watched(request, scope, chain, most);
    }

    private ClassicHttpResponse watched(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, Duration most)
            throws IOException, HttpException {
        if (scope.originalRequest instanceof Cancellable call) {
            running.put(Thread.currentThread(), new Running(call, System.nanoTime() + most.toNanos()));
        }
        return chain.proceed(request, scope);
    }

    private void cutOff() {
        long now = System.nanoTime();
        running.forEach((thread, call) -> {
            if (now - call.until() > 0 && running.remove(thread, call)) {
                call.call().cancel();            // does nothing to a call that is over
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
