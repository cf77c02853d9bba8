package dev.waybill.provider;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leads a delivery through its calls as the deliver room does, but each answer is the one its provider expects. */
public final class DryRun {

    private final Reconciler reconciler;

    public DryRun(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    /**
     * The calls from this work to its end, or to the first one whose answer cannot be foreseen.
     *
     * @param work    as {@link Reconciler#begin} or {@link Reconciler#resume} left it
     * @param earlier bills that the provider may hold from earlier deliveries, likeliest first
     */
    public Course of(Work work, List<Bill> earlier) {
        Provider provider = reconciler.providerOf(work.run().destination());
        List<Course.Planned> calls = new ArrayList<>();
        Set<String> conditions = new LinkedHashSet<>();
        Map<String, String> ids = new LinkedHashMap<>();
        Work at = work;
        while (at.hasCall()) {
            calls.add(new Course.Planned(at.call(), conditions.isEmpty()));
            Expectation expected = provider.expected(at.delivery(), at.call(), earlier);
            Answer answer;
            if (expected instanceof Expectation.Certain certain) {
                answer = certain.answer();
                ids.putAll(certain.ids());
            } else if (expected instanceof Expectation.Assumed assumed) {
                answer = assumed.answer();
                conditions.add(assumed.condition());
                ids.putAll(assumed.ids());
            } else {
                return shown(calls, null, ((Expectation.Open) expected).follows(), conditions, ids);
            }
            at = reconciler.absorb(at, answer);
        }
        return shown(calls, at.step(), null, conditions, ids);
    }

    private static Course shown(List<Course.Planned> calls, Step end, String open, Set<String> conditions,
                                Map<String, String> ids) {
        List<Course.Planned> shown = calls.stream().map(one -> new Course.Planned(shown(one.call()), one.certain())).toList();
        Map<String, String> seen = new LinkedHashMap<>();
        ids.forEach((name, meaning) -> {
            if (shown.stream().anyMatch(one -> holds(one.call(), "{" + name + "}"))) {
                seen.put(name, meaning);
            }
        });
        return new Course(shown, end == null ? null : shown(end), open, List.copyOf(conditions), seen);
    }

    private static boolean holds(Call call, String text) {
        return call.path().contains(text) || call.query().contains(text) || call.body().contains(text);
    }

    private static Call shown(Call call) {
        return new Call(call.name(), call.method(), Placeholder.shown(call.path()), Placeholder.shown(call.query()),
                call.contentType(), Placeholder.shown(call.body()), call.idempotencyKey(), call.headers(), call.writes());
    }

    private static Step shown(Step end) {
        if (end instanceof Step.Done done) {
            return new Step.Done(Placeholder.shown(done.externalId()), Placeholder.shown(done.url()),
                    Placeholder.shown(done.note()));
        }
        if (end instanceof Step.Parked parked) {
            return new Step.Parked(parked.status(), parked.code(), Placeholder.shown(parked.reason()),
                    Placeholder.shown(parked.remedy()));
        }
        Step.Later later = (Step.Later) end;
        return new Step.Later(later.status(), later.code(), Placeholder.shown(later.reason()), later.pause());
    }
}
