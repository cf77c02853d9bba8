package dev.waybill.standin.stripe;

import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.List;
import java.util.Map;

/** The ways an invoice changes its status. Stripe refuses a wrong status with a 400 that has no code. */
final class InvoiceTransitions {

    /** Stripe's own test card that is always declined. */
    private static final String DECLINED = "pm_card_chargeDeclined";

    private final Account account;

    InvoiceTransitions(Account account) {
        this.account = account;
    }

    List<Endpoint> endpoints() {
        Shape finalizing = Shape.object(Map.of("auto_advance", Shape.yesNo(), "expand", Shape.notPlayed()));
        Shape paying = Shape.object(Map.of("paid_out_of_band", Shape.yesNo(), "forgive", Shape.notPlayed(),
                "mandate", Shape.notPlayed(), "off_session", Shape.notPlayed(), "payment_method", Shape.notPlayed(),
                "source", Shape.notPlayed(), "expand", Shape.notPlayed()));
        return List.of(
                Endpoint.of("POST", "v1/invoices/*/finalize", finalizing, this::finalizeInvoice),
                Endpoint.of("POST", "v1/invoices/*/send", Shapes.nothing(), this::send),
                Endpoint.of("POST", "v1/invoices/*/pay", paying, this::pay),
                Endpoint.of("POST", "v1/invoices/*/void", Shapes.nothing(), this::voidInvoice),
                Endpoint.of("POST", "v1/invoices/*/mark_uncollectible", Shapes.nothing(), this::markUncollectible));
    }

    private JsonBody finalizeInvoice(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (!invoice.isDraft()) {
            throw Refusal.invalid(null, "This invoice is already finalized, you can't re-finalize a non-draft invoice.");
        }
        makeFinal(invoice, question.given().isTrue("auto_advance", invoice.autoAdvance));
        return InvoiceJson.of(invoice);
    }

    private JsonBody send(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (invoice.isDraft()) {
            makeFinal(invoice, invoice.autoAdvance);
        } else if (!invoice.isOpenOrUncollectible()) {
            throw wrongStatus("send", invoice);
        }
        return InvoiceJson.of(invoice);
    }

    private JsonBody pay(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (invoice.isDraft()) {
            makeFinal(invoice, invoice.autoAdvance);
            if (invoice.status.equals("paid")) {
                return InvoiceJson.of(invoice);
            }
        }
        if (!invoice.isOpenOrUncollectible()) {
            throw wrongStatus("pay", invoice);
        }
        if (!question.given().isTrue("paid_out_of_band", false)) {
            charge(invoice.customer);
        }
        invoice.amountPaid = invoice.amountDue;
        settle(invoice);
        return InvoiceJson.of(invoice);
    }

    private JsonBody voidInvoice(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (!invoice.isOpenOrUncollectible()) {
            throw wrongStatus("void", invoice);
        }
        // What the customer balance gave or took goes back.
        invoice.customer.balance += invoice.startingBalance - invoice.endingBalance;
        invoice.status = "void";
        invoice.voidedAt = account.now();
        return InvoiceJson.of(invoice);
    }

    private JsonBody markUncollectible(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (!invoice.status.equals("open")) {
            throw wrongStatus("mark as uncollectible", invoice);
        }
        invoice.status = "uncollectible";
        invoice.uncollectibleAt = account.now();
        return InvoiceJson.of(invoice);
    }

    /**
     * Stripe: nothing due is settled at once; a negative total becomes credit on the customer balance, a sum too small to
     * charge becomes debt on it.
     */
    private void makeFinal(Invoice invoice, boolean autoAdvance) {
        Customer customer = invoice.customer;
        if (invoice.automaticTax && customer.address.getOrDefault("country", "").isEmpty()) {
            throw Refusal.coded("customer_tax_location_invalid", null,
                    "The customer's location isn't recognized: automatic tax needs an address with a country.");
        }
        long due = invoice.due();
        if (due > account.settings.largestAmount()) {
            throw Refusal.coded("amount_too_large", null, "The amount due must be no more than "
                    + account.settings.largestAmount() + ", is " + due + ".");
        }
        invoice.amountDue = due;
        invoice.startingBalance = customer.balance;
        customer.balance = customer.balance + invoice.subtotal() - due;
        invoice.endingBalance = customer.balance;
        invoice.finalizedAt = account.now();
        invoice.effectiveAt = invoice.effectiveAt == null ? invoice.finalizedAt : invoice.effectiveAt;
        invoice.autoAdvance = autoAdvance;
        invoice.automaticallyFinalizesAt = null;
        invoice.number = invoice.number == null ? account.nextNumber(customer) : invoice.number;
        invoice.status = "open";
        if (due == 0) {
            settle(invoice);
        }
    }

    private void settle(Invoice invoice) {
        invoice.status = "paid";
        invoice.autoAdvance = false;
        invoice.paidAt = account.now();
    }

    private static void charge(Customer customer) {
        if (customer.defaultPaymentMethod == null) {
            throw Refusal.invalid(null, "There is no default payment method set on this customer or invoice.");
        }
        if (customer.defaultPaymentMethod.equals(DECLINED)) {
            throw new Refusal(402, "card_error", "card_declined", null, "Your card was declined.");
        }
    }

    private static Refusal wrongStatus(String verb, Invoice invoice) {
        return Refusal.invalid(null, "You cannot " + verb + " an invoice that is " + invoice.status + ".");
    }
}
