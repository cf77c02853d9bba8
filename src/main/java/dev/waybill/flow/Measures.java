package dev.waybill.flow;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import dev.waybill.dispatch.AccountState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is counted, under the names that {@code /observe/metrics} shows. */
public final class Measures {

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;
    private static final double NEARLY_ALL = 0.99;

    private static final double MILLIS = 1_000;
    /** Accounts shown each for itself: labels that grow with the customers are no good. */
    private static final int MOST_ACCOUNTS = 50;

    private final MeterRegistry registry;
    private final Map<MultiGauge, ToDoubleFunction<AccountState>> gauges = new LinkedHashMap<>();
    private volatile List<AccountState> accounts = List.of();
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
        gauge("waybill_account_at_work", "Deliveries at work for a provider account", AccountState::atWork);
        gauge("waybill_account_allowed", "How many may be: fewer than its limit after it asked to slow down", AccountState::allowed);
        gauge("waybill_account_waiting", "Deliveries that wait in memory for a provider account", AccountState::waiting);
        gauge("waybill_account_paused_lanes", "Customers whose deliveries wait because the provider asked it", AccountState::pausedLanes);
        gauge("waybill_account_broken", "1 while the breaker of a provider account lets no call pass, or only probes",
                state -> state.isBroken() ? 1 : 0);
        gauge("waybill_account_pause_seconds", "How long nothing new begins for a provider account",
                state -> state.pause().toMillis() / MILLIS);
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

    /** Counts an answer that asked to slow down. */
    public void throttled(ProviderAccount account) {
        registry.counter("waybill_throttled", "provider", account.provider()).increment();
    }

    /** Shows how the provider accounts stand: the busiest each for itself, the others together. */
    public void show(Collection<AccountState> states) {
        List<AccountState> called = states.stream().filter(state -> !state.account().isHeld()).sorted(Comparator
                .comparing(AccountState::isBroken).thenComparing(state -> state.atWork() + state.waiting() + state.pausedLanes())
                .reversed().thenComparing(state -> state.account().label())).toList();
        accounts = called;
        List<AccountState> shown = called.subList(0, Math.min(MOST_ACCOUNTS, called.size()));
        List<AccountState> others = called.subList(shown.size(), called.size());
        gauges.forEach((gauge, value) -> {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            shown.forEach(state -> rows.add(MultiGauge.Row.of(Tags.of("account", state.account().label()), value.applyAsDouble(state))));
            if (!others.isEmpty()) {
                rows.add(MultiGauge.Row.of(Tags.of("account", "others"), others.stream().mapToDouble(value).sum()));
            }
            gauge.register(rows, true);
        });
    }

    /** How the provider accounts stood when they were last measured. */
    public List<AccountState> accounts() {
        return accounts;
    }

    private void gauge(String name, String description, ToDoubleFunction<AccountState> value) {
        gauges.put(MultiGauge.builder(name).description(description).register(registry), value);
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
