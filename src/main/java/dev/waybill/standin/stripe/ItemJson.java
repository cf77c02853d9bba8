package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** An {@link Item} as Stripe shows it: as an invoice item, and as a line of an invoice. */
final class ItemJson {

    private ItemJson() {
    }

    static JsonBody item(Item item) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("id", item.id);
            json.writeStringField("object", "invoiceitem");
            json.writeNumberField("amount", item.amount);
            json.writeStringField("currency", item.currency);
            json.writeStringField("customer", item.customer.id);
            json.writeNullField("customer_account");
            json.writeNumberField("date", item.created);
            json.writeStringField("description", item.description);
            json.writeBooleanField("discountable", item.discountable);
            JsonBody.emptyArrays(json, "discounts");
            json.writeStringField("invoice", item.invoice == null ? null : item.invoice.id);
            json.writeBooleanField("livemode", item.livemode);
            JsonBody.texts(json, "metadata", item.metadata);
            json.writeNumberField("net_amount", item.amount);
            if (item.subscription == null) {
                json.writeNullField("parent");
            } else {
                json.writeObjectFieldStart("parent");
                json.writeStringField("type", "subscription_details");
                json.writeObjectFieldStart("subscription_details");
                json.writeStringField("subscription", item.subscription.id());
                json.writeEndObject();
                json.writeEndObject();
            }
            writeTerms(json, item);
            json.writeBooleanField("proration", false);
            JsonBody.emptyArrays(json, "tax_rates");
            json.writeNullField("test_clock");
            json.writeEndObject();
        };
    }

    static JsonBody line(Item item) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("id", item.lineId);
            json.writeStringField("object", "line_item");
            json.writeNumberField("amount", item.amount);
            json.writeStringField("currency", item.currency);
            json.writeStringField("description", item.description);
            JsonBody.emptyArrays(json, "discount_amounts");
            json.writeBooleanField("discountable", item.discountable);
            JsonBody.emptyArrays(json, "discounts");
            json.writeStringField("invoice", item.invoice.id);
            json.writeBooleanField("livemode", item.livemode);
            JsonBody.texts(json, "metadata", item.metadata);
            json.writeObjectFieldStart("parent");
            json.writeStringField("type", "invoice_item_details");
            json.writeNullField("subscription_item_details");
            json.writeObjectFieldStart("invoice_item_details");
            json.writeStringField("invoice_item", item.id);
            json.writeBooleanField("proration", false);
            json.writeObjectFieldStart("proration_details");
            json.writeNullField("credited_items");
            json.writeEndObject();
            json.writeStringField("subscription", item.subscription == null ? null : item.subscription.id());
            json.writeEndObject();
            json.writeEndObject();
            JsonBody.emptyArrays(json, "pretax_credit_amounts");
            writeTerms(json, item);
            json.writeStringField("subscription", item.subscription == null ? null : item.subscription.id());
            json.writeNumberField("subtotal", item.amount);
            JsonBody.emptyArrays(json, "taxes");
            json.writeEndObject();
        };
    }

    /** Period, price and quantity. Stripe: an amount makes a price and a product nobody else uses. */
    private static void writeTerms(JsonGenerator json, Item item) throws IOException {
        json.writeObjectFieldStart("period");
        json.writeNumberField("start", item.periodStart);
        json.writeNumberField("end", item.periodEnd);
        json.writeEndObject();
        json.writeObjectFieldStart("pricing");
        json.writeStringField("type", "price_details");
        json.writeObjectFieldStart("price_details");
        json.writeStringField("price", item.id.replace("ii_", "price_"));
        json.writeStringField("product", item.id.replace("ii_", "prod_"));
        json.writeEndObject();
        json.writeStringField("unit_amount_decimal", item.unitAmount.toPlainString());
        json.writeEndObject();
        // Stripe: the whole quantity is the decimal one with its fraction cut off.
        json.writeNumberField("quantity", item.quantity.toBigInteger());
        json.writeStringField("quantity_decimal", item.quantity.toPlainString());
    }
}
