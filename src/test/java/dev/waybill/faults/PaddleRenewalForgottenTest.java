package dev.waybill.faults;

import dev.waybill.standin.paddleclassic.ConsumedModifiers;

/** The same, where Paddle knows nothing any more of modifiers that were charged. */
class PaddleRenewalForgottenTest extends PaddleRenewalFaultsTest {

    @Override
    ConsumedModifiers consumed() {
        return ConsumedModifiers.FORGOTTEN;
    }
}
