package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.rehearsal.AccountDoor;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More bills for one account than it takes in a second: they leave at its rate, and the provider is never asked for more. */
class BacklogTest extends FaultTest {

    private static final int RATE = 40;
    private static final int CUSTOMERS = 120;
    /** The stand-in counts whole seconds, the gateway any second: a fifth more than the rate may fall into one. */
    private static final int BORNE = RATE * 6 / 5 + 2;

    private static final AccountDoor DOOR = AccountDoor.open();
    private static final AccountDoor.Account ACCOUNT = DOOR.account(Rehearsal.STRIPE_KEY);

    @Override
    Map<String, String> settings() {
        return Map.of("stripe.base-url", DOOR.url(), "stripe.test-rate", String.valueOf(RATE), "stripe.concurrency", "24");
    }

    @BeforeAll
    void manyCustomers() {
        DOOR.before(rehearsal().stripe().baseUrl());
        StringBuilder setup = new StringBuilder(Rehearsal.setup(""));
        for (int i = 0; i < CUSTOMERS; i++) {
            rehearsal().stripe().customer("cus_b" + i);
            setup.append("      - { m3terEntity: Account, m3terId: acc-b").append(i)
                    .append(", externalSystem: Stripe, externalTable: Customer, externalId: cus_b").append(i).append(" }\n");
        }
        rehearsal().apply(setup.toString());
        ACCOUNT.limit(BORNE);
    }

    @AfterAll
    void closeDoor() {
        DOOR.close();
    }

    @Test
    void it_leaves_no_faster_than_the_account_takes_and_is_never_refused() {
        IntStream.range(0, CUSTOMERS).forEach(i -> send(Bills.billOf("acc-b" + i, newBill(), "USD", "10")));

        await("everything delivered").atMost(Duration.ofSeconds(60)).until(() -> rehearsal()
                .query("select 1 from run where status = 'COMPLETE'").size() == CUSTOMERS);

        assertThat(ACCOUNT.refused()).isZero();
        assertThat(ACCOUNT.requests()).isGreaterThanOrEqualTo(CUSTOMERS * 2);
    }
}
