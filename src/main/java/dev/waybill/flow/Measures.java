package dev.waybill.flow;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What is counted, under the names that {@code /observe/metrics} shows. */
public final class Measures {

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;
    private static final double NEARLY_ALL = 0.99;

    private final MeterRegistry registry;
    private volatile double waitingDeliveries;
    private volatile double waitingEvents;
    private volatile double oldestSeconds;

    public Measures(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("waybill_queue_depth", () -> waitingDeliveries).tag("queue", "deliveries").strongReference(true)
                .description("Deliveries that are not up to date yet").register(registry);
        Gauge.builder("waybill_queue_depth", () -> waitingEvents).tag("queue", "events").strongReference(true)
                .description("Acknowledged events that are not decided yet").register(registry);
        Gauge.builder("waybill_oldest_due_seconds", () -> oldestSeconds).strongReference(true)
                .description("How long the oldest delivery or event has been due and not taken up").register(registry);
    }

    /** @param outcome new, duplicate, ignored, unreadable, unauthorized, unknown-address, not-stored */
    public void accepted(String outcome) {
        registry.counter("waybill_events_accepted", "outcome", outcome).increment();
    }

    /** @param outcome send, hold, unchanged, superseded, nothing, refused, put-back */
    public void decided(String outcome) {
        registry.counter("waybill_bills_decided", "outcome", outcome).increment();
    }

    /** Counts a run that ended or waits for its next try. */
    public void ended(Work work) {
        String reason = work.step() instanceof Step.Parked parked ? parked.code()
                : work.step() instanceof Step.Later later ? later.code() : "none";
        registry.counter("waybill_deliveries_ended", "destination", work.run().destination().displayName(), "status",
                work.status().name(), "reason", reason).increment();
    }

    /**
     * Counts and times an answer.
     *
     * @param took from the moment the call was stored to its whole answer
     */
    public void answered(String provider, Answer answer, Duration took) {
        String outcome = answer.outcome() == Answer.Outcome.ANSWERED ? answer.status() / 100 + "xx"
                : answer.outcome().name().toLowerCase(Locale.ROOT);
        Timer.builder("waybill_provider_call").tag("provider", provider).tag("outcome", outcome)
                .publishPercentiles(MEDIAN, MOST, NEARLY_ALL).description("From sending a call to its whole answer")
                .register(registry).record(took);
    }

    /** Takes the row of the route {@code measure-queue}. */
    public void queue(Map<String, Object> row) {
        waitingDeliveries = ((Number) row.get("deliveries")).doubleValue();
        waitingEvents = ((Number) row.get("events")).doubleValue();
        oldestSeconds = ((Number) row.get("oldest_seconds")).doubleValue();
    }

    /** How long the oldest delivery or event has been due, in seconds, as last measured. */
    public double oldestSeconds() {
        return oldestSeconds;
    }
}
