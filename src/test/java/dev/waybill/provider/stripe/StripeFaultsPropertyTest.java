package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import dev.waybill.provider.stripe.InMemoryStripe.Invoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
import net.jqwik.api.constraints.IntRange;

/** Whatever happens on the way, in whatever order. */
class StripeFaultsPropertyTest {

    enum Fault {
        NONE, LOST_AFTER, LOST_BEFORE, DONE_LATE, FAILED_AFTER, FAILED_BEFORE, UNAVAILABLE, THROTTLED, TWIN, LOCKED, NOT_SENT
    }

    private static final String WAITING = "{\"mode\":\"subscription\"}";
    private static final String SPLIT = "{\"finalize\":\"approved\",\"tooManyLines\":\"split\"}";
    private static final String ERROR = "{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"message\":\"words\"}}";

    /** A Stripe between which and us anything may happen to a call. */
    private static final class Troubled {
        final InMemoryStripe stripe = new InMemoryStripe();
        final InMemoryItems items = new InMemoryItems();
        final Deque<Fault> faults;
        final List<Call> onTheirWay = new ArrayList<>();
        int sinceSent;

        Troubled(List<Fault> faults) {
            this.faults = new ArrayDeque<>(faults);
        }

        Answer answer(Call call) {
            Answer answer = answer(call, faults.isEmpty() ? Fault.NONE : faults.pop());
            if (++sinceSent > 3) {
                arrive();
            }
            return answer;
        }

        private Answer answer(Call call, Fault fault) {
            return switch (fault) {
                case NONE -> done(call);
                case LOST_AFTER -> {
                    done(call);
                    yield Answer.unknown("connection reset");
                }
                case LOST_BEFORE -> Answer.unknown("connection reset");
                case DONE_LATE -> {
                    if (call.writes()) {
                        onTheirWay.add(call);
                        sinceSent = 0;
                    }
                    yield Answer.unknown("timed out");
                }
                case FAILED_AFTER -> failed(call, true);
                case FAILED_BEFORE -> failed(call, false);
                case UNAVAILABLE -> Answer.of(503, Map.of(), "");
                case THROTTLED -> Answer.of(429, Map.of("Retry-After", "1"), "");
                case TWIN -> Answer.of(409, Map.of(), ERROR.formatted("idempotency_error", "idempotency_key_in_use"));
                case LOCKED -> Answer.of(429, Map.of(), ERROR.formatted("invalid_request_error", "lock_timeout"));
                case NOT_SENT -> Answer.notSent("connection refused");
            };
        }

        void arrive() {
            onTheirWay.forEach(this::done);
            onTheirWay.clear();
        }

        private Answer done(Call call) {
            return PendingCalls.ALL.contains(call.name()) ? items.answer(call) : stripe.answer(call);
        }

        private Answer failed(Call call, boolean doTheWork) {
            return PendingCalls.ALL.contains(call.name()) ? items.fail(call, doTheWork) : stripe.fail(call, doTheWork);
        }
    }

    @Property(tries = 1000)
    void a_bill_that_changes_ends_as_exactly_one_right_invoice(@ForAll("faults") List<Fault> faults,
                                                               @ForAll("versions") List<Integer> versions) {
        Troubled troubled = new Troubled(faults);
        Loop loop = new Loop(troubled::answer);
        Delivery delivery = Samples.first(bill(versions.get(0)), "{\"finalize\":\"approved\"}");
        for (int lines : versions) {
            // a try may be cut short by the next version, as in the field
            delivery = loop.go(Samples.then(delivery, bill(lines))).delivery();
        }
        troubled.faults.clear();
        troubled.arrive();
        int last = versions.get(versions.size() - 1);

        Loop.End end = loop.run(Samples.then(delivery, Samples.bill("USD", BillStatus.APPROVED, Samples.lines(last))));

        assertThat(end.step()).as("after %s", end.names()).isInstanceOf(Step.Done.class);
        if (last == 0) {
            assertThat(troubled.stripe.invoices).isEmpty();
            return;
        }
        Invoice invoice = troubled.stripe.only();
        assertThat(invoice.lines).hasSize(last);
        assertThat(invoice.subtotal()).isEqualTo(last * (last + 1L) / 2 * 100);
        assertThat(invoice.status).isEqualTo("open");
    }

