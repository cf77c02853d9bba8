package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.paddleclassic.InMemoryPaddle.Charged;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens on the way, in whatever order. */
class PaddleFaultsPropertyTest {

    enum Fault {
        NONE, RENEWAL, LOST_AFTER, LOST_BEFORE, LOST_AND_RENEWAL, DONE_LATE, ERROR_120_AFTER, ERROR_120_BEFORE, UNAVAILABLE, THROTTLED,
        RENEWAL_RUNNING, NOT_SENT, CUT_OFF, REFUSED_CREDENTIALS
    }

    /** A Paddle between which and us anything may happen to a call, and whose renewals run whenever they like. */
    private static final class Troubled {
        final InMemoryPaddle paddle;
        final Deque<Fault> faults;
        final List<Call> onTheirWay = new ArrayList<>();
        final BigDecimal most;

        Troubled(Charged charged, List<Fault> faults, BigDecimal most) {
            paddle = new InMemoryPaddle(charged);
            this.faults = new ArrayDeque<>(faults);
            this.most = most;
        }

        Answer answer(Call call) {
            Answer answer = answer(call, faults.isEmpty() ? Fault.NONE : faults.pop());
            neverTwice(call.name());
            return answer;
        }

        private Answer answer(Call call, Fault fault) {
            return switch (fault) {
                case NONE -> paddle.answer(call);
                case RENEWAL -> {
                    paddle.renew();
                    yield paddle.answer(call);
                }
                case LOST_AFTER -> {
                    paddle.answer(call);
                    yield Answer.unknown("connection reset");
                }
                case LOST_BEFORE -> Answer.unknown("connection reset");
                case LOST_AND_RENEWAL -> {
                    paddle.answer(call);
                    paddle.renew();
                    yield Answer.unknown("connection reset");
                }
                case DONE_LATE -> {
                    onTheirWay.add(call);
                    yield Answer.unknown("timed out");
                }
                case ERROR_120_AFTER -> {
                    paddle.answer(call);
                    yield InMemoryPaddle.error(120);
                }
                case ERROR_120_BEFORE -> InMemoryPaddle.error(120);
                case UNAVAILABLE -> Answer.of(503, Map.of(), "");
                case THROTTLED -> InMemoryPaddle.error(189);
                case RENEWAL_RUNNING -> InMemoryPaddle.error(146);
                case NOT_SENT -> Answer.notSent("connection refused");
                case CUT_OFF -> Answer.of(200, Map.of(), paddle.answer(call).body().replaceFirst("}$", ""));
                case REFUSED_CREDENTIALS -> InMemoryPaddle.error(107);
            };
        }

        /** A minute has passed. */
        void arrive() {
            onTheirWay.forEach(paddle::answer);
            onTheirWay.clear();
            neverTwice("late arrival");
        }

        private void neverTwice(String when) {
            assertThat(paddle.sum()).as("charged or about to be, after %s", when).isLessThanOrEqualTo(most);
        }
    }

    @Property(tries = 2000)
    void a_bill_that_changes_ends_with_exactly_one_right_charge(@ForAll("faults") List<Fault> faults,
                                                               @ForAll("versions") List<Integer> versions, @ForAll Charged charged,
                                                               @ForAll boolean perLine) {
        // with a deletion that got no answer, "no such modifier" proves that it worked: what is forgotten must not be lost as well
        List<Fault> told = charged == Charged.IS_FORGOTTEN ? faults.stream().filter(PaddleFaultsPropertyTest::leavesNoDoubt).toList()
                : faults;
        Troubled troubled = new Troubled(charged, told, total(versions.stream().mapToInt(lines -> lines).max().orElse(0)));
        Loop loop = new Loop(troubled::answer);
        String settings = "{\"modifiers\":\"" + (perLine ? "line" : "bill") + "\"}";
        Delivery delivery = Samples.first(bill(versions.get(0)), settings);
        for (int lines : versions) {
            // a go may be cut short by the next version, as in the field: what is on its way may then still be
            delivery = loop.go(Samples.then(delivery, bill(lines))).delivery();
        }
        int last = versions.get(versions.size() - 1);
        delivery = Samples.then(delivery, bill(last));
        for (int tries = 0; tries < 200; tries++) {
            Loop.End end = loop.go(delivery);
            delivery = end.delivery();
            troubled.arrive();
            if (end.step() instanceof Step.Done) {
                assertThat(troubled.paddle.sum()).as("after %s", end.names()).isEqualByComparingTo(total(last));
                return;
            }
            if (end.step() instanceof Step.Parked parked && !parked.code().equals("auth-failed")) {
                delivery = Samples.withSettings(delivery, settings.replace("}", ",\"whenUnsure\":\"" + word(troubled, parked, delivery)
                        + "\"}"));
            } else {
                delivery = Samples.withSettings(delivery, settings);
            }
        }
        throw new AssertionError("two hundred tries did not end it: " + delivery);
    }

