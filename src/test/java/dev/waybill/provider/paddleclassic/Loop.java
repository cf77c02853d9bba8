package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Drives a provider as the engine does: what is known goes through JSON between two goes, verdicts are never stored. */
final class Loop {

    /** What a go ended with, and what was known then. */
    record End(Delivery delivery, Step step, List<Call> calls) {

        List<String> names() {
            return calls.stream().map(Call::name).toList();
        }

        String code() {
            return step instanceof Step.Parked parked ? parked.code() : step instanceof Step.Later later ? later.code() : "done";
        }

        String note() {
            return ((Step.Done) step).note();
        }

        String reason() {
            return step instanceof Step.Parked parked ? parked.reason() : ((Step.Later) step).reason();
        }
    }

    static final int MOST_CALLS = 1500;

    private final PaddleClassicProvider provider = new PaddleClassicProvider();
    private final Function<Call, Answer> paddle;

    Loop(Function<Call, Answer> paddle) {
        this.paddle = paddle;
    }

    /** One go: until the provider stops. */
    End go(Delivery delivery) {
        List<Call> calls = new ArrayList<>();
        Delivery known = delivery;
        while (true) {
            Step step = provider.next(known);
            if (!(step instanceof Call call)) {
                return new End(Samples.stored(known, false), step, calls);
            }
            calls.add(call);
            if (calls.size() > MOST_CALLS) {
                throw new AssertionError("the loop does not end: " + calls.subList(calls.size() - 20, calls.size()));
            }
            known = provider.absorb(known, call, paddle.apply(call));
        }
    }

    /** Goes until something other than Later comes out. */
    End run(Delivery delivery) {
        List<Call> calls = new ArrayList<>();
        Delivery known = delivery;
        for (int tries = 0; tries < 20; tries++) {
            End end = go(known);
            calls.addAll(end.calls());
            if (!(end.step() instanceof Step.Later)) {
                return new End(end.delivery(), end.step(), calls);
            }
            known = end.delivery();
        }
        throw new AssertionError("twenty tries did not end it: " + calls.stream().map(Call::name).toList());
    }
}
