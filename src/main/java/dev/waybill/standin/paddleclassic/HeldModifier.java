package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;

/**
 * A modifier as the stand-in holds it at one moment.
 *
 * @param amount in major units, with three decimals
 * @param billed how many payments have billed it
 */
public record HeldModifier(long id, long subscriptionId, BigDecimal amount, String currency, boolean recurring,
                           String description, int billed) {

    static HeldModifier of(Modifier modifier) {
        return new HeldModifier(modifier.id, modifier.subscription.id, modifier.amount, modifier.subscription.currency,
                modifier.recurring, modifier.description, modifier.billed);
    }
}
