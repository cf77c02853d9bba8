package dev.waybill.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Invariants;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.server.LoggedRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every provider must do, whatever happens on the way: tried with the shipped routes on a real PostgreSQL, against the
 * provider's stand-in. The test of one provider brings the stand-in and says which calls its first delivery makes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderContract {

    /** Lines of the bill that goes through every trouble, unless a provider says otherwise. */
    protected static final int LINES = 120;

    private static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration LONGER_THAN_THAT = Duration.ofMillis(1_700);
    private static final Duration SHORTER_THAN_THAT = Duration.ofMillis(1_200);
    /** A lost answer costs a look-up and the call again; more than this would be a circle. */
    private static final int MOST_CALLS = 60;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * One call in the course of a first delivery.
     *
     * @param path   of the request, as a regular expression
     * @param before how many requests of that method and path the delivery sends earlier
     */
    public record Place(String name, String method, String path, int before) {
        FaultRule struckBy(FaultRule trouble) {
            return trouble.on(method, path).after(before).times(1);
        }

        boolean isAt(String method, String path) {
            return this.method.equals(method) && path.matches(this.path);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What a provider holds for a bill.
     *
     * @param total in the currency's smallest unit
     * @param done  true once it collects
     */
    public record Held(String id, long total, boolean done) {
    }

    /** What may happen to one request. */
    public enum Trouble {
        RESET_BEFORE_THE_WORK(FaultRule::resetBeforeWork),
        RESET_AFTER_THE_WORK(FaultRule::resetAfterWork),
        TIMEOUT_BEFORE_THE_WORK(() -> FaultRule.timeoutBeforeWork(LONGER_THAN_THAT)),
        TIMEOUT_AFTER_THE_WORK(() -> FaultRule.timeoutAfterWork(LONGER_THAN_THAT)),
        FAILURE_BEFORE_THE_WORK(FaultRule::errorBeforeWork),
        FAILURE_AFTER_THE_WORK(FaultRule::errorAfterWork),
        UNAVAILABLE(() -> FaultRule.status(503, null)),
        TOO_MANY_REQUESTS(() -> FaultRule.tooManyRequests("global-rate", null)),
        TOO_MANY_REQUESTS_WAIT_A_SECOND(() -> FaultRule.tooManyRequests("global-rate", 1)),
        ANSWER_CUT_OFF(FaultRule::garbage),
        UNKNOWN_FIELDS(FaultRule::extraFields);

        private final Supplier<FaultRule> rule;

        Trouble(Supplier<FaultRule> rule) {
            this.rule = rule;
        }

        FaultRule rule() {
            return rule.get();
        }
    }

    private Rehearsal rehearsal;

    /** The stand-in that plays the provider. */
    protected abstract HttpStandIn standIn(Rehearsal rehearsal);

    /** A configuration with one integration to this provider, under which an approved bill goes all the way. */
    protected abstract String setup();

    /** Lines of the bill that goes through every trouble: enough to make every kind of call. */
    protected int lines() {
        return LINES;
    }

    /** What they add up to: 1.01 + 1.02 + ... USD, in cents. */
    private long total() {
        return lines() * (201L + lines()) / 2;
    }

    /** The calls of the first delivery of an approved bill of {@link #lines} lines, in their order. */
    protected abstract List<Place> course();

    /** Everything the provider holds for a bill that is not deleted again. */
    protected abstract List<Held> held(Rehearsal rehearsal, String billId);

    /** What makes the provider refuse a bill's first write for good. */
    protected abstract FaultRule refusal();

    /** True when the provider's mark of a bill names the integration too, so that each integration holds the bill for itself. */
    protected boolean isHeldForEachIntegration() {
        return true;
    }

    /** Waits until nothing is under way any more. */
    protected void settle() {
        rehearsal.awaitSettled();
    }

    protected final Rehearsal rehearsal() {
        return rehearsal;
    }

    @BeforeAll
    void begin() {
        String most = RESPONSE_TIMEOUT.toMillis() + "ms";
        rehearsal = Rehearsal.begin(Map.of("stripe.response-timeout", most, "paddle-classic.response-timeout", most,
                "m3ter.response-timeout", most, "delivery.lease", "12s", "shutdown.drain", "0", "camel.main.shutdownTimeout", "1"), setup());
    }

    @AfterAll
    void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        standIn(rehearsal).faults().clear();
        standIn(rehearsal).clearRequests();
    }

    Stream<Arguments> everyTroubleEverywhere() {
        return Stream.of(Trouble.values()).flatMap(trouble -> course().stream().map(place -> Arguments.of(trouble, place)));
    }

    List<Place> someOfTheCourse() {
        return List.of(course().get(0), course().get(course().size() / 2));
    }

    protected static String newBill() {
        return "contract-" + NUMBER.incrementAndGet();
    }

    protected void delivered(ObjectNode bill) {
        rehearsal.send("billing.bill.updated", bill);
        settle();
    }

    protected void isHeldOnce(String bill, long total) {
        assertThat(held(rehearsal, bill)).extracting(Held::total, Held::done).containsExactly(tuple(total, true));
        Invariants.hold(rehearsal, bill);
    }

    protected void isCompleteAfterOneRun(String bill) {
        assertThat(rehearsal.run(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(rehearsal.calls(rehearsal.run(bill))).hasSizeLessThan(MOST_CALLS);
    }

    @Test
    void a_bill_is_held_once_after_the_calls_of_its_course() {
        String bill = newBill();
        delivered(Bills.withLines(bill, lines()));
        isHeldOnce(bill, total());
        assertThat(rehearsal.calls(rehearsal.run(bill))).hasSameSizeAs(course()).zipSatisfy(course(), (call, place) ->
                assertThat(place.isAt(call.method(), call.path())).as("call %s at %s", call.name(), place).isTrue());
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("everyTroubleEverywhere")
    void one_trouble_anywhere_changes_nothing_in_the_end(Trouble trouble, Place place) {
        String bill = newBill();
        standIn(rehearsal).faults().add(place.struckBy(trouble.rule()));
        delivered(Bills.withLines(bill, lines()));
        assertThat(standIn(rehearsal).faults().rules()).as("the trouble struck").extracting(struck -> struck.times()).containsExactly(1);
        isCompleteAfterOneRun(bill);
        isHeldOnce(bill, total());
    }

    /** As when a worker stands still until another has taken over its delivery. */
    @ParameterizedTest(name = "at {0}")
    @MethodSource("course")
    void the_late_answer_of_a_worker_that_lost_its_lease_changes_nothing(Place place) {
        String bill = newBill();
        standIn(rehearsal).faults().add(place.struckBy(FaultRule.slow(SHORTER_THAN_THAT)));
        rehearsal.send("billing.bill.updated", Bills.withLines(bill, lines()));
        CallSummary held = awaitUnanswered(place);
        assertThat(rehearsal.update("update delivery set due_at = now() where status = 'STARTED' and due_at > now() and bill_id ="
                + " (select id from bill where external_id = '" + bill + "')")).isEqualTo(1);
        settle();
        await("the late answer").atMost(Duration.ofSeconds(10)).until(() -> rehearsal.logLines().stream()
                .filter(line -> line.contains("another worker has this delivery now")).anyMatch(line -> line.contains(run(bill))));
        assertThat(rehearsal.calls(rehearsal.run(bill))).filteredOn(call -> call.number() == held.number())
                .extracting(CallSummary::outcome).as("what the second worker wrote").containsExactly("UNKNOWN");
        isCompleteAfterOneRun(bill);
        isHeldOnce(bill, total());
    }

    @ParameterizedTest(name = "at {0}")
    @MethodSource("someOfTheCourse")
    void a_gateway_that_stops_during_a_call_goes_on_after_its_next_start(Place place) {
        String bill = newBill();
        standIn(rehearsal).faults().add(place.struckBy(FaultRule.timeoutAfterWork(LONGER_THAN_THAT)));
        rehearsal.send("billing.bill.updated", Bills.withLines(bill, lines()));
        CallSummary open = awaitUnanswered(place);
        int before = rehearsal.logLines().size();
        rehearsal.restart();
        assertThat(rehearsal.logLines().subList(before, rehearsal.logLines().size()))
                .anyMatch(line -> line.contains("1 deliveries and events are left"));
        settle();
        assertThat(rehearsal.calls(rehearsal.run(bill))).filteredOn(call -> call.number() == open.number())
                .extracting(CallSummary::outcome).containsExactly("UNKNOWN");
        isCompleteAfterOneRun(bill);
        isHeldOnce(bill, total());
    }

    /** Of all runs of the bill. */
    private List<CallSummary> calls(String bill) {
        return rehearsal.runs(bill).stream().flatMap(run -> rehearsal.calls(run).stream()).toList();
    }

    private String run(String bill) {
        return rehearsal.run(bill).id().toString();
    }

    private CallSummary awaitUnanswered(Place place) {
        await("a request that is held at " + place).atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10))
                .until(() -> standIn(rehearsal).faults().rules().stream().anyMatch(struck -> struck.times() == 1));
        List<CallSummary> open = rehearsal.query("select r.bill_external_id from call c join run r on r.id = c.run_id and"
                + " r.created_at = c.run_created_at where c.outcome is null").stream().map(row -> (String) row.get("bill_external_id"))
                .flatMap(bill -> calls(bill).stream()).filter(call -> call.outcome() == null).toList();
        assertThat(open).hasSize(1).allMatch(call -> place.isAt(call.method(), call.path()));
        return open.get(0);
    }

    @Test
    void a_refused_bill_is_parked_and_not_repeated() {
        String bill = newBill();
        standIn(rehearsal).faults().add(refusal());
        delivered(Bills.bill(bill, "USD", "10"));
        List<LoggedRequest> requests = standIn(rehearsal).requests();
        assertThat(requests).filteredOn(request -> !request.faults().isEmpty()).as("refused").containsExactly(requests.get(requests.size() - 1));
        assertThat(rehearsal.run(bill).status()).isEqualTo(RunStatus.ERROR);
        assertThat(held(rehearsal, bill)).isEmpty();
        Invariants.hold(rehearsal, bill);
    }

    @Test
    void a_refused_bill_leaves_when_its_next_version_is_taken() {
        String bill = newBill();
        ObjectNode first = Bills.bill(bill, "USD", "10");
        standIn(rehearsal).faults().add(refusal().times(1));
        delivered(first);
        delivered(Bills.next(first, "11"));
        assertThat(rehearsal.runs(bill)).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE, RunStatus.ERROR);
        isHeldOnce(bill, 1_100);
    }

    @Test
    void the_same_event_again_makes_no_call() {
        String bill = newBill();
        String event = Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "10"));
        rehearsal.post(event);
        settle();
        standIn(rehearsal).clearRequests();
        WebhookSender.Acknowledgement again = rehearsal.post(event);
        settle();
        assertThat(Rehearsal.json(again.body()).path("duplicate").asBoolean()).isTrue();
        assertThat(standIn(rehearsal).requests()).isEmpty();
        assertThat(rehearsal.runs(bill)).hasSize(1);
        isHeldOnce(bill, 1_000);
    }

    @Test
    void the_same_bill_in_another_event_makes_no_call() {
        String bill = newBill();
        ObjectNode content = Bills.bill(bill, "USD", "10");
        delivered(content);
        standIn(rehearsal).clearRequests();
        delivered(content);
        assertThat(standIn(rehearsal).requests()).isEmpty();
        assertThat(rehearsal.runs(bill)).hasSize(1);
        isHeldOnce(bill, 1_000);
    }

    @Test
    void being_asked_to_slow_down_costs_no_attempt() {
        String bill = newBill();
        standIn(rehearsal).faults().add(course().get(0).struckBy(FaultRule.tooManyRequests("global-rate", 1)).times(3));
        rehearsal.send("billing.bill.updated", Bills.bill(bill, "USD", "10"));
        await("three times 429").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(() -> calls(bill).stream()
                .filter(call -> Integer.valueOf(429).equals(call.status())).count() == 3);
        assertThat(rehearsal.query("select status, attempts, first_failed_at from delivery where bill_id ="
                + " (select id from bill where external_id = '" + bill + "')")).singleElement()
                .satisfies(delivery -> assertThat(delivery).containsEntry("status", "RATE_LIMIT_RETRY").containsEntry("attempts", 0)
                        .containsEntry("first_failed_at", null));
        settle();
        isHeldOnce(bill, 1_000);
    }

    @Test
    void being_asked_to_wait_is_obeyed() {
        String bill = newBill();
        standIn(rehearsal).faults().add(course().get(0).struckBy(FaultRule.tooManyRequests("global-rate", 2)));
        delivered(Bills.bill(bill, "USD", "10"));
        List<CallSummary> calls = rehearsal.calls(rehearsal.run(bill));
        assertThat(calls.get(0).status()).isEqualTo(429);
        assertThat(Duration.between(calls.get(0).answeredAt(), calls.get(1).preparedAt())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        isHeldOnce(bill, 1_000);
    }

    @Test
    void a_provider_that_cannot_be_reached_gets_the_bill_once_it_can() {
        String bill = newBill();
        int port = URI.create(standIn(rehearsal).baseUrl()).getPort();
        standIn(rehearsal).close();
        rehearsal.send("billing.bill.updated", Bills.bill(bill, "USD", "10"));
        try {
            await("a call that was not sent").atMost(Duration.ofSeconds(10)).until(() -> calls(bill).stream()
                    .anyMatch(call -> "NOT_SENT".equals(call.outcome())));
            assertThat(rehearsal.run(bill).status()).isIn(RunStatus.AWAITING_RETRY, RunStatus.STARTED);
        } finally {
            standIn(rehearsal).start(port);
        }
        settle();
        isCompleteAfterOneRun(bill);
        isHeldOnce(bill, 1_000);
    }

    @Test
    void a_version_that_arrives_during_a_delivery_is_what_is_held_in_the_end() {
        String bill = newBill();
        ObjectNode first = Bills.withLines(bill, lines()).put("status", "PENDING");
        standIn(rehearsal).faults().add(course().get(0).struckBy(FaultRule.slow(SHORTER_THAN_THAT)));
        rehearsal.send("billing.bill.updated", first);
        awaitUnanswered(course().get(0));
        rehearsal.send("billing.bill.updated", Bills.next(first, "7").put("status", "APPROVED"));
        settle();
        assertThat(rehearsal.runs(bill)).extracting(RunSummary::revision).containsExactly(2, 1);
        isHeldOnce(bill, 700);
    }

    @Test
    void bills_do_not_wait_for_one_that_is_stuck() {
        String stuck = newBill();
        String other = newBill();
        standIn(rehearsal).faults().add(course().get(0).struckBy(FaultRule.slow(SHORTER_THAN_THAT)));
        rehearsal.send("billing.bill.updated", Bills.bill(stuck, "USD", "10"));
        awaitUnanswered(course().get(0));
        rehearsal.send("billing.bill.updated", Bills.billOf(Rehearsal.OTHER_ACCOUNT, other, "USD", "20"));
        await("the other one").atMost(Duration.ofSeconds(5)).until(() -> rehearsal.runs(other).stream()
                .anyMatch(run -> run.status() == RunStatus.COMPLETE));
        assertThat(rehearsal.run(stuck).status()).isEqualTo(RunStatus.STARTED);
        settle();
        isHeldOnce(stuck, 1_000);
        isHeldOnce(other, 2_000);
    }

    @Test
    void two_integrations_never_hold_more_than_the_bill_for_each() {
        String bill = newBill();
        UUID second = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000005");
        String yaml = setup();
        String block = yaml.substring(yaml.indexOf("      - name:", yaml.indexOf("    integrations:")), yaml.indexOf("    externalMappings:"));
        String copy = block.replaceFirst("- name: [A-Za-z]+", "- name: Second").replace(Rehearsal.INTEGRATION.toString(), second.toString());
        rehearsal.apply(yaml.replace(block, block + copy));
        try {
            delivered(Bills.bill(bill, "USD", "10"));
            assertThat(held(rehearsal, bill)).extracting(Held::total)
                    .containsExactlyElementsOf(isHeldForEachIntegration() ? List.of(1_000L, 1_000L) : List.of(1_000L));
            assertThat(rehearsal.runs(bill)).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE, RunStatus.COMPLETE);
            Invariants.hold(rehearsal, bill);
        } finally {
            rehearsal.apply(yaml.replace(block, block + copy.replace("- name: Second", "- name: Second\n        enabled: false")));
        }
    }
}
