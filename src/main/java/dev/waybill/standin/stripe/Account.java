package dev.waybill.standin.stripe;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything one Stripe account holds. Whoever reads or changes it holds its monitor. */
final class Account {

    final StripeSettings settings;
    final Map<String, Customer> customers = new HashMap<>();
    final Map<String, Invoice> invoices = new HashMap<>();
    final Map<String, Item> items = new HashMap<>();
    final Map<String, Subscription> subscriptions = new HashMap<>();
    final NavigableMap<Long, Customer> customersByAge = new TreeMap<>();
    final NavigableMap<Long, Invoice> invoicesByAge = new TreeMap<>();
    final NavigableMap<Long, Item> itemsByAge = new TreeMap<>();
    /** Invoice numbers in use. */
    final Set<String> numbers = new HashSet<>();
    /** How many invoices hold a line. */
    int invoicesWithLines;
    /** So that a ledger filled by an earlier stand-in never meets its ids again. */
    private final String run = new BigInteger(40, new SecureRandom()).toString(36);
    private long sequence;
    private long latest;

    Account(StripeSettings settings) {
        this.settings = settings;
    }

    long nextSequence() {
        return ++sequence;
    }

    String newId(String prefix, long sequence) {
        return prefix + "_" + run + Long.toString(1_000_000_000L + sequence, 36);
    }

    /** Stripe: numbers run per customer behind a prefix. */
    String nextNumber(Customer customer) {
        String number;
        do {
            number = (run + Long.toString(customer.sequence, 36)).toUpperCase(Locale.ROOT)
                    + String.format(Locale.ROOT, "-%04d", customer.invoiceNumber++);
        } while (!numbers.add(number));
        return number;
    }

    /** Unix seconds; never earlier than the time before. */
    long now() {
        latest = Math.max(latest, settings.clock().instant().getEpochSecond());
        return latest;
    }

    Customer addCustomer(String id) {
        long next = nextSequence();
        Customer customer = new Customer(id == null ? newId("cus", next) : id, next, now());
        customers.put(customer.id, customer);
        customersByAge.put(next, customer);
        return customer;
    }

    Invoice addInvoice(Customer customer, String currency, Subscription subscription) {
        long next = nextSequence();
        Invoice invoice = new Invoice(newId("in", next), next, now(), customer, currency, subscription);
        invoices.put(invoice.id, invoice);
        invoicesByAge.put(next, invoice);
        customer.invoices.put(next, invoice);
        holdToCurrency(customer, currency);
        written(invoice);
        return invoice;
    }

    Item addItem(Customer customer, String currency, Subscription subscription) {
        long next = nextSequence();
        Item item = new Item(newId("ii", next), next, now(), customer, currency, subscription);
        items.put(item.id, item);
        itemsByAge.put(next, item);
        customer.items.put(next, item);
        customer.pending.put(next, item);
        holdToCurrency(customer, currency);
        return item;
    }

    /** Notes that a request has just changed an invoice, or made or deleted it. */
    void written(Invoice invoice) {
        invoice.writtenAt = settings.clock().instant();
        boolean withLines = invoices.containsKey(invoice.id) && !invoice.lines.isEmpty();
        if (withLines != invoice.countedWithLines) {
            invoice.countedWithLines = withLines;
            invoicesWithLines += withLines ? 1 : -1;
        }
    }

    void attach(Item item, Invoice invoice) {
        long next = nextSequence();
        invoice.addLine(item, newId("il", next), next);
        item.customer.pending.remove(item.sequence);
    }

    /** The item is pending again. */
    void detach(Item item) {
        item.invoice.removeLine(item);
        item.customer.pending.put(item.sequence, item);
    }

    /** The item is gone, from its invoice too. */
    void remove(Item item) {
        if (item.invoice != null) {
            item.invoice.removeLine(item);
        }
        items.remove(item.id);
        itemsByAge.remove(item.sequence);
        item.customer.items.remove(item.sequence);
        item.customer.pending.remove(item.sequence);
    }

    /** Stripe: the items of a deleted draft die with it. */
    void remove(Invoice invoice) {
        invoice.linesNewestFirst().forEach(this::remove);
        invoices.remove(invoice.id);
        numbers.remove(invoice.number);
        invoicesByAge.remove(invoice.sequence);
        invoice.customer.invoices.remove(invoice.sequence);
    }

    Stream<Subscription> subscriptionsOf(Customer customer) {
        return subscriptions.values().stream().filter(subscription -> subscription.customer() == customer);
    }

    /** The customer an id among the parameters means. */
    Customer customerNamed(Parameters parameters) {
        String id = parameters.text("customer");
        Customer customer = customers.get(id);
        if (customer == null || customer.deleted) {
            throw Refusal.unknownInParameters("customer", "customer", id);
        }
        return customer;
    }

    /** The subscription an id among the parameters means, or null when there is none. */
    Subscription subscriptionNamed(Parameters parameters) {
        String id = parameters.text("subscription");
        Subscription subscription = id == null ? null : subscriptions.get(id);
        if (id != null && subscription == null) {
            throw Refusal.unknownInParameters("subscription", "subscription", id);
        }
        return subscription;
    }

    Invoice invoiceInPath(String id, String param) {
        Invoice invoice = invoices.get(id);
        if (invoice == null) {
            throw Refusal.unknownInPath(param, "invoice", id);
        }
        return invoice;
    }

    /**
     * Stripe: a customer with a running subscription or a pending item in one currency takes no other. The refusal has no
     * code.
     */
    void requireCurrency(Customer customer, String currency) {
        Stream<String> held = Stream.concat(customer.pending.values().stream().map(item -> item.currency),
                subscriptionsOf(customer).filter(Subscription::holdsCurrency).map(Subscription::currency));
        held.filter(other -> !other.equals(currency)).findAny().ifPresent(other -> {
            throw Refusal.invalid(null, "You cannot combine currencies on a single customer. This customer has a subscription or"
                    + " an invoice item with currency " + other + ".");
        });
    }

    private static void holdToCurrency(Customer customer, String currency) {
        if (customer.currency == null) {
            customer.currency = currency;
        }
    }
}
