package dev.waybill.flow;

import dev.waybill.bill.LineItem;
import dev.waybill.delivery.DecidedBill.Outcome;
import dev.waybill.delivery.RunStatus;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.provider.Course;
import java.util.List;

/**
 * What would become of a bill in one integration.
 *
 * @param decision what the rules say, with the bill as it would leave
 * @param outcome  what follows from it, given what is known of the bill
 * @param because  why, in one sentence
 * @param dropped  the lines that would not leave
 * @param standing how the delivery stands that exists already, or null
 * @param due      true when the calls would be made by themselves; false when only once somebody lets the bill be delivered again
 * @param course   the calls and how they end; null when nothing is delivered, or when a worker has the delivery just now
 * @param atWork   true when a worker has the delivery just now
 */
public record PreviewedIntegration(DeliveryDecision decision, Outcome outcome, String because, List<LineItem> dropped,
                                   RunStatus standing, boolean due, Course course, boolean atWork) {

    public PreviewedIntegration {
        dropped = List.copyOf(dropped);
    }
}
