package dev.waybill.faults;

import dev.waybill.standin.paddleclassic.ConsumedModifiers;

/** The same, where modifiers that were charged stay in Paddle's list. */
class PaddleRenewalStayListedTest extends PaddleRenewalFaultsTest {

    @Override
    ConsumedModifiers consumed() {
        return ConsumedModifiers.STAY_LISTED;
    }
}
