package dev.waybill.standin.stripe;

import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** {@code /v1/invoiceitems}: pending ones, and those on a draft. */
final class ItemCalls {

    private final Account account;

    ItemCalls(Account account) {
        this.account = account;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "v1/invoiceitems", createShape(), this::create),
                Endpoint.of("GET", "v1/invoiceitems", Shapes.list(Map.of("customer", Shape.id(), "invoice", Shape.id(),
                        "pending", Shape.yesNo(), "created", Shapes.range())), this::list),
                Endpoint.of("GET", "v1/invoiceitems/*", Shapes.nothing(), question -> ItemJson.item(find(question.id()))),
                Endpoint.of("POST", "v1/invoiceitems/*", Shapes.amountAlone(Shape.object(editableFields())), this::update),
                Endpoint.of("DELETE", "v1/invoiceitems/*", Shapes.nothing(), this::delete));
    }

    private static Map<String, Shape> editableFields() {
        Map<String, Shape> known = Shapes.itemFields();
        known.put("unit_amount_decimal", Shape.decimal());
        known.put("tax_behavior", Shape.notPlayed());
        known.put("tax_code", Shape.notPlayed());
        known.put("expand", Shape.notPlayed());
        return known;
    }

    private static Shape createShape() {
        Map<String, Shape> known = editableFields();
        known.put("customer", Shape.id());
        known.put("customer_account", Shape.notPlayed());
        known.put("currency", Shape.currency());
        known.put("invoice", Shape.id());
        known.put("subscription", Shape.id());
        return Shapes.amountAlone(Shape.object(known)).requiring("customer", "currency").where(given -> {
            if (!given.has("amount") && !given.has("unit_amount_decimal")) {
                throw Refusal.missingParameter("amount");
            }
        });
    }

    private JsonBody create(Question question) {
        Parameters given = question.given();
        Customer customer = account.customerNamed(given);
        Subscription subscription = account.subscriptionNamed(given);
        if (subscription != null && subscription.customer() != customer) {
            throw Refusal.invalid("subscription", "The subscription " + subscription.id() + " is another customer's.");
        }
        String currency = given.text("currency");
        Invoice invoice = given.has("invoice") ? draft(given, customer) : null;
        if (invoice != null && subscription != null && !subscription.isThat(invoice.subscription)) {
            throw Refusal.invalid("subscription", "The invoice " + invoice.id + " is not one of subscription " + subscription.id() + ".");
        }
        if (invoice == null) {
            account.requireCurrency(customer, currency);
        } else if (!invoice.currency.equals(currency)) {
            throw Refusal.invalid("currency", "The invoice is in " + invoice.currency + ", the item in " + currency + ".");
        }
        ItemChange change = ItemChange.fresh(given, currency, invoice != null && invoice.automaticTax, account.now(),
                account.settings);
        Item item = account.addItem(customer, currency, subscription);
        item.livemode = question.live();
        change.applyTo(item);
        if (invoice != null) {
            account.attach(item, invoice);
        }
        return ItemJson.item(item);
    }

    private Invoice draft(Parameters given, Customer customer) {
        Invoice invoice = account.invoices.get(given.text("invoice"));
        if (invoice == null) {
            throw Refusal.unknownInParameters("invoice", "invoice", given.text("invoice"));
        }
        if (!invoice.isDraft()) {
            throw Refusal.invalid("invoice", "Items can only be added to drafts, the invoice is " + invoice.status + ".");
        }
        if (invoice.customer != customer) {
            throw Refusal.invalid("invoice", "The invoice " + invoice.id + " is another customer's.");
        }
        LineCalls.requireRoom(invoice, 1, account.settings);
        return invoice;
    }

    private JsonBody update(Question question) {
        Item item = editable(question.id());
        ItemChange.of(question.given(), item, item.invoice != null && item.invoice.automaticTax, account.settings).applyTo(item);
        return ItemJson.item(item);
    }

    private JsonBody delete(Question question) {
        Item item = editable(question.id());
        account.remove(item);
        return JsonBody.deleted("invoiceitem", item.id);
    }

    private JsonBody list(Question question) {
        Parameters given = question.given();
        Customer customer = given.has("customer") ? account.customerNamed(given) : null;
        Listing<Item> listing = Listing.of(candidates(given, customer),
                id -> account.items.containsKey(id) ? account.items.get(id).sequence : null, given,
                item -> (customer == null || item.customer == customer)
                        && (!given.has("pending") || given.isTrue("pending", false) == (item.invoice == null))
                        && Listing.isWithin(given.at("created"), item.created));
        return JsonBody.list("/v1/invoiceitems", listing.hasMore(), listing.page().stream().map(ItemJson::item).toList());
    }

    /** The smallest set that surely holds what is asked for. */
    private NavigableMap<Long, Item> candidates(Parameters given, Customer customer) {
        if (given.has("invoice")) {
            Invoice invoice = account.invoices.get(given.text("invoice"));
            if (invoice == null) {
                throw Refusal.unknownInParameters("invoice", "invoice", given.text("invoice"));
            }
            NavigableMap<Long, Item> items = new TreeMap<>();
            invoice.lines.values().forEach(item -> items.put(item.sequence, item));
            return items;
        }
        if (customer == null) {
            return account.itemsByAge;
        }
        return given.isTrue("pending", false) ? customer.pending : customer.items;
    }

    private Item editable(String id) {
        Item item = find(id);
        if (item.invoice != null && !item.invoice.isDraft()) {
            throw Refusal.invalid(null, "The item is on invoice " + item.invoice.id + ", which is " + item.invoice.status
                    + ": it can no longer change.");
        }
        return item;
    }

    private Item find(String id) {
        Item item = account.items.get(id);
        if (item == null) {
            throw Refusal.unknownInPath("id", "invoiceitem", id);
        }
        return item;
    }
}
