package dev.waybill.standin.stripe;

import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/invoices}: making, reading, changing and deleting them. */
final class InvoiceCalls {

    private static final long DAY = 86_400;
    /** Stripe: an invoice that advances by itself is finalized an hour after it was made. */
    private static final long HOUR = 3_600;
    private static final String SEND = "send_invoice";
    private static final List<String> NOT_PLAYED = List.of("account_tax_ids", "application_fee_amount", "default_payment_method",
            "default_source", "default_tax_rates", "discounts", "issuer", "on_behalf_of", "payment_settings", "rendering",
            "shipping_cost", "shipping_details", "transfer_data", "expand");

    private final Account account;

    InvoiceCalls(Account account) {
        this.account = account;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "v1/invoices", createShape(), this::create),
                Endpoint.of("GET", "v1/invoices", Shapes.list(Map.of("customer", Shape.id(), "subscription", Shape.id(),
                        "status", Shape.oneOf("draft", "open", "paid", "uncollectible", "void"),
                        "collection_method", Shape.oneOf("charge_automatically", SEND), "created", Shapes.range(),
                        "due_date", Shape.notPlayed())), this::list),
                Endpoint.of("GET", "v1/invoices/*", Shapes.nothing(), question ->
                        InvoiceJson.of(account.invoiceInPath(question.id(), "id"))),
                Endpoint.of("POST", "v1/invoices/*", updateShape(), this::update),
                Endpoint.of("DELETE", "v1/invoices/*", Shapes.nothing(), this::delete));
    }

    private static Map<String, Shape> editableFields() {
        Map<String, Shape> known = new LinkedHashMap<>();
        known.put("auto_advance", Shape.yesNo());
        known.put("automatic_tax", Shape.object(Map.of("enabled", Shape.yesNo(), "liability", Shape.notPlayed()))
                .requiring("enabled"));
        known.put("automatically_finalizes_at", Shape.timestamp());
        known.put("collection_method", Shape.oneOf("charge_automatically", SEND));
        known.put("custom_fields", Shape.list(Shape.object(Map.of("name", Shape.text(40), "value", Shape.text(140)))
                .requiring("name", "value"), 4).orUnset());
        known.put("days_until_due", Shape.whole(0, 3650));
        known.put("description", Shape.text(1500));
        known.put("due_date", Shape.timestamp());
        known.put("effective_at", Shape.timestamp().orUnset());
        known.put("footer", Shape.text(5000));
        known.put("metadata", Shape.metadata());
        known.put("number", Shape.text(26).orUnset());
        known.put("statement_descriptor", Shape.text(22));
        NOT_PLAYED.forEach(name -> known.put(name, Shape.notPlayed()));
        return known;
    }

    private static Shape createShape() {
        Map<String, Shape> known = editableFields();
        known.put("customer", Shape.id());
        known.put("currency", Shape.currency());
        known.put("pending_invoice_items_behavior", Shape.oneOf("exclude", "include"));
        known.put("subscription", Shape.id());
        known.put("from_invoice", Shape.notPlayed());
        known.put("customer_account", Shape.notPlayed());
        return Shape.object(known).requiring("customer").where(Shapes.exclusive("days_until_due", "due_date"))
                .where(given -> requireDueDate(given, given.text("collection_method"), false));
    }

    private static Shape updateShape() {
        return Shape.object(editableFields()).where(Shapes.exclusive("days_until_due", "due_date"));
    }

    private JsonBody create(Question question) {
        Parameters given = question.given();
        Customer customer = account.customerNamed(given);
        Subscription subscription = account.subscriptionNamed(given);
        String currency = given.has("currency") ? given.text("currency")
                : customer.currency != null ? customer.currency : account.settings.defaultCurrency();
        account.requireCurrency(customer, currency);
        requireFreeNumber(given, null);
        Map<String, String> metadata = MetadataChange.merged(Map.of(), given.at("metadata"));
        boolean include = "include".equals(given.text("pending_invoice_items_behavior"));
        List<Item> swept = include ? swept(customer, currency, subscription) : List.of();
        if (given.has("automatic_tax") && given.at("automatic_tax").isTrue("enabled", false)) {
            requireNoNegative(swept);
        }
        Invoice invoice = account.addInvoice(customer, currency, null);
        invoice.livemode = question.live();
        invoice.metadata = metadata;
        apply(given, invoice);
        // Newest first in the list of lines too: the oldest is attached first.
        for (int i = swept.size() - 1; i >= 0; i--) {
            account.attach(swept.get(i), invoice);
        }
        return InvoiceJson.of(invoice);
    }

    /** Stripe: all pending items of the currency, newest first, as many as fit; the others stay pending. */
    private List<Item> swept(Customer customer, String currency, Subscription subscription) {
        return customer.pending.descendingMap().values().stream()
                .filter(item -> item.currency.equals(currency) && (subscription == null || subscription.isThat(item.subscription)))
                .limit(account.settings.itemsPerInvoice()).toList();
    }

    private JsonBody update(Question question) {
        Parameters given = question.given();
        Invoice invoice = account.invoiceInPath(question.id(), "id");
        if (!invoice.isDraft()) {
            given.fields().keySet().stream().filter(name -> !name.equals("metadata")).findFirst().ifPresent(name -> {
                throw Refusal.invalid(name, "Invoice " + invoice.id + " is " + invoice.status + ": only its metadata can change.");
            });
        }
        String method = given.has("collection_method") ? given.text("collection_method") : invoice.collectionMethod;
        requireDueDate(given, method, invoice.dueDate != null);
        requireFreeNumber(given, invoice);
        if (given.has("automatic_tax") && given.at("automatic_tax").isTrue("enabled", false)) {
            requireNoNegative(List.copyOf(invoice.lines.values()));
        }
        invoice.metadata = MetadataChange.merged(invoice.metadata, given.at("metadata"));
        apply(given, invoice);
        return InvoiceJson.of(invoice);
    }

    private JsonBody delete(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "id");
        if (!invoice.isDraft()) {
            throw Refusal.invalid(null, "You can only delete draft invoices, this one is " + invoice.status + ".");
        }
        if (invoice.subscription != null) {
            throw Refusal.invalid(null, "You can't delete invoices created by subscriptions.");
        }
        account.remove(invoice);
        return JsonBody.deleted("invoice", invoice.id);
    }

    private JsonBody list(Question question) {
        Parameters given = question.given();
        Customer customer = given.has("customer") ? account.customerNamed(given) : null;
        Subscription subscription = account.subscriptionNamed(given);
        Listing<Invoice> listing = Listing.of(customer == null ? account.invoicesByAge : customer.invoices,
                id -> account.invoices.containsKey(id) ? account.invoices.get(id).sequence : null, given,
                invoice -> (!given.has("status") || given.text("status").equals(invoice.status))
                        && (subscription == null || subscription.isThat(invoice.subscription))
                        && (!given.has("collection_method") || given.text("collection_method").equals(invoice.collectionMethod))
                        && Listing.isWithin(given.at("created"), invoice.created));
        return JsonBody.list("/v1/invoices", listing.hasMore(), listing.page().stream().map(InvoiceJson::of).toList());
    }

    /** Stripe: a due date belongs to {@code send_invoice}, which cannot do without. */
    private static void requireDueDate(Parameters given, String method, boolean hasOne) {
        boolean isGiven = given.has("days_until_due") || given.has("due_date");
        if (SEND.equals(method) && !isGiven && !hasOne) {
            throw Refusal.missingParameter("days_until_due");
        }
        if (!SEND.equals(method) && isGiven) {
            throw Refusal.invalid(given.has("days_until_due") ? "days_until_due" : "due_date",
                    "A due date can only be set on invoices with collection_method send_invoice.");
        }
    }

    private void requireFreeNumber(Parameters given, Invoice invoice) {
        String number = given.textOrUnset("number");
        if (number != null && account.numbers.contains(number) && (invoice == null || !number.equals(invoice.number))) {
            throw Refusal.invalid("number", "The invoice number " + number + " is already in use.");
        }
    }

    private static void requireNoNegative(List<Item> items) {
        if (items.stream().anyMatch(item -> item.amount < 0)) {
            throw Refusal.invalid("automatic_tax", "Automatic tax cannot be enabled on an invoice with negative items.");
        }
    }

    private void apply(Parameters given, Invoice invoice) {
        if (given.has("collection_method")) {
            invoice.collectionMethod = given.text("collection_method");
            invoice.dueDate = invoice.collectionMethod.equals(SEND) ? invoice.dueDate : null;
        }
        if (given.has("days_until_due")) {
            invoice.dueDate = invoice.created + given.whole("days_until_due") * DAY;
        }
        if (given.has("auto_advance")) {
            invoice.autoAdvance = given.isTrue("auto_advance", false);
            invoice.automaticallyFinalizesAt = invoice.autoAdvance ? invoice.created + HOUR : null;
        }
        if (given.has("number")) {
            account.numbers.remove(invoice.number);
            invoice.number = given.textOrUnset("number");
            if (invoice.number != null) {
                account.numbers.add(invoice.number);
            }
        }
        if (given.has("custom_fields")) {
            Map<String, String> fields = new LinkedHashMap<>();
            given.list("custom_fields").forEach(field -> fields.put(field.text("name"), field.text("value")));
            invoice.customFields = fields;
        }
        invoice.automaticTax = given.has("automatic_tax") ? given.at("automatic_tax").isTrue("enabled", false) : invoice.automaticTax;
        invoice.dueDate = given.has("due_date") ? given.whole("due_date") : invoice.dueDate;
        invoice.automaticallyFinalizesAt = given.has("automatically_finalizes_at")
                ? given.whole("automatically_finalizes_at") : invoice.automaticallyFinalizesAt;
        invoice.effectiveAt = given.has("effective_at") ? given.whole("effective_at") : invoice.effectiveAt;
        invoice.description = given.has("description") ? given.text("description") : invoice.description;
        invoice.footer = given.has("footer") ? given.text("footer") : invoice.footer;
        invoice.statementDescriptor = given.has("statement_descriptor")
                ? given.text("statement_descriptor") : invoice.statementDescriptor;
    }
}
