package dev.waybill.standin.stripe;

import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/customers} and, read only, {@code /v1/subscriptions}. */
final class CustomerCalls {

    private static final Shape TEXT = Shape.text(5000).orUnset();
    private static final Shape ADDRESS = Shape.object(Map.of("city", TEXT, "country", TEXT, "line1", TEXT, "line2", TEXT,
            "postal_code", TEXT, "state", TEXT));
    private static final Shape.Fields FIELDS = Shape.object(Map.ofEntries(
            Map.entry("name", Shape.text(256).orUnset()), Map.entry("email", Shape.text(512).orUnset()),
            Map.entry("phone", Shape.text(20).orUnset()), Map.entry("description", TEXT),
            Map.entry("balance", Shape.whole()), Map.entry("address", ADDRESS.orUnset()),
            Map.entry("invoice_settings", Shape.object(Map.of("default_payment_method", Shape.id().orUnset(),
                    "custom_fields", Shape.notPlayed(), "footer", Shape.notPlayed(), "rendering_options", Shape.notPlayed()))),
            Map.entry("metadata", Shape.metadata()), Map.entry("payment_method", Shape.notPlayed()),
            Map.entry("preferred_locales", Shape.notPlayed()), Map.entry("shipping", Shape.notPlayed()),
            Map.entry("tax", Shape.notPlayed()), Map.entry("tax_exempt", Shape.notPlayed()),
            Map.entry("expand", Shape.notPlayed())));

    private final Account account;

    CustomerCalls(Account account) {
        this.account = account;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "v1/customers", FIELDS, this::create),
                Endpoint.of("GET", "v1/customers", Shapes.list(Map.of("email", Shape.text(512), "created", Shapes.range())),
                        this::list),
                Endpoint.of("GET", "v1/customers/*", Shapes.nothing(), this::get),
                Endpoint.of("POST", "v1/customers/*", FIELDS, this::update),
                Endpoint.of("DELETE", "v1/customers/*", Shapes.nothing(), this::delete),
                Endpoint.of("GET", "v1/subscriptions/*", Shapes.nothing(), this::subscription));
    }

    private JsonBody create(Question question) {
        Map<String, String> metadata = MetadataChange.merged(Map.of(), question.given().at("metadata"));
        Customer customer = account.addCustomer(null);
        customer.metadata = metadata;
        apply(question.given(), customer);
        return CustomerJson.of(customer, question.live());
    }

    private JsonBody get(Question question) {
        return CustomerJson.of(find(question.id()), question.live());
    }

    private JsonBody update(Question question) {
        Customer customer = find(question.id());
        if (customer.deleted) {
            throw Refusal.unknownInPath("id", "customer", customer.id);
        }
        customer.metadata = MetadataChange.merged(customer.metadata, question.given().at("metadata"));
        apply(question.given(), customer);
        return CustomerJson.of(customer, question.live());
    }

    private JsonBody delete(Question question) {
        Customer customer = find(question.id());
        if (customer.deleted) {
            throw Refusal.unknownInPath("id", "customer", customer.id);
        }
        customer.deleted = true;
        return JsonBody.deleted("customer", customer.id);
    }

    private JsonBody list(Question question) {
        Parameters given = question.given();
        // Stripe: the address is compared exactly, case and all.
        Listing<Customer> listing = Listing.of(account.customersByAge,
                id -> account.customers.containsKey(id) ? account.customers.get(id).sequence : null, given,
                customer -> !customer.deleted && (!given.has("email") || given.text("email").equals(customer.email))
                        && Listing.isWithin(given.at("created"), customer.created));
        return JsonBody.list("/v1/customers", listing.hasMore(),
                listing.page().stream().map(customer -> CustomerJson.of(customer, question.live())).toList());
    }

    private JsonBody subscription(Question question) {
        Subscription subscription = account.subscriptions.get(question.id());
        if (subscription == null) {
            throw Refusal.unknownInPath("id", "subscription", question.id());
        }
        return CustomerJson.of(subscription, question.live());
    }

    private Customer find(String id) {
        Customer customer = account.customers.get(id);
        if (customer == null) {
            throw Refusal.unknownInPath("id", "customer", id);
        }
        return customer;
    }

    private static void apply(Parameters given, Customer customer) {
        customer.name = given.has("name") ? given.textOrUnset("name") : customer.name;
        customer.email = given.has("email") ? given.textOrUnset("email") : customer.email;
        customer.phone = given.has("phone") ? given.textOrUnset("phone") : customer.phone;
        customer.description = given.has("description") ? given.textOrUnset("description") : customer.description;
        customer.balance = given.has("balance") ? given.whole("balance") : customer.balance;
        if (given.has("invoice_settings") && given.at("invoice_settings").has("default_payment_method")) {
            customer.defaultPaymentMethod = given.at("invoice_settings").textOrUnset("default_payment_method");
        }
        if (given.has("address")) {
            Map<String, String> address = new LinkedHashMap<>();
            given.at("address").fields().forEach((field, value) -> address.put(field, value.text()));
            customer.address = address;
        }
    }
}
