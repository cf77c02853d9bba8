package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.Placeholder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happened before: the calls that are foreseen are those that are made, as long as nobody else is at Stripe. */
class StripeExpectationPropertyTest {

    private static final Pattern LINE_OF = Pattern.compile("Line (l\\d+), ");
    private static final int MOST_LINES = 12;

    enum Fault { NONE, LOST_AFTER, LOST_BEFORE, THROTTLED }

    /** The calls foreseen, and whether they reach the end. */
    private record Foreseen(List<Call> calls, Step end, Map<String, String> ids) {
    }

    private final StripeProvider provider = new StripeProvider();

    @Property(tries = 500)
    void what_is_foreseen_is_what_is_done(@ForAll("versions") List<List<Integer>> versions, @ForAll("faults") List<Fault> faults,
                                          @ForAll boolean finalizes) {
        InMemoryStripe stripe = new InMemoryStripe();
        Deque<Fault> next = new ArrayDeque<>(faults);
        Loop troubled = new Loop(call -> answer(stripe, call, next.isEmpty() ? Fault.NONE : next.pop()));
        String settings = finalizes ? "{\"finalize\":\"approved\"}" : "{}";
        Bill before = bill(versions.get(0), BillStatus.PENDING);
        Delivery delivery = troubled.go(Samples.first(before, settings)).delivery();
        for (int i = 1; i < versions.size() - 1; i++) {
            before = bill(versions.get(i), BillStatus.PENDING);
            delivery = troubled.go(Samples.then(delivery, before)).delivery();
        }
        Delivery wanted = Samples.then(delivery, bill(versions.get(versions.size() - 1), BillStatus.APPROVED));

        Foreseen foreseen = foreseen(wanted, before);
        Map<String, String> lines = lineIds(stripe, foreseen.ids());
        Loop.End end = new Loop(stripe::answer).go(wanted);

        List<String> done = end.calls().stream().map(call -> text(call, Map.of())).toList();
        if (!stripe.invoices.isEmpty()) {
            lines.put(Placeholder.named("invoice id"), new ArrayList<>(stripe.invoices.keySet()).get(stripe.invoices.size() - 1));
        }
        List<String> shown = foreseen.calls().stream().map(call -> text(call, lines)).toList();
        assertThat(done).as("delivered before: %s", before.lineItems().size()).startsWith(shown.toArray(String[]::new));
        if (foreseen.end() != null) {
            assertThat(done).hasSameSizeAs(shown);
            assertThat(end.step().getClass()).isEqualTo(foreseen.end().getClass());
        }
    }

    @Property(tries = 200)
    void a_first_delivery_is_foreseen_to_its_end(@ForAll("version") List<Integer> lines, @ForAll boolean finalizes) {
        Delivery first = Samples.first(bill(lines, BillStatus.APPROVED), finalizes ? "{\"finalize\":\"approved\"}" : "{}");
        assertThat(foreseen(first, first.bill()).end()).isInstanceOf(Step.Done.class);
    }

    @Property(tries = 200)
    void a_second_delivery_after_an_undisturbed_first_is_foreseen_to_its_end(@ForAll("version") List<Integer> one,
                                                                             @ForAll("version") List<Integer> other) {
        Bill before = bill(one, BillStatus.PENDING);
        Delivery delivered = new Loop(new InMemoryStripe()::answer).go(Samples.first(before)).delivery();
        Delivery second = Samples.then(delivered, bill(other, BillStatus.PENDING));
        assertThat(foreseen(second, before).end()).isInstanceOf(Step.Done.class);
    }

    private Foreseen foreseen(Delivery delivery, Bill before) {
        List<Call> calls = new ArrayList<>();
        Map<String, String> ids = new LinkedHashMap<>();
        Delivery at = delivery;
        while (provider.next(at) instanceof Call call) {
            calls.add(call);
            assertThat(calls.size()).isLessThan(Loop.MOST_CALLS);
            Expectation expected = provider.expected(at, call, List.of(before));
            if (expected instanceof Expectation.Open) {
                return new Foreseen(calls, null, ids);
            }
            ids.putAll(expected instanceof Expectation.Assumed assumed ? assumed.ids() : Map.of());
            at = provider.absorb(at, call, expected instanceof Expectation.Assumed assumed ? assumed.answer()
                    : ((Expectation.Certain) expected).answer());
        }
        return new Foreseen(calls, provider.next(at), ids);
    }

    /** The ids of the lines that stand on the invoice now, by what stands for them. */
    private static Map<String, String> lineIds(InMemoryStripe stripe, Map<String, String> meanings) {
        Map<String, String> ids = new LinkedHashMap<>();
        meanings.forEach((name, meaning) -> {
            Matcher line = LINE_OF.matcher(meaning);
            assertThat(line.find()).as(meaning).isTrue();
            ids.put(Placeholder.named(name), stripe.only().lines.stream()
                    .filter(held -> line.group(1).equals(held.metadata.get("gw_line"))).findFirst().orElseThrow().id);
        });
        return ids;
    }

    /** Everything that goes out. In which order Stripe lists lines is its own affair, so removals are compared as a set. */
    private static String text(Call call, Map<String, String> ids) {
        String text = String.join(" ", call.method(), call.path(), call.query(), call.idempotencyKey(), call.body());
        for (Map.Entry<String, String> id : ids.entrySet()) {
            text = text.replace(id.getKey(), id.getValue());
        }
        return !call.name().equals(StripeCalls.REMOVE_LINES) ? text : Arrays.stream(text.split("[ &]"))
                .map(part -> part.replaceFirst("lines\\[\\d+]", "lines[]")).sorted().toList().toString();
    }

    private static Answer answer(InMemoryStripe stripe, Call call, Fault fault) {
        return switch (fault) {
            case NONE -> stripe.answer(call);
            case LOST_AFTER -> {
                stripe.answer(call);
                yield Answer.unknown("connection reset");
            }
            case LOST_BEFORE -> Answer.unknown("connection reset");
            case THROTTLED -> Answer.of(429, Map.of("Retry-After", "1"), "");
        };
    }

    /** A line for every amount but zero; its place names it. */
    private static Bill bill(List<Integer> amounts, BillStatus status) {
        List<LineItem> lines = new ArrayList<>();
        for (int i = 0; i < amounts.size(); i++) {
            if (amounts.get(i) != 0) {
                lines.add(Samples.line("l" + i, amounts.get(i) + ".00"));
            }
        }
        return Samples.bill("USD", status, lines);
    }

    @Provide
    Arbitrary<List<Integer>> version() {
        return Arbitraries.integers().between(-1, 3).list().ofMaxSize(MOST_LINES);
    }

    @Provide
    Arbitrary<List<List<Integer>>> versions() {
        return version().list().ofMinSize(2).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Fault>> faults() {
        return Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(Fault.NONE)),
                Tuple.of(1, Arbitraries.of(Fault.values()))).list().ofMaxSize(12);
    }
}
