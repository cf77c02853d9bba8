package dev.waybill.dispatch;

import dev.waybill.delivery.ProviderAccount;
import java.time.Duration;

/**
 * How a provider account stands on this node.
 *
 * @param atWork      deliveries at work
 * @param allowed     how many may be: the limit, or less after the provider asked to slow down
 * @param waiting     deliveries that wait in memory
 * @param pausedLanes lanes that wait because the provider asked them to
 * @param breaker     how the breaker stands: CLOSED, OPEN or HALF_OPEN
 * @param throttled   answers that asked to slow down, since the start
 * @param pause       how long nothing new begins, zero when it may
 */
public record AccountState(ProviderAccount account, int atWork, int allowed, int waiting, int pausedLanes, String breaker,
                           long throttled, Duration pause) {

    public boolean isBroken() {
        return !breaker.equals("CLOSED");
    }
}
