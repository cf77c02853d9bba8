package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.Expectation;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever was sent before: the calls that are foreseen are those that are made, as long as nobody else is at Paddle. */
class PaddleExpectationPropertyTest {

    private record Foreseen(List<Call> calls, Step end) {
    }

    private final PaddleClassicProvider provider = new PaddleClassicProvider();

    @Property(tries = 300)
    void what_is_foreseen_is_what_is_done(@ForAll("versions") List<List<Integer>> versions, @ForAll boolean byLine) {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = Samples.first(bill(versions.get(0)), byLine ? "{\"modifiers\":\"line\"}" : "{}");
        for (int i = 1; i < versions.size(); i++) {
            delivery = Samples.then(loop.go(delivery).delivery(), bill(versions.get(i)));
        }

        Foreseen foreseen = foreseen(delivery);
        Loop.End end = loop.go(delivery);

        assertThat(end.calls().stream().map(PaddleExpectationPropertyTest::text).toList())
                .isEqualTo(foreseen.calls().stream().map(PaddleExpectationPropertyTest::text).toList());
        if (foreseen.end() != null) {
            assertThat(end.step().getClass()).isEqualTo(foreseen.end().getClass());
        } else {
            assertThat(end.names()).endsWith(PaddleCalls.LIST_MODIFIERS).contains(PaddleCalls.CREATE_MODIFIER);
            assertThat(end.step()).isInstanceOf(Step.Done.class);
        }
    }

    @Property(tries = 50)
    void of_an_unanswered_call_nothing_is_foreseen_but_the_look(@ForAll("version") List<Integer> lines) {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(call -> call.name().equals(PaddleCalls.CREATE_MODIFIER) ? Answer.unknown("connection reset")
                : paddle.answer(call));
        Loop.End lost = loop.go(Samples.first(bill(lines)));
        if (lost.delivery().unsettled() == null) {
            assertThat(lost.names()).doesNotContain(PaddleCalls.CREATE_MODIFIER);
            return;
        }
        Foreseen foreseen = foreseen(lost.delivery());
        assertThat(foreseen.end()).isNull();
        assertThat(foreseen.calls()).extracting(Call::name).containsExactly(PaddleCalls.LIST_MODIFIERS);
    }

    private Foreseen foreseen(Delivery delivery) {
        List<Call> calls = new ArrayList<>();
        Delivery at = delivery;
        while (provider.next(at) instanceof Call call) {
            calls.add(call);
            assertThat(calls.size()).isLessThan(Loop.MOST_CALLS);
            Expectation expected = provider.expected(at, call, List.of());
            if (expected instanceof Expectation.Open) {
                return new Foreseen(calls, null);
            }
            at = provider.absorb(at, call, expected instanceof Expectation.Assumed assumed ? assumed.answer()
                    : ((Expectation.Certain) expected).answer());
        }
        return new Foreseen(calls, provider.next(at));
    }

    private static String text(Call call) {
        return String.join(" ", call.name(), call.method(), call.path(), call.query(), call.body());
    }

    /** A line for every amount but zero; its place names it. */
    private static Bill bill(List<Integer> amounts) {
        List<LineItem> lines = new ArrayList<>();
        for (int i = 0; i < amounts.size(); i++) {
            if (amounts.get(i) != 0) {
                lines.add(Samples.line("l" + i, amounts.get(i) + ".00"));
            }
        }
        return Samples.eur(lines.toArray(LineItem[]::new));
    }

    @Provide
    Arbitrary<List<Integer>> version() {
        return Arbitraries.integers().between(-1, 3).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<List<Integer>>> versions() {
        return version().list().ofMinSize(1).ofMaxSize(4);
    }
}
