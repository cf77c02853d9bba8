package dev.waybill.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;
import java.util.List;
import java.util.Optional;

/**
 * One destination. No I/O, no clock: what to ask next, and what an answer means.
 *
 * <p>The engine stores the call that {@link #next} returns, sends it, hands the answer to {@link #absorb}, stores the result
 * and asks again. A first send, a changed bill, a retry and a resume after a crash are this same loop.
 */
public interface Provider {

    /**
     * What to do now. A delivery with a verdict gets that verdict back. A delivery with an {@link Delivery#unsettled()} call
     * is looked up by our mark; only when the provider does not hold the effect, the same call is returned again, equal in
     * every byte, or a new one once its key is known to be useless.
     */
    Step next(Delivery delivery);

    /**
     * The delivery after this answer: with new knowledge in {@link Delivery#held()}, with the call as
     * {@link Delivery#unsettled()} when it writes and its outcome is unknown, or with a verdict. A write that was stored and
     * has no answer after a crash is absorbed as {@link Answer#unknown}; a question is asked again by {@link #next}.
     */
    Delivery absorb(Delivery delivery, Call call, Answer answer);

    /**
     * What {@code call}, which {@link #next} has just named for this delivery, would bring: for a preview, where nothing is sent.
     * Ids that only the provider gives are {@link Placeholder}s. A provider that foresees nothing shows its first call only.
     *
     * @param earlier bills that the provider may hold from earlier deliveries, likeliest first
     */
    default Expectation expected(Delivery delivery, Call call, List<Bill> earlier) {
        return new Expectation.Open("What follows depends on the answer to " + call.name() + ", which is not foreseen for this provider;"
                + " a delivery goes on once it has it.");
    }

    /** The settings an integration may carry for this destination. */
    List<Setting> settings();

    /**
     * What the settings of an integration say that cannot all hold, and what to write instead; empty when they go together.
     *
     * @param settings as written, each of them accepted by itself
     */
    default Optional<String> contradiction(ObjectNode settings) {
        return Optional.empty();
    }

    /** The answer's body as it may be kept in the run log: personal data masked. Never longer than the body. */
    String loggable(Answer answer);
}
