package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Customers and subscriptions as Stripe shows them. */
final class CustomerJson {

    private static final List<String> ADDRESS = List.of("city", "country", "line1", "line2", "postal_code", "state");

    private CustomerJson() {
    }

    /** Stripe: a deleted customer is still found, as a stub. */
    static JsonBody of(Customer customer, boolean live) {
        return customer.deleted ? JsonBody.deleted("customer", customer.id) : json -> write(json, customer, live);
    }

    static JsonBody of(Subscription subscription, boolean live) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("id", subscription.id());
            json.writeStringField("object", "subscription");
            json.writeObjectFieldStart("automatic_tax");
            json.writeNullField("disabled_reason");
            json.writeBooleanField("enabled", subscription.automaticTax());
            json.writeNullField("liability");
            json.writeEndObject();
            json.writeStringField("collection_method", "charge_automatically");
            json.writeNumberField("created", subscription.created());
            json.writeStringField("currency", subscription.currency());
            json.writeStringField("customer", subscription.customer().id);
            writeItems(json, subscription);
            json.writeBooleanField("livemode", live);
            json.writeObjectFieldStart("metadata");
            json.writeEndObject();
            json.writeStringField("status", subscription.status());
            json.writeEndObject();
        };
    }

    private static void writeItems(JsonGenerator json, Subscription subscription) throws IOException {
        json.writeObjectFieldStart("items");
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        for (int i = 1; i <= subscription.items(); i++) {
            json.writeStartObject();
            json.writeStringField("id", subscription.id().replace("sub_", "si_") + "_" + i);
            json.writeStringField("object", "subscription_item");
            json.writeNumberField("quantity", 1);
            json.writeStringField("subscription", subscription.id());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("has_more", false);
        json.writeNumberField("total_count", subscription.items());
        json.writeStringField("url", "/v1/subscription_items?subscription=" + subscription.id());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Customer customer, boolean live) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", customer.id);
        json.writeStringField("object", "customer");
        if (customer.address.isEmpty()) {
            json.writeNullField("address");
        } else {
            json.writeObjectFieldStart("address");
            for (String field : ADDRESS) {
                json.writeStringField(field, customer.address.get(field));
            }
            json.writeEndObject();
        }
        json.writeNumberField("balance", customer.balance);
        json.writeNumberField("created", customer.created);
        json.writeStringField("currency", customer.currency);
        json.writeNullField("default_source");
        json.writeBooleanField("delinquent", false);
        json.writeStringField("description", customer.description);
        json.writeNullField("discount");
        json.writeStringField("email", customer.email);
        json.writeObjectFieldStart("invoice_settings");
        JsonBody.nulls(json, "custom_fields");
        json.writeStringField("default_payment_method", customer.defaultPaymentMethod);
        JsonBody.nulls(json, "footer", "rendering_options");
        json.writeEndObject();
        json.writeBooleanField("livemode", live);
        JsonBody.texts(json, "metadata", customer.metadata);
        json.writeStringField("name", customer.name);
        json.writeNumberField("next_invoice_sequence", customer.invoiceNumber);
        json.writeStringField("phone", customer.phone);
        JsonBody.emptyArrays(json, "preferred_locales");
        json.writeNullField("shipping");
        json.writeStringField("tax_exempt", "none");
        json.writeNullField("test_clock");
        json.writeEndObject();
    }
}
