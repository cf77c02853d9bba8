package dev.waybill.provider.stripe;

import dev.waybill.provider.AnswerMask;
import java.util.Set;
import java.util.regex.Pattern;

/** What of Stripe's words may be kept and shown: no personal data, no keys. */
final class StripeLog {

    // hosted_invoice_url and invoice_pdf open the invoice, with name and address, for whoever has them
    private static final Set<String> PERSONAL = Set.of("customer_name", "customer_email", "customer_phone", "customer_address",
            "customer_shipping", "customer_tax_ids", "account_name", "name", "email", "phone", "address", "shipping", "tax_ids",
            "billing_details", "receipt_email", "individual_name", "business_name", "hosted_invoice_url", "invoice_pdf",
            "client_secret");
    private static final AnswerMask MASK = new AnswerMask(PERSONAL, new Keys());

    private StripeLog() {
    }

    /** An answer's body as {@link AnswerMask#masked}. */
    static String masked(String body) {
        return MASK.masked(body);
    }

    /** A sentence of Stripe's, or of a bill's, as {@link AnswerMask#sayable}. */
    static String sayable(String text) {
        return MASK.sayable(text);
    }

    /** Secret, restricted, publishable and webhook keys. Nearly every id has an underscore too, but not after these letters. */
    private static final class Keys implements AnswerMask.Credentials {

        private static final Pattern KEY = Pattern.compile("\\b(?:sk|rk|pk|whsec)_[A-Za-z0-9_*.]+");

        @Override
        public boolean canBeIn(String text) {
            boolean apiKey = text.contains("k_") && (text.contains("sk_") || text.contains("rk_") || text.contains("pk_"));
            return apiKey || text.contains("whsec_");
        }

        @Override
        public String hidden(String text) {
            return KEY.matcher(text).replaceAll("*");
        }
    }
}
