package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.deleted;
import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.then;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Done;
import dev.waybill.provider.paddleclassic.InMemoryPaddle.Charged;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are lost, cut off or failures, at every place of a delivery's course. */
class PaddleLossTest {

    private static final int PLACES = 60;

    enum Disturbance {
        LOST_AFTER((paddle, call) -> {
            paddle.answer(call);
            return Answer.unknown("connection reset");
        }),
        LOST_BEFORE((paddle, call) -> Answer.unknown("connection reset")),
        NOT_SENT((paddle, call) -> Answer.notSent("connection refused")),
        ERROR_120_AFTER((paddle, call) -> {
            paddle.answer(call);
            return InMemoryPaddle.error(120);
        }),
        ERROR_120_BEFORE((paddle, call) -> InMemoryPaddle.error(120)),
        SERVER_ERROR_AFTER((paddle, call) -> {
            paddle.answer(call);
            return Answer.of(502, Map.of(), "<html>Bad gateway</html>");
        }),
        SERVER_ERROR_BEFORE((paddle, call) -> Answer.of(503, Map.of(), "")),
        CUT_OFF((paddle, call) -> {
            Answer whole = paddle.answer(call);
            return Answer.of(200, Map.of(), whole.body().substring(0, whole.body().length() / 2));
        }),
        PAGE_OF_SOMEBODY_ELSE((paddle, call) -> Answer.of(200, Map.of(), "<html>Welcome to the hotel</html>")),
        THROTTLED((paddle, call) -> InMemoryPaddle.error(189)),
        RENEWAL_RUNNING((paddle, call) -> InMemoryPaddle.error(146)),
        BUSY((paddle, call) -> InMemoryPaddle.error(151));

        private final BiFunction<InMemoryPaddle, Call, Answer> effect;

        Disturbance(BiFunction<InMemoryPaddle, Call, Answer> effect) {
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_disturbed_call_anywhere_charges_nothing_twice_and_loses_nothing(Disturbance disturbance) {
        Set<String> disturbed = new HashSet<>();
        for (Charged charged : Charged.values()) {
            for (String settings : List.of("{}", "{\"modifiers\":\"line\"}")) {
                for (int place = 0; place < PLACES; place++) {
                    course(charged, settings, place, disturbance, disturbed);
                }
            }
        }
        assertThat(disturbed).contains("read-subscription", "list-modifiers", "create-modifier", "delete-modifier", "list-payments");
    }

    /** A first bill, a changed one, a changed one after its charge, a deleted one, and one that came back. */
    private static void course(Charged charged, String settings, int place, Disturbance disturbance, Set<String> disturbed) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        int[] count = {0};
        Loop loop = new Loop(call -> {
            if (count[0]++ != place) {
                return paddle.answer(call);
            }
            disturbed.add(call.name());
            return disturbance.effect.apply(paddle, call);
        });
        Delivery delivery = first(eur("1.00"), settings);
        List<Bill> versions = List.of(bill("10.00", "3.00"), bill("10.00", "5.00"), bill("11.00", "5.00"), deleted(),
                bill("10.00", "3.00"));
        for (int i = 0; i < versions.size(); i++) {
            if (i == 2) {
                paddle.renew();
            }
            Bill bill = versions.get(i);
            Loop.End end = loop.run(then(delivery, bill));
            assertThat(end.step()).as("%s, version %d, call %d disturbed: %s", charged, i, place, end.names()).isInstanceOf(Done.class);
            assertThat(paddle.sum()).as("%s, version %d, call %d disturbed: %s", charged, i, place, end.names())
                    .isEqualByComparingTo(bill.deleted() ? BigDecimal.ZERO : bill.total());
            delivery = end.delivery();
        }
    }

    private static Bill bill(String one, String other) {
        return eur(line("l1", one), line("l2", other));
    }
}
