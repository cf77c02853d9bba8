package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;

/**
 * One time that something of ours costs the buyer money, or will.
 *
 * @param modifierId  null for a one-off charge
 * @param amount      in major units
 * @param description of the modifier, or the name of the one-off charge
 * @param paymentId   the payment that billed it; null while it waits for the next one
 */
public record Charge(Long modifierId, long subscriptionId, BigDecimal amount, String currency, String description,
                     Long paymentId) {

    public boolean isPaid() {
        return paymentId != null;
    }
}