    @Property(tries = 150)
    void a_bill_that_is_split_ends_as_the_right_invoices_and_leaves_no_other(@ForAll("faults") List<Fault> faults,
                                                                             @ForAll("largeVersions") List<Integer> versions) {
        Troubled troubled = new Troubled(faults);
        Loop loop = new Loop(troubled::answer);
        Delivery delivery = Samples.first(bill(versions.get(0)), SPLIT);
        for (int lines : versions) {
            delivery = loop.go(Samples.then(delivery, bill(lines))).delivery();
        }
        troubled.faults.clear();
        troubled.arrive();
        int last = versions.get(versions.size() - 1);

        Loop.End end = loop.run(Samples.then(delivery, Samples.bill("USD", BillStatus.APPROVED, Samples.lines(last))));

        assertThat(end.step()).as("after %s", end.names()).isInstanceOf(Step.Done.class);
        assertThat(troubled.stripe.invoices).hasSize((last + 249) / 250);
        assertThat(troubled.stripe.invoices.values().stream().mapToInt(invoice -> invoice.lines.size()).sum()).isEqualTo(last);
        assertThat(troubled.stripe.invoices.values().stream().mapToLong(Invoice::subtotal).sum()).isEqualTo(last * (last + 1L) / 2 * 100);
        assertThat(troubled.stripe.invoices.values()).allMatch(invoice -> invoice.status.equals("open"));
    }

    /** A renewal may come at any time; its draft stays one, so everything can still be put right. */
    @Property(tries = 500)
    void items_of_a_bill_that_changes_end_as_exactly_its_lines(@ForAll("faults") List<Fault> faults,
                                                               @ForAll("smallVersions") List<Integer> versions,
                                                               @ForAll @IntRange(max = 6) int renewed, @ForAll boolean whole) {
        Troubled troubled = new Troubled(faults);
        Loop loop = new Loop(troubled::answer);
        Delivery delivery = Samples.first(bill(versions.get(0)), WAITING).onto(InMemoryItems.SUBSCRIPTION);
        int tries = 0;
        for (int lines : versions) {
            delivery = loop.go(Samples.then(delivery, bill(lines))).delivery();
            if (++tries == renewed) {
                troubled.items.renew(whole ? 250 : 2);
            }
        }
        troubled.faults.clear();
        troubled.arrive();
        int last = versions.get(versions.size() - 1);

        Loop.End end = loop.run(Samples.then(delivery, bill(last)));

        assertThat(end.step()).as("after %s", end.names()).isInstanceOf(Step.Done.class);
        assertThat(troubled.items.items.values().stream().map(item -> item.metadata.get("gw_line"))).doesNotHaveDuplicates().hasSize(last);
        assertThat(troubled.items.sum()).isEqualTo(last * (last + 1L) / 2 * 100);
        assertThat(troubled.items.items.values().stream().map(item -> item.invoice == null).distinct().count()).isLessThan(2);
    }

    /** Once its invoice is final, nothing of it may change, and nothing of the bill may be billed twice. */
    @Property(tries = 500)
    void items_that_were_billed_are_never_billed_again(@ForAll("faults") List<Fault> faults,
                                                       @ForAll("smallVersions") List<Integer> versions,
                                                       @ForAll @IntRange(min = 1, max = 4) int billed, @ForAll boolean whole) {
        Troubled troubled = new Troubled(faults);
        Loop loop = new Loop(troubled::answer);
        Delivery delivery = Samples.first(bill(versions.get(0)), WAITING).onto(InMemoryItems.SUBSCRIPTION);
        int tries = 0;
        for (int lines : versions) {
            delivery = loop.go(Samples.then(delivery, bill(lines))).delivery();
            if (++tries == billed) {
                troubled.items.invoices.put(troubled.items.renew(whole ? 250 : 2), "paid");
            }
        }
        troubled.faults.clear();
        troubled.arrive();

        Loop.End end = loop.run(Samples.then(delivery, bill(versions.get(versions.size() - 1))));

        assertThat(end.step()).as("after %s", end.names()).isNotInstanceOf(Step.Later.class);
        assertThat(troubled.items.items.values().stream().map(item -> item.metadata.get("gw_line"))).doesNotHaveDuplicates();
    }

