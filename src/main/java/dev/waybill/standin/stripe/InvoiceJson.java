package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An {@link Invoice} as Stripe shows it, with the first ten of its lines inside. */
final class InvoiceJson {

    private static final int EMBEDDED_LINES = 10;

    private InvoiceJson() {
    }

    static JsonBody of(Invoice invoice) {
        return json -> write(json, invoice);
    }

    private static void write(JsonGenerator json, Invoice invoice) throws IOException {
        long total = invoice.subtotal();
        long due = invoice.due();
        json.writeStartObject();
        json.writeStringField("id", invoice.id);
        json.writeStringField("object", "invoice");
        json.writeNumberField("amount_due", due);
        json.writeNumberField("amount_overpaid", 0);
        json.writeNumberField("amount_paid", invoice.amountPaid);
        json.writeNumberField("amount_remaining", invoice.status.equals("void") ? 0 : due - invoice.amountPaid);
        json.writeNumberField("amount_shipping", 0);
        json.writeNumberField("attempt_count", 0);
        json.writeBooleanField("attempted", invoice.paidAt != null);
        json.writeBooleanField("auto_advance", invoice.autoAdvance);
        json.writeObjectFieldStart("automatic_tax");
        json.writeNullField("disabled_reason");
        json.writeBooleanField("enabled", invoice.automaticTax);
        JsonBody.nulls(json, "liability", "provider");
        json.writeStringField("status", invoice.automaticTax ? "complete" : null);
        json.writeEndObject();
        JsonBody.number(json, "automatically_finalizes_at", invoice.automaticallyFinalizesAt);
        json.writeStringField("billing_reason", invoice.billingReason);
        json.writeStringField("collection_method", invoice.collectionMethod);
        json.writeNumberField("created", invoice.created);
        json.writeStringField("currency", invoice.currency);
        writeCustomFields(json, invoice.customFields);
        json.writeStringField("customer", invoice.customer.id);
        json.writeNullField("customer_account");
        json.writeStringField("customer_email", invoice.customer.email);
        json.writeStringField("customer_name", invoice.customer.name);
        json.writeNullField("default_payment_method");
        JsonBody.emptyArrays(json, "default_tax_rates", "discounts");
        json.writeStringField("description", invoice.description);
        JsonBody.number(json, "due_date", invoice.dueDate);
        JsonBody.number(json, "effective_at", invoice.effectiveAt);
        JsonBody.number(json, "ending_balance", invoice.endingBalance);
        json.writeStringField("footer", invoice.footer);
        json.writeNullField("from_invoice");
        boolean isFinal = invoice.finalizedAt != null;
        json.writeStringField("hosted_invoice_url", isFinal ? "https://invoice.stripe.com/i/" + invoice.id : null);
        json.writeStringField("invoice_pdf", isFinal ? "https://pay.stripe.com/invoice/" + invoice.id + "/pdf" : null);
        JsonBody.nulls(json, "last_finalization_error", "latest_revision");
        writeLines(json, invoice);
        json.writeBooleanField("livemode", invoice.livemode);
        JsonBody.texts(json, "metadata", invoice.metadata);
        JsonBody.nulls(json, "next_payment_attempt", "on_behalf_of");
        json.writeStringField("number", invoice.number);
        writeParent(json, invoice.subscription);
        json.writeNumberField("period_end", invoice.created);
        json.writeNumberField("period_start", invoice.created);
        json.writeNumberField("starting_balance", isFinal ? invoice.startingBalance : invoice.customer.balance);
        json.writeStringField("statement_descriptor", invoice.statementDescriptor);
        json.writeStringField("status", invoice.status);
        json.writeObjectFieldStart("status_transitions");
        JsonBody.number(json, "finalized_at", invoice.finalizedAt);
        JsonBody.number(json, "marked_uncollectible_at", invoice.uncollectibleAt);
        JsonBody.number(json, "paid_at", invoice.paidAt);
        JsonBody.number(json, "voided_at", invoice.voidedAt);
        json.writeEndObject();
        json.writeNumberField("subtotal", total);
        json.writeNumberField("subtotal_excluding_tax", total);
        json.writeNullField("test_clock");
        json.writeNumberField("total", total);
        JsonBody.emptyArrays(json, "total_discount_amounts");
        json.writeNumberField("total_excluding_tax", total);
        JsonBody.emptyArrays(json, "total_pretax_credit_amounts", "total_taxes");
        json.writeNullField("webhooks_delivered_at");
        json.writeEndObject();
    }

    private static void writeLines(JsonGenerator json, Invoice invoice) throws IOException {
        json.writeObjectFieldStart("lines");
        json.writeStringField("object", "list");
        List<JsonBody> embedded = invoice.lines.descendingMap().values().stream().limit(EMBEDDED_LINES).map(ItemJson::line).toList();
        JsonBody.array(json, "data", embedded);
        json.writeBooleanField("has_more", invoice.lines.size() > EMBEDDED_LINES);
        json.writeNumberField("total_count", invoice.lineCount());
        json.writeStringField("url", "/v1/invoices/" + invoice.id + "/lines");
        json.writeEndObject();
    }

    private static void writeCustomFields(JsonGenerator json, Map<String, String> customFields) throws IOException {
        if (customFields.isEmpty()) {
            json.writeNullField("custom_fields");
            return;
        }
        json.writeArrayFieldStart("custom_fields");
        for (Map.Entry<String, String> field : customFields.entrySet()) {
            json.writeStartObject();
            json.writeStringField("name", field.getKey());
            json.writeStringField("value", field.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeParent(JsonGenerator json, Subscription subscription) throws IOException {
        if (subscription == null) {
            json.writeNullField("parent");
            return;
        }
        json.writeObjectFieldStart("parent");
        json.writeStringField("type", "subscription_details");
        json.writeNullField("quote_details");
        json.writeObjectFieldStart("subscription_details");
        json.writeObjectFieldStart("metadata");
        json.writeEndObject();
        json.writeStringField("subscription", subscription.id());
        json.writeEndObject();
        json.writeEndObject();
    }
}
