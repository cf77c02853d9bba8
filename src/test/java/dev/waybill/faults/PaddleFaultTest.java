package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.Charge;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

/** {@link FaultTest} with an integration to Paddle's sandbox, and for each case a subscription of its own. */
abstract class PaddleFaultTest extends FaultTest {

    static final String API = "/api/2.0/subscription/";
    static final String READ = API + "users";
    static final String LIST = API + "modifiers";
    static final String CREATE = API + "modifiers/create";
    static final String DELETE = API + "modifiers/delete";
    /** Longer than the response timeout of {@link #settings}. */
    static final Duration HOLD = Duration.ofMillis(1_700);

    private static final AtomicLong NUMBER = new AtomicLong(9_000_000);

    private long subscription;
    private String account;

    @Override
    Map<String, String> settings() {
        return Map.of("paddle-classic.response-timeout", "1500ms");
    }

    @Override
    String setup() {
        return Rehearsal.paddleSetup("");
    }

    @BeforeEach
    void aSubscriptionOfItsOwn() {
        subscription = NUMBER.incrementAndGet();
        account = "acc-" + subscription;
        newSubscription("USD");
        use("");
    }

    /** Puts this case's subscription in. Overridden where it is something else than an active one in this currency. */
    void newSubscription(String currency) {
        rehearsal().paddle().subscription(subscription, currency, "49.00");
    }

    long subscription() {
        return subscription;
    }

    String account() {
        return account;
    }

    /** @param settings of the integration, beside a look-up after no time: {@code , changedAfterCharge: park} */
    void use(String settings) {
        rehearsal().apply(Rehearsal.paddleSetup("        settings: { lookUpAfter: 0" + settings + " }")
                + Rehearsal.mapping(account, "Paddle", "Subscription", String.valueOf(subscription)));
    }

    /** A bill of this case's account. */
    ObjectNode bill(String id, String... amounts) {
        return Bills.billOf(account, id, "USD", amounts);
    }

    /** Everything charged, or waiting to be charged, for the bill, in the order it was made. */
    List<Charge> charges(String bill) {
        return rehearsal().charges(bill);
    }

    void isCharged(String bill, String... amounts) {
        assertThat(charges(bill)).extracting(Charge::amount).usingElementComparator(BigDecimal::compareTo)
                .containsExactly(Arrays.stream(amounts).map(BigDecimal::new).toArray(BigDecimal[]::new));
    }

    long requests(String path) {
        return rehearsal().paddle().requests().stream().filter(request -> request.path().equals(path)).count();
    }

    void awaitStatus(String bill, RunStatus status) {
        Awaitility.await(status.name()).atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20)).until(() ->
                rehearsal().runs(bill).stream().findFirst().filter(run -> run.status() == status).isPresent());
    }

    /** Waits until a fault has struck a request. */
    void awaitStruck() {
        Awaitility.await("a fault struck").atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5)).until(() ->
                rehearsal().paddle().faults().rules().stream().anyMatch(struck -> struck.times() > 0));
    }

    /** What waits for minutes or days is looked at now. */
    void hurry() {
        rehearsal().awaitSettledWithoutLongWaits();
    }
}
