package dev.waybill.provider.stripe;

import dev.waybill.delivery.Step;
import java.util.List;

/**
 * The invoice that Stripe should hold for a bill, or the reason why there should be none.
 *
 * @param currency null only when {@code nothing} or {@code refusal} is set
 * @param lines    in the bill's order; a rounding line last
 * @param total    the sum of the lines in Stripe's smallest unit
 * @param revision names the content of the lines, kept by Stripe as {@code gw_rev}
 * @param customer Stripe's id of who is to pay
 * @param nothing  why nothing is to be collected, or null
 * @param refusal  why the bill must not be sent as it is, or null
 * @param remarks  sentences for the run's note
 * @param part     1 unless the bill is on several invoices: which of them this is, kept by Stripe as {@code gw_part}
 */
record WantedInvoice(StripeCurrency currency, List<WantedLine> lines, long total, String revision, InvoiceHeader header,
                     String customer, String nothing, Step.Parked refusal, List<String> remarks, int part) {

    WantedInvoice {
        lines = List.copyOf(lines);
        remarks = List.copyOf(remarks);
    }

    /** The bill is on fewer invoices now, or on none: nothing belongs on this one. */
    static WantedInvoice surplus(WantedInvoice first, int part, int parts) {
        String why = first.nothing != null ? first.nothing
                : parts == 1 ? "the bill now fits on one invoice" : "the bill now fits on " + parts + " invoices";
        return new WantedInvoice(first.currency, List.of(), 0, ContentHash.brief("nothing"), first.header, first.customer, why, null,
                List.of(), part);
    }

    /** What a plan is made for: another content or another customer needs another plan. */
    String purpose() {
        return revision + " " + customer;
    }
}
