package dev.waybill.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a failed try is repeated: after each delay in turn, the last one again and again, until the limit is reached. Up to a
 * tenth is added to each delay, never taken off, so that many deliveries that failed together do not come back together.
 */
public final class RetryPolicy {

    private static final double MOST_ADDED = 0.1;

    private final List<Duration> delays;
    private final Duration limit;
    private final DoubleSupplier chance;

    /**
     * @param delays the waits in order, at least one
     * @param limit  how long after the first failure the last try may begin
     * @param chance gives numbers from 0 (inclusive) to 1 (exclusive)
     */
    public RetryPolicy(List<Duration> delays, Duration limit, DoubleSupplier chance) {
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("a retry policy needs at least one delay");
        }
        this.delays = List.copyOf(delays);
        this.limit = limit;
        this.chance = chance;
    }

    /**
     * How long to wait before the next try.
     *
     * @param failures    failed tries in a row, this one included: 1 or more
     * @param firstFailed when the first of them failed
     * @return empty when the next try would begin after the limit
     */
    public Optional<Duration> pause(int failures, Instant firstFailed, Instant now) {
        Duration pause = withChance(delays.get(Math.min(failures, delays.size()) - 1));
        return now.plus(pause).isAfter(firstFailed.plus(limit)) ? Optional.empty() : Optional.of(pause);
    }

    /** The wait after a provider said "slow down" and did not say for how long. It costs no try. */
    public Duration pauseWhenThrottled() {
        return withChance(delays.get(Math.min(1, delays.size() - 1)));
    }

    /** The wait a provider asked for, with the chance added. */
    public Duration pauseAsAsked(Duration asked) {
        return withChance(asked);
    }

    public Duration limit() {
        return limit;
    }

    private Duration withChance(Duration delay) {
        return delay.plusMillis(Math.round(delay.toMillis() * MOST_ADDED * chance.getAsDouble()));
    }
}
