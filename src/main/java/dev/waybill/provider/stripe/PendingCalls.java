package dev.waybill.provider.stripe;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Escaping;
import dev.waybill.provider.FormBody;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every request Waybill makes to Stripe in mode subscription. */
final class PendingCalls {

    static final String GET_SUBSCRIPTION = "get-subscription";
    static final String LIST_PENDING = "list-pending-items";
    static final String LIST_ITEMS = "list-items";
    static final String GET_INVOICE = "get-taking-invoice";
    static final String GET_ITEM = "get-item";
    static final String CREATE_ITEM = "create-item";
    static final String UPDATE_ITEM = "update-item";
    static final String DELETE_ITEM = "delete-item";
    /** All of them: none has the name of a call of mode invoice. */
    static final Set<String> ALL = Set.of(GET_SUBSCRIPTION, LIST_PENDING, LIST_ITEMS, GET_INVOICE, GET_ITEM, CREATE_ITEM, UPDATE_ITEM,
            DELETE_ITEM);

    private static final String ITEMS = "/v1/invoiceitems";

    private final Delivery delivery;
    private final WantedInvoice wanted;
    private final PendingHolding held;

    PendingCalls(Delivery delivery, WantedInvoice wanted, PendingHolding held) {
        this.delivery = delivery;
        this.wanted = wanted;
        this.held = held;
    }

    Call getSubscription() {
        return get(GET_SUBSCRIPTION, "/v1/subscriptions/" + Escaping.ADDRESS.escaped(delivery.subscription()), "");
    }

    /** Those of others too: an invoice takes up all of them. */
    Call listPending(String customer) {
        return get(LIST_PENDING, ITEMS, page(new FormBody(Escaping.ADDRESS).add("customer", customer).add("pending", true)));
    }

    /** Pending ones, and those that an invoice took up. */
    Call listItems(String customer) {
        FormBody query = new FormBody(Escaping.ADDRESS).add("customer", customer);
        return get(LIST_ITEMS, ITEMS, page(held.since() == null ? query : query.add("created[gte]", held.since())));
    }

    Call getInvoice(String id) {
        return get(GET_INVOICE, "/v1/invoices/" + Escaping.ADDRESS.escaped(id), "");
    }

    Call getItem(String path) {
        return get(GET_ITEM, path, "");
    }

    /** @param invoice the draft it is to stand on, or null to wait for the subscription's next invoice */
    Call create(WantedLine line, String invoice) {
        FormBody form = new FormBody(Escaping.ADDRESS).add("customer", delivery.customer());
        if (invoice == null) {
            form.add("subscription", delivery.subscription());
        } else {
            form.add("invoice", invoice);
        }
        form.add("currency", wanted.currency().code().toLowerCase(Locale.ROOT));
        content(form, line);
        // Stripe: a customer's coupons would otherwise lower what was metered
        form.add("discountable", false)
                .add(metadata(StripeCalls.BILL), billMark())
                .add(metadata(StripeCalls.SOURCE), StripeLines.mark(delivery.source()))
                .add(metadata(StripeCalls.INTEGRATION), integrationMark())
                .add(metadata(StripeCalls.LINE), line.key())
                .add(metadata(StripeCalls.HASH), line.hash())
                .add(metadata(StripeCalls.SEQUENCE), delivery.revision());
        return post(CREATE_ITEM, ITEMS, form, "item");
    }

    Call update(HeldItem item, WantedLine line) {
        FormBody form = new FormBody(Escaping.ADDRESS);
        content(form, line);
        form.add(metadata(StripeCalls.HASH), line.hash()).add(metadata(StripeCalls.SEQUENCE), delivery.revision());
        return post(UPDATE_ITEM, path(item.id()), form, "upd");
    }

    /** Stripe: repeated, it answers 404, so it needs no key. */
    Call delete(HeldItem item) {
        return new Call(DELETE_ITEM, "DELETE", path(item.id()), "", "", "", "", StripeCalls.VERSION, true);
    }

    String billMark() {
        return StripeLines.mark(delivery.bill().id());
    }

    String integrationMark() {
        return String.valueOf(delivery.integrationId());
    }

    static String metadata(String name) {
        return "metadata[" + name + "]";
    }

    static String path(String item) {
        return ITEMS + "/" + Escaping.ADDRESS.escaped(item);
    }

    private static void content(FormBody form, WantedLine line) {
        form.add("amount", line.amount()).add("description", line.description());
        if (line.start() != null) {
            form.add("period[start]", line.start()).add("period[end]", line.end());
        }
    }

    private static Call get(String name, String path, String query) {
        return Call.get(name, path, query, StripeCalls.VERSION);
    }

    private String page(FormBody query) {
        query.add("limit", StripeCalls.PAGE);
        return (held.lookUp().cursor() == null ? query : query.add("starting_after", held.lookUp().cursor())).toString();
    }

    private Call post(String name, String path, FormBody form, String step) {
        String key = StripeCalls.key(delivery, "sub/" + held.plan().number() + "/" + step + "/" + held.plan().calls());
        return new Call(name, "POST", path, "", StripeCalls.FORM, form.toString(), key, StripeCalls.VERSION, true);
    }
}