    @Property(tries = 1000)
    void any_answers_at_all_lead_to_an_end_in_mode_subscription(@ForAll("itemAnswers") List<Answer> answers,
                                                                @ForAll("smallVersions") List<Integer> versions,
                                                                @ForAll boolean keyExpired) {
        int[] next = {0};
        Loop loop = new Loop(call -> answers.get(next[0]++ % answers.size()));
        Delivery delivery = Samples.first(bill(versions.get(0)), WAITING).onto(InMemoryItems.SUBSCRIPTION);
        for (int lines : versions) {
            Loop.End end = loop.go(Samples.stored(Samples.then(delivery, bill(lines)), keyExpired));
            assertThat(end.step()).isInstanceOfAny(Step.Done.class, Step.Parked.class, Step.Later.class);
            delivery = end.delivery();
        }
    }

    @Property(tries = 1000)
    void any_answers_at_all_lead_to_an_end(@ForAll("answers") List<Answer> answers, @ForAll("anyVersions") List<Integer> versions,
                                           @ForAll boolean keyExpired) {
        int[] next = {0};
        Loop loop = new Loop(call -> answers.get(next[0]++ % answers.size()));
        Delivery delivery = Samples.first(bill(versions.get(0)), SPLIT);
        for (int lines : versions) {
            Loop.End end = loop.go(Samples.stored(Samples.then(delivery, bill(lines)), keyExpired));
            assertThat(end.step()).isInstanceOfAny(Step.Done.class, Step.Parked.class, Step.Later.class);
            assertThat(end.calls().size()).isLessThan(Loop.MOST_CALLS);
            delivery = end.delivery();
        }
    }

