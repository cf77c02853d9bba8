package dev.waybill.bench;

/**
 * What one round of killing came to.
 *
 * @param killed         what was killed
 * @param afterSeconds   under load
 * @param cutOff         events and deliveries that were under way at that moment
 * @param readyMillis    from the start of the new process until it took webhooks
 * @param progressMillis from the same start until the first call reached the stand-in
 * @param settled        false when bills were still under way after the patience
 * @param counts         of all bills since the beginning
 */
public record KillRound(int number, String killed, double afterSeconds, long cutOff, long readyMillis, long progressMillis,
                        boolean settled, Counts counts) {
}
