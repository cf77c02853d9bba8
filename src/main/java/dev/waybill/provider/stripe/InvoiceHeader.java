package dev.waybill.provider.stripe;

import dev.waybill.bill.Bill;
import dev.waybill.provider.Escaping;
import dev.waybill.provider.FormBody;
import java.time.LocalDate;
import java.util.Map;

/**
 * What an invoice says besides its lines. All of it may still change on a draft.
 *
 * @param description  the memo, made from the billing period: {@code Usage 2025-09-01 to 2025-09-30}; of a bill on several
 *                     invoices it says which one this is
 */
record InvoiceHeader(boolean sendInvoice, int daysUntilDue, boolean automaticTax, String description) {

    private static final String METHOD = "collection_method";
    private static final String DAYS = "days_until_due";
    private static final String TAX = "automatic_tax[enabled]";
    private static final String DESCRIPTION = "description";
    private static final String TAXED = "taxed ";

    static InvoiceHeader of(Bill bill, StripeSettings settings) {
        return new InvoiceHeader(settings.sendInvoice(), settings.daysUntilDue(), settings.automaticTax(), describe(bill));
    }

    /** The header of one of several invoices. */
    InvoiceHeader of(int part, int parts) {
        return parts == 1 ? this : new InvoiceHeader(sendInvoice, daysUntilDue, automaticTax,
                description + ", part " + part + " of " + parts);
    }

    /**
     * Writes the header. Stripe: {@code days_until_due} goes with {@code send_invoice} only.
     *
     * @param taxOff true to say that automatic tax is off; left out, the account's own default holds
     */
    void write(FormBody form, boolean taxOff) {
        form.add(METHOD, sendInvoice ? "send_invoice" : "charge_automatically");
        if (sendInvoice) {
            form.add(DAYS, daysUntilDue);
        }
        form.add(DESCRIPTION, description);
        if (automaticTax || taxOff) {
            form.add(TAX, automaticTax);
        }
    }

    /** Equal for equal headers; kept to see later what was sent. */
    String fingerprint() {
        FormBody form = new FormBody(Escaping.ADDRESS);
        write(form, false);
        return fingerprintOf(FormBody.parse(form.toString()));
    }

    /** The fingerprint of the header that a body carries. */
    static String fingerprintOf(Map<String, String> form) {
        String tax = "true".equals(form.get(TAX)) ? TAXED : "untaxed ";
        return tax + form.get(METHOD) + " " + form.getOrDefault(DAYS, "-") + " " + form.get(DESCRIPTION);
    }

    /** Whether the header with this fingerprint asks for automatic tax. */
    static boolean isTaxed(String fingerprint) {
        return fingerprint != null && fingerprint.startsWith(TAXED);
    }

    private static String describe(Bill bill) {
        if (bill.startDate() != null && bill.endDate() != null) {
            LocalDate last = bill.endDate().minusDays(1);
            return "Usage " + bill.startDate() + " to " + (last.isBefore(bill.startDate()) ? bill.startDate() : last);
        }
        return bill.billDate() == null ? "Usage" : "Usage, bill of " + bill.billDate();
    }
}