    @Provide
    Arbitrary<List<Fault>> faults() {
        return Arbitraries.frequency(Tuple.of(4, Fault.NONE), Tuple.of(1, Fault.LOST_AFTER),
                Tuple.of(1, Fault.LOST_BEFORE), Tuple.of(1, Fault.DONE_LATE),
                Tuple.of(1, Fault.FAILED_AFTER), Tuple.of(1, Fault.FAILED_BEFORE),
                Tuple.of(1, Fault.UNAVAILABLE), Tuple.of(1, Fault.THROTTLED),
                Tuple.of(1, Fault.TWIN), Tuple.of(1, Fault.LOCKED),
                Tuple.of(1, Fault.NOT_SENT)).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Integer>> versions() {
        return Arbitraries.of(0, 1, 3, 60, 120).list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Integer>> smallVersions() {
        return Arbitraries.of(0, 1, 3, 7).list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Answer>> itemAnswers() {
        String marks = "{\"gw_bill\":\"" + Samples.BILL_ID + "\",\"gw_integration\":\"" + Samples.INTEGRATION + "\",\"gw_line\":\"l1\"}";
        Arbitrary<String> bodies = Arbitraries.of("{\"id\":\"sub_1\",\"customer\":\"" + Samples.CUSTOMER
                + "\",\"currency\":\"usd\",\"status\":\"active\"}", "{\"id\":\"sub_1\"}", "{\"data\":[],\"has_more\":false}",
                "{\"data\":[{\"id\":\"ii_1\",\"amount\":100,\"metadata\":" + marks + "}],\"has_more\":false}",
                "{\"data\":[{\"id\":\"ii_1\",\"amount\":100,\"invoice\":\"in_1\",\"metadata\":" + marks + "}],\"has_more\":true}",
                "{\"data\":[{\"id\":\"ii_2\",\"metadata\":" + marks + "}],\"has_more\":false}", "{\"id\":\"ii_1\",\"amount\":100}",
                "{\"id\":\"in_1\",\"status\":\"draft\"}", "{\"id\":\"in_1\",\"status\":\"paid\",\"lines\":{\"total_count\":\"many\"}}",
                "{\"id\":\"in_1\",\"status\":\"odd\"}", "{\"id\":\"ii_1\",\"deleted\":true}", "{\"id\":\"in_1\"}");
        Arbitrary<Answer> good = bodies.map(body -> Answer.of(200, Map.of(), body));
        return Combinators.combine(answers(), good.list().ofMinSize(1).ofMaxSize(40), Arbitraries.randoms()).as((some, others, random) -> {
            List<Answer> all = new ArrayList<>(some);
            all.addAll(others);
            Collections.shuffle(all, random);
            return all;
        });
    }

    @Provide
    Arbitrary<List<Integer>> anyVersions() {
        return Arbitraries.of(0, 1, 3, 60, 120, 251).list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Integer>> largeVersions() {
        return Arbitraries.of(0, 3, 250, 251, 520).list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Answer>> answers() {
        Arbitrary<Integer> status = Arbitraries.of(200, 200, 200, 200, 201, 301, 400, 400, 402, 403, 404, 409, 424, 429,
                500, 500, 503);
        Arbitrary<Map<String, String>> headers = Arbitraries.of(Map.of(), Map.of("stripe-should-retry", "true"),
                Map.of("stripe-should-retry", "false"), Map.of("idempotent-replayed", "true"), Map.of("retry-after", "x"));
        Arbitrary<Answer> answered = Combinators.combine(status, headers, body()).as(Answer::of);
        Arbitrary<Answer> silent = Arbitraries.of(Answer.unknown("?"), Answer.notSent("!"));
        return Arbitraries.oneOf(answered, answered, answered, answered, silent).list().ofMinSize(1).ofMaxSize(40);
    }

    private static Arbitrary<String> body() {
        return Arbitraries.of("", "null", "[]", "{", "<html>", "{\"error\":7}", "{\"error\":{}}",
                ERROR.formatted("invalid_request_error", "resource_missing"), ERROR.formatted("invalid_request_error", ""),
                ERROR.formatted("idempotency_error", ""), ERROR.formatted("invalid_request_error", "invoice_not_editable"),
                "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\",\"param\":\"lines[0][id]\"}}",
                "{\"id\":\"in_1\"}", "{\"id\":\"in_1\",\"status\":\"draft\"}",
                "{\"id\":\"in_1\",\"status\":\"draft\",\"subtotal\":600}",
                "{\"id\":\"in_1\",\"status\":\"open\",\"subtotal\":1e400}",
                "{\"id\":\"in_1\",\"status\":\"paid\",\"metadata\":[]}",
                "{\"id\":\"in_1\",\"status\":\"void\"}", "{\"id\":\"in_1\",\"status\":\"dreaming\"}",
                "{\"id\":\"in_1\",\"deleted\":true}",
                "{\"id\":\"in_1\",\"status\":7,\"metadata\":{\"gw_rev\":7}}",
                "{\"data\":[],\"has_more\":false}", "{\"data\":[],\"has_more\":true}", "{\"data\":[7],\"has_more\":true}",
                page("in_1", "{}", true), page("in_1", "null", false),
                page("in_1", "{\"gw_bill\":\"" + Samples.BILL_ID + "\",\"gw_epoch\":\"0\"}", false),
                page("il_1", "{\"gw_bill\":\"" + Samples.BILL_ID + "\",\"gw_line\":\"l1\",\"gw_hash\":\"x\"}", true),
                page("il_1", "{\"gw_bill\":\"" + Samples.BILL_ID + "\"}", false),
                "{\"data\":[{\"id\":\"il_2\"}],\"has_more\":false}");
    }

    private static String page(String id, String metadata, boolean more) {
        return "{\"data\":[{\"id\":\"" + id + "\",\"amount\":100,\"status\":\"draft\",\"metadata\":" + metadata
                + "}],\"has_more\":" + more + "}";
    }

    private static Bill bill(int lines) {
        return Samples.bill("USD", BillStatus.PENDING, Samples.lines(lines));
    }
}
