package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Live and sandbox are two seller accounts on two hosts. */
class DeliverBillToPaddleLiveRouteTest {

    @Test
    void a_bill_of_destination_paddle_goes_to_the_live_side_alone() {
        try (PaddleClassicStandIn live = Rehearsal.newPaddle().start(0);
                Rehearsal rehearsal = Rehearsal.begin(Map.of("paddle-classic.base-url", live.baseUrl()),
                        Rehearsal.paddleSetup("").replace("PaddleSandbox", "Paddle"))) {
            live.subscription(Rehearsal.SUBSCRIPTION, "USD", "49.00");
            rehearsal.send("billing.bill.updated", Bills.bill("live-1", "USD", "7"));
            rehearsal.awaitSettled();
            assertThat(rehearsal.run("live-1").status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(live.chargedFor(Rehearsal.paddleMark("live-1"))).isEqualByComparingTo("7");
            assertThat(rehearsal.paddle().requests()).isEmpty();
        }
    }
}
