package dev.waybill.flow;

import dev.waybill.bill.Bill;
import java.util.List;

/**
 * What would become of a bill in one organization.
 *
 * @param bill          the bill with all its lines; null when nothing is to be done, as {@code sentence} says
 * @param knownRevision our count of the newest version that is known, or null when the bill is not known yet
 * @param revision      our count of the version that would be wanted
 * @param sentence      what the bill's event would come to
 * @param integrations  those that were asked, in the order of their names
 */
public record PreviewedBill(Bill bill, Integer knownRevision, int revision, String sentence,
                            List<PreviewedIntegration> integrations) {

    public PreviewedBill {
        integrations = List.copyOf(integrations);
    }

    static PreviewedBill nothing(String because) {
        return new PreviewedBill(null, null, 0, because, List.of());
    }
}