    /** What an operator says who has looked at the subscription's payments. */
    private static String word(Troubled troubled, Step.Parked parked, Delivery delivery) {
        assertThat(parked.code()).isIn("ambiguous-after-renewal", "older-than-last-payment");
        if (delivery.unsettled() == null) {
            assertThat(troubled.paddle.modifiers).as("nothing was ever sent").isEmpty();
            return "send";
        }
        String sent = FormBody.parse(delivery.unsettled().body()).get("modifier_description");
        return troubled.paddle.ours().stream().anyMatch(modifier -> modifier.charged && modifier.description.equals(sent)
                && !delivery.held().toString().contains("\"id\":" + modifier.id)) ? "charged" : "send";
    }

    private static boolean leavesNoDoubt(Fault fault) {
        return switch (fault) {
            case NONE, RENEWAL, THROTTLED, RENEWAL_RUNNING, NOT_SENT, REFUSED_CREDENTIALS -> true;
            default -> false;
        };
    }

    @Property(tries = 1000)
    void any_answers_at_all_lead_to_an_end(@ForAll("answers") List<Answer> answers, @ForAll("versions") List<Integer> versions,
                                           @ForAll("settings") String settings, @ForAll boolean keyExpired) {
        int[] next = {0};
        Loop loop = new Loop(call -> answers.get(next[0]++ % answers.size()));
        Delivery delivery = Samples.first(bill(versions.get(0)), settings);
        for (int lines : versions) {
            Loop.End end = loop.go(Samples.stored(Samples.then(delivery, bill(lines)), keyExpired));
            assertThat(end.step()).isInstanceOfAny(Step.Done.class, Step.Parked.class, Step.Later.class);
            assertThat(end.calls().size()).isLessThan(Loop.MOST_CALLS);
            delivery = end.delivery();
        }
    }

