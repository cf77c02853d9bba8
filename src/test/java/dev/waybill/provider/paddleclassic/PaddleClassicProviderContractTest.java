package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.provider.ProviderContract;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.PaddleClassicFaults;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.HttpStandIn;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PaddleClassicProviderContractTest extends ProviderContract {

    private static final String READ = "/api/2.0/subscription/users";
    private static final String LIST = "/api/2.0/subscription/modifiers";
    private static final String CREATE = "/api/2.0/subscription/modifiers/create";

    /** What goes wrong in Paddle's own way: errors come with status 200, and so may a page that is none of Paddle's. */
    enum PaddlesTrouble {
        INTERNAL_ERROR_BEFORE_THE_WORK(PaddleClassicFaults::internalErrorBeforeWork),
        INTERNAL_ERROR_AFTER_THE_WORK(PaddleClassicFaults::internalErrorAfterWork),
        RATE_LIMIT_REACHED(PaddleClassicFaults::tooManyRequests),
        RENEWAL_RUNNING(PaddleClassicFaults::renewalRunning),
        BUSY_WITH_THE_SUBSCRIPTION(() -> PaddleClassicFaults.error(151)),
        PAGE_WITH_STATUS_200(() -> PaddleClassicFaults.page(200)),
        PAGE_WITH_STATUS_200_AFTER_THE_WORK(() -> PaddleClassicFaults.pageAfterWork(200)),
        PAGE_WITH_STATUS_405(() -> PaddleClassicFaults.page(405));

        private final Supplier<FaultRule> rule;

        PaddlesTrouble(Supplier<FaultRule> rule) {
            this.rule = rule;
        }
    }

    @Override
    protected HttpStandIn standIn(Rehearsal rehearsal) {
        return rehearsal.paddle();
    }

    /** Longer than any request is held here: what was sent has arrived when Paddle is looked at. */
    @Override
    protected String setup() {
        return Rehearsal.paddleSetup("        settings: { lookUpAfter: 2 }");
    }

    @Override
    protected List<Place> course() {
        return List.of(new Place("read the subscription", "POST", READ, 0), new Place("list", "POST", LIST, 0),
                new Place("create", "POST", CREATE, 0), new Place("list again", "POST", LIST, 1));
    }

    @Override
    protected List<Held> held(Rehearsal rehearsal, String billId) {
        return rehearsal.charges(billId).stream().map(charge -> new Held(String.valueOf(charge.modifierId()),
                charge.amount().movePointRight(2).longValueExact(), true)).toList();
    }

    @Override
    protected FaultRule refusal() {
        return PaddleClassicFaults.error(160).on("POST", CREATE);
    }

    /** A bill is charged once to its subscription, whichever integration brings it. */
    @Override
    protected boolean isHeldForEachIntegration() {
        return false;
    }

    /** Paddle names no time to wait, and a minute or ten are waited. */
    @Override
    protected void settle() {
        rehearsal().awaitSettledWithoutLongWaits();
    }

    Stream<Arguments> everyTroubleOfPaddlesEverywhere() {
        return Stream.of(PaddlesTrouble.values()).flatMap(trouble -> course().stream().map(place -> Arguments.of(trouble, place)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("everyTroubleOfPaddlesEverywhere")
    void one_trouble_of_paddles_own_changes_nothing_in_the_end(PaddlesTrouble trouble, Place place) {
        String bill = newBill();
        rehearsal().paddle().faults().add(trouble.rule.get().on(place.method(), place.path()).after(place.before()).times(1));
        delivered(Bills.withLines(bill, LINES));
        assertThat(rehearsal().paddle().faults().rules()).as("the trouble struck").extracting(struck -> struck.times()).containsExactly(1);
        isCompleteAfterOneRun(bill);
        isHeldOnce(bill, 19_260);
    }
}
