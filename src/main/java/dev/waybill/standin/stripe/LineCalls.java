package dev.waybill.standin.stripe;

import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The lines of a draft. Each bulk call does all of its lines and its {@code invoice_metadata}, or nothing; whether Stripe's
 * own does is not published.
 */
final class LineCalls {

    /** How many lines one bulk call takes; Stripe publishes no number, an invoice's limit is the natural bound. */
    private static final int BULK = 250;

    private final Account account;

    LineCalls(Account account) {
        this.account = account;
    }

    List<Endpoint> endpoints() {
        Map<String, Shape> added = Shapes.itemFields();
        added.put("invoice_item", Shape.id());
        added.put("tax_amounts", Shape.notPlayed());
        Map<String, Shape> changed = Shapes.itemFields();
        changed.put("tax_amounts", Shape.notPlayed());
        Shape oneLine = withExpand(Shapes.amountAlone(Shape.object(Map.copyOf(changed))));
        changed.put("id", Shape.id());
        Shape removed = Shape.object(Map.of("id", Shape.id(), "behavior", Shape.oneOf("delete", "unassign")))
                .requiring("id", "behavior");
        return List.of(
                Endpoint.of("GET", "v1/invoices/*/lines", Shapes.list(Map.of()), this::list),
                Endpoint.of("POST", "v1/invoices/*/add_lines", bulk(Shapes.amountAlone(Shape.object(added))
                        .where(Shapes.exclusive("amount", "invoice_item")).where(LineCalls::requireContent)), this::add),
                Endpoint.of("POST", "v1/invoices/*/update_lines",
                        bulk(Shapes.amountAlone(Shape.object(changed)).requiring("id")), this::update),
                Endpoint.of("POST", "v1/invoices/*/remove_lines", bulk(removed), this::remove),
                Endpoint.of("POST", "v1/invoices/*/lines/*", oneLine, this::updateOne));
    }

    private static Shape bulk(Shape line) {
        return Shape.object(Map.of("lines", Shape.list(line, BULK), "invoice_metadata", Shape.metadata(),
                "expand", Shape.notPlayed())).requiring("lines");
    }

    private static Shape withExpand(Shape.Fields fields) {
        Map<String, Shape> known = new HashMap<>(fields.known());
        known.put("expand", Shape.notPlayed());
        return new Shape.Fields(known, fields.required(), fields.rules());
    }

    private static void requireContent(Parameters line) {
        if (!line.has("amount") && !line.has("invoice_item")) {
            throw Refusal.missingParameter(line.name() + "[amount]");
        }
    }

    private JsonBody list(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        Listing<Item> listing = Listing.of(invoice.lines, id -> invoice.lines.values().stream()
                .filter(line -> line.lineId.equals(id)).map(line -> line.lineSequence).findFirst().orElse(null),
                question.given(), line -> true);
        return JsonBody.list("/v1/invoices/" + invoice.id + "/lines", listing.hasMore(),
                listing.page().stream().map(ItemJson::line).toList());
    }

    private JsonBody add(Question question) {
        Invoice invoice = draft(question);
        List<Parameters> lines = question.given().list("lines");
        requireRoom(invoice, lines.size(), account.settings);
        Map<String, String> metadata = MetadataChange.merged(invoice.metadata, question.given().at("invoice_metadata"));
        List<ItemChange> changes = new ArrayList<>();
        List<Item> pending = new ArrayList<>();
        for (Parameters line : lines) {
            Item item = line.has("invoice_item") ? pendingItem(line, invoice, pending) : null;
            pending.add(item);
            changes.add(item == null
                    ? ItemChange.fresh(line, invoice.currency, invoice.automaticTax, account.now(), account.settings)
                    : ItemChange.of(line, item, invoice.automaticTax, account.settings));
        }
        for (int i = 0; i < lines.size(); i++) {
            Item item = pending.get(i) != null ? pending.get(i) : account.addItem(invoice.customer, invoice.currency, null);
            item.livemode = question.live();
            changes.get(i).applyTo(item);
            account.attach(item, invoice);
        }
        invoice.metadata = metadata;
        return InvoiceJson.of(invoice);
    }

    private JsonBody update(Question question) {
        Invoice invoice = draft(question);
        List<Parameters> lines = question.given().list("lines");
        List<Item> items = named(lines, invoice);
        Map<String, String> metadata = MetadataChange.merged(invoice.metadata, question.given().at("invoice_metadata"));
        List<ItemChange> changes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            changes.add(ItemChange.of(lines.get(i), items.get(i), invoice.automaticTax, account.settings));
        }
        for (int i = 0; i < lines.size(); i++) {
            changes.get(i).applyTo(items.get(i));
        }
        invoice.metadata = metadata;
        return InvoiceJson.of(invoice);
    }

    private JsonBody remove(Question question) {
        Invoice invoice = draft(question);
        List<Parameters> lines = question.given().list("lines");
        List<Item> items = named(lines, invoice);
        invoice.metadata = MetadataChange.merged(invoice.metadata, question.given().at("invoice_metadata"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).text("behavior").equals("delete")) {
                account.remove(items.get(i));
            } else {
                account.detach(items.get(i));
            }
        }
        return InvoiceJson.of(invoice);
    }

    private JsonBody updateOne(Question question) {
        Invoice invoice = draft(question);
        Item item = line(invoice, question.ids().get(1));
        if (item == null) {
            throw Refusal.unknownInPath("line_item_id", "invoice line item", question.ids().get(1));
        }
        ItemChange.of(question.given(), item, invoice.automaticTax, account.settings).applyTo(item);
        return ItemJson.line(item);
    }

    private Invoice draft(Question question) {
        Invoice invoice = account.invoiceInPath(question.id(), "invoice");
        if (!invoice.isDraft()) {
            throw Refusal.notEditable(invoice.id);
        }
        return invoice;
    }

    static void requireRoom(Invoice invoice, int more, StripeSettings settings) {
        if (invoice.lineCount() + more > settings.itemsPerInvoice()) {
            throw Refusal.invalid(null, "An invoice takes at most " + settings.itemsPerInvoice() + " items, this one has "
                    + invoice.lineCount() + " and would get " + more + " more.");
        }
    }

    private Item pendingItem(Parameters line, Invoice invoice, List<Item> taken) {
        String id = line.text("invoice_item");
        Item item = account.items.get(id);
        if (item == null || item.invoice != null || item.customer != invoice.customer || taken.contains(item)) {
            throw Refusal.unknownInParameters(line.at("invoice_item").name(), "pending invoice item of this customer", id);
        }
        if (!item.currency.equals(invoice.currency)) {
            throw Refusal.invalid(line.at("invoice_item").name(), "The item is in " + item.currency + ", the invoice in "
                    + invoice.currency + ".");
        }
        return item;
    }

    private static List<Item> named(List<Parameters> lines, Invoice invoice) {
        List<Item> items = new ArrayList<>();
        Set<Item> seen = new HashSet<>();
        for (Parameters line : lines) {
            Item item = line(invoice, line.text("id"));
            if (item == null || !seen.add(item)) {
                throw Refusal.unknownInParameters(line.at("id").name(), "line on this invoice, or it is named twice",
                        line.text("id"));
            }
            items.add(item);
        }
        return items;
    }

    private static Item line(Invoice invoice, String id) {
        return invoice.lines.values().stream().filter(line -> Objects.equals(line.lineId, id)).findFirst().orElse(null);
    }
}