    @Provide
    Arbitrary<List<Fault>> faults() {
        return Arbitraries.frequency(Tuple.of(12, Fault.NONE), Tuple.of(2, Fault.RENEWAL), Tuple.of(2, Fault.LOST_AFTER),
                Tuple.of(2, Fault.LOST_BEFORE), Tuple.of(1, Fault.LOST_AND_RENEWAL), Tuple.of(2, Fault.DONE_LATE),
                Tuple.of(1, Fault.ERROR_120_AFTER), Tuple.of(1, Fault.ERROR_120_BEFORE), Tuple.of(1, Fault.UNAVAILABLE),
                Tuple.of(1, Fault.THROTTLED), Tuple.of(1, Fault.RENEWAL_RUNNING), Tuple.of(1, Fault.NOT_SENT),
                Tuple.of(1, Fault.CUT_OFF), Tuple.of(1, Fault.REFUSED_CREDENTIALS)).list().ofMinSize(10).ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Integer>> versions() {
        return Arbitraries.of(0, 1, 2, 3, 8).list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> settings() {
        return Arbitraries.of("{}", "{\"modifiers\":\"line\"}", "{\"whenUnsure\":\"send\"}", "{\"whenUnsure\":\"charged\"}",
                "{\"changedAfterCharge\":\"park\"}", "{\"modifiers\":\"line\",\"whenUnsure\":\"send\"}");
    }

    @Provide
    Arbitrary<List<Answer>> answers() {
        Arbitrary<Integer> status = Arbitraries.of(200, 200, 200, 200, 200, 200, 201, 301, 400, 403, 404, 405, 429, 500, 503);
        Arbitrary<Map<String, String>> headers = Arbitraries.of(Map.of(), Map.of("retry-after", "x"), Map.of("retry-after", "7"));
        Arbitrary<Answer> answered = Combinators.combine(status, headers, body()).as(Answer::of);
        Arbitrary<Answer> good = body().map(text -> Answer.of(200, Map.of(), text));
        Arbitrary<Answer> silent = Arbitraries.of(Answer.unknown("?"), Answer.notSent("!"));
        return Arbitraries.oneOf(answered, good, good, good, good, silent).list().ofMinSize(1).ofMaxSize(40);
    }

    private static Arbitrary<String> body() {
        Arbitrary<String> odd = Arbitraries.of("", "null", "[]", "{", "<html>", "{\"success\":true}", "{\"success\":false}",
                "{\"success\":\"yes\"}", "{\"success\":true,\"response\":{}}", "{\"success\":true,\"response\":[7]}",
                "{\"success\":true,\"response\":[],\"total\":9}", "{\"success\":false,\"error\":{\"code\":\"x\"}}");
        Arbitrary<String> errors = Arbitraries.of(101, 102, 109, 119, 120, 123, 124, 146, 151, 155, 182, 187, 189, 194, 196, 199, 4711)
                .map(code -> "{\"success\":false,\"error\":{\"code\":" + code + "}}");
        Arbitrary<String> subscription = Arbitraries.of("active", "paused", "deleted", "dreaming").map(state -> ok("["
                + "{\"subscription_id\":\"7730045\",\"state\":\"" + state + "\",\"next_payment\":{\"amount\":\"49.0\",\"currency\":\"EUR\","
                + "\"date\":\"2025-10-15\"},\"last_payment\":{\"amount\":1e400,\"date\":\"2025-1\"}}]"));
        Arbitrary<String> modifier = Combinators.combine(Arbitraries.integers().between(1, 5),
                Arbitraries.of("100.000", "300", "-7", "1e300", "x", ""), Arbitraries.of("all", "adj1", "adj2", "0a0b0c0d", "other"),
                Arbitraries.of("0", "1", "true", "\"1\"", "null")).as((id, amount, part, recurring) -> ok("[{\"modifier_id\":" + id
                + ",\"subscription_id\":7730045,\"amount\":\"" + amount + "\",\"currency\":\"EUR\",\"is_recurring\":" + recurring
                + ",\"description\":\"" + Samples.TAG + part + ":00000000]\"}]"));
        Arbitrary<String> made = Arbitraries.integers().between(1, 9).map(id -> ok("{\"modifier_id\":" + id + "}"));
        Arbitrary<String> paid = Arbitraries.of("2025-09-01", "2025-11-11", "never").map(date -> ok("[{\"subscription_id\":7730045,"
                + "\"is_paid\":1,\"payout_date\":\"" + date + "\",\"modifier_id\":3}]"));
        return Arbitraries.oneOf(odd, errors, subscription, subscription, modifier, made, paid, Arbitraries.just(ok("[]")));
    }

    private static String ok(String response) {
        return "{\"success\":true,\"response\":" + response + "}";
    }

    private static Bill bill(int lines) {
        List<LineItem> items = new ArrayList<>();
        for (int i = 1; i <= lines; i++) {
            items.add(Samples.line("l" + i, i + ".00"));
        }
        return Samples.eur(items.toArray(LineItem[]::new));
    }

    private static BigDecimal total(int lines) {
        return BigDecimal.valueOf(lines * (lines + 1L) / 2);
    }
}
