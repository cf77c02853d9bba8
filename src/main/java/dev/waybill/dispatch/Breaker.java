package dev.waybill.dispatch;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stops calls to a provider account that fails broadly: when, of the calls of the last minute, too large a share had no usable
 * answer. After a while a few calls are let through to see.
 */
final class Breaker {

    private static final int WINDOW_SECONDS = 60;
    private static final int PROBES = 2;
    /** A probe whose answer never came is not waited for longer than this. */
    private static final Duration LONGEST_PROBE = Duration.ofMinutes(1);

    /** The breaker lets nothing through at the very end of its time, only after it. */
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final Exception FAILURE = new IllegalStateException("no usable answer");

    private final CircuitBreaker breaker;
    private final Duration open;
    private final LongSupplier nanos;
    private long openUntil;

    Breaker(BreakerSettings settings, LongSupplier nanos) {
        this.open = settings.open();
        this.nanos = nanos;
        Clock clock = new Ticking(nanos);
        breaker = CircuitBreaker.of("account", CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED).slidingWindowSize(WINDOW_SECONDS)
                .minimumNumberOfCalls(settings.leastCalls())
                .failureRateThreshold(settings.failurePercent()).slowCallRateThreshold(100)
                .slowCallDurationThreshold(Duration.ofDays(1)).permittedNumberOfCallsInHalfOpenState(PROBES)
                .maxWaitDurationInHalfOpenState(LONGEST_PROBE).waitDurationInOpenState(settings.open())
                .clock(clock).currentTimestampFunction(any -> nanos.getAsLong(), TimeUnit.NANOSECONDS).build());
    }

    /** Whether a call may go now; whoever is let through says how it ended, or that it did not happen. */
    boolean lets() {
        return breaker.tryAcquirePermission();
    }

    /** @return true when this success closed it */
    boolean succeeded() {
        boolean before = isClosed();
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        return !before && isClosed();
    }

    /** @return true when this failure opened it */
    boolean failed() {
        boolean before = isOpen();
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
        boolean opened = !before && isOpen();
        if (opened) {
            openUntil = nanos.getAsLong() + open.plus(A_MOMENT).toNanos();
        }
        return opened;
    }

    void didNotHappen() {
        breaker.releasePermission();
    }

    /** Nanoseconds until calls are let through again, 0 when they are. */
    long delay(long now) {
        return isOpen() ? Math.max(0, openUntil - now) : 0;
    }

    String state() {
        return breaker.getState().name();
    }

    private boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    private boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** A clock that shows how long this program has been counting. */
    private static final class Ticking extends Clock {

        private final LongSupplier nanos;

        private Ticking(LongSupplier nanos) {
            this.nanos = nanos;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
