package dev.waybill.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * A leased delivery in the hands of a worker, between two of its calls.
 *
 * @param fence       the number of the lease; every write names it, and matches no row once another worker has the lease
 * @param leaseEnds   {@link System#nanoTime()} at which this worker must have stopped
 * @param run         the run it works for
 * @param runIsNew    true until the run's row is stored
 * @param step        what comes next
 * @param calls       calls of the run so far, the one in {@code step} included
 * @param failures    failed tries in a row
 * @param firstFailed when the first of them failed, or null
 * @param pause       with a {@link Step.Later}: how long to wait; else null
 * @param lost        true once another worker has the lease, or the lease ended: nothing more may be done
 * @param storedAt    {@link System#nanoTime()} when this state was stored, or when its call goes out, if that is later
 * @param lane        what must not be at work at the same time
 * @param callsBefore calls of the run before this worker took it up
 */
public record Work(Delivery delivery, long fence, long leaseEnds, Run run, boolean runIsNew, Step step, int calls, int failures,
                   Instant firstFailed, Duration pause, boolean lost, long storedAt, Lane lane, int callsBefore) {

    /** Asked by the route's loop: is there a call to send, and still the right to send it? */
    public boolean hasCall() {
        return step instanceof Call && !lost;
    }

    /** The call to send next. */
    public Call call() {
        return (Call) step;
    }

    /** The provider whose route sends the call. */
    public String provider() {
        return run.destination().provider();
    }

    /** False once so little of the lease is left that an answer might come after its end. */
    public boolean leaseHolds(Duration longestCall) {
        return leaseEnds - System.nanoTime() > longestCall.toNanos();
    }

    public Work asLost() {
        return new Work(delivery, fence, leaseEnds, run, runIsNew, step, calls, failures, firstFailed, pause, true, storedAt, lane,
                callsBefore);
    }

    /** The same work after its state was stored under a renewed lease. */
    public Work stored(long leaseEnds, long storedAt) {
        return new Work(delivery, fence, leaseEnds, run, false, step, calls, failures, firstFailed, pause, lost, storedAt, lane,
                callsBefore);
    }

    /** The same work, waiting this long. */
    public Work pausing(Duration other) {
        return new Work(delivery, fence, leaseEnds, run, runIsNew, step, calls, failures, firstFailed, other, lost, storedAt, lane,
                callsBefore);
    }

    /** Whether the provider asked to slow down: nothing of the lane may be sent before the pause is over, on any node. */
    public boolean pausesLane() {
        return step instanceof Step.Later later && later.status() == RunStatus.RATE_LIMIT_RETRY;
    }

    /** Asked by the route: did the run end in a way only a person can mend? */
    public boolean needsPerson() {
        return !lost && step instanceof Step.Parked parked && parked.status() != RunStatus.DISABLED;
    }

    /** How the run stands once {@link #step()} is stored. */
    public RunStatus status() {
        if (step instanceof Step.Done) {
            return RunStatus.COMPLETE;
        }
        if (step instanceof Step.Parked parked) {
            return parked.status();
        }
        return step instanceof Step.Later later ? later.status() : RunStatus.STARTED;
    }

    /** By its id alone, which agrees with equals: Camel asks at every step, and the bill is much to go through. */
    @Override
    public int hashCode() {
        return run.id().hashCode();
    }
}
