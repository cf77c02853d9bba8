package dev.waybill.provider.stripe;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Escaping;
import dev.waybill.provider.FormBody;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every request Waybill makes to Stripe. */
final class StripeCalls {

    static final String CREATE = "create-invoice";
    static final String GET = "get-invoice";
    static final String LIST_INVOICES = "list-invoices";
    static final String LIST_LINES = "list-lines";
    static final String REMOVE_LINES = "remove-lines";
    static final String UPDATE_LINES = "update-lines";
    static final String ADD_LINES = "add-lines";
    static final String UPDATE = "update-invoice";
    static final String MARK_REJECTED = "mark-rejected";
    static final String FINALIZE = "finalize-invoice";
    static final String DELETE = "delete-invoice";
    /** The calls that change lines. */
    static final Set<String> LINE_CALLS = Set.of(REMOVE_LINES, UPDATE_LINES, ADD_LINES);

    static final String BILL = "gw_bill";
    static final String SOURCE = "gw_src";
    static final String EPOCH = "gw_epoch";
    static final String INTEGRATION = "gw_integration";
    static final String PART = "gw_part";
    static final String REVISION = "gw_rev";
    static final String LINE = "gw_line";
    static final String HASH = "gw_hash";
    static final String REJECTED = "gw_rejected_rev";
    static final String SEQUENCE = "gw_seq";

    // Without it the account's own version would apply, which differs between accounts.
    static final Map<String, String> VERSION = Map.of("Stripe-Version", "2026-10-28.endive");
    static final String FORM = "application/x-www-form-urlencoded";
    private static final String INVOICES = "/v1/invoices";
    private static final int LONGEST_KEY = 255;
    // Stripe names no limit for one call; fifty lines stay far below any size of body
    private static final int CHUNK = 50;
    /** How many objects a page of a list holds at most. */
    static final int PAGE = 100;

    private final Delivery delivery;
    private final WantedInvoice wanted;
    private final StripeHolding held;

    StripeCalls(Delivery delivery, WantedInvoice wanted, StripeHolding held) {
        this.delivery = delivery;
        this.wanted = wanted;
        this.held = held;
    }

    /** An empty draft. Nothing in it depends on the lines, so two versions of a bill cannot make two invoices. */
    Call create() {
        FormBody form = new FormBody(Escaping.ADDRESS)
                .add("customer", delivery.customer())
                .add("currency", wanted.currency().code().toLowerCase(Locale.ROOT))
                .add("auto_advance", false)
                .add("pending_invoice_items_behavior", "exclude");
        wanted.header().write(form, false);
        form.add("metadata[" + BILL + "]", billMark())
                .add("metadata[" + SOURCE + "]", StripeLines.mark(delivery.source()))
                .add("metadata[" + EPOCH + "]", held.epoch())
                .add("metadata[" + INTEGRATION + "]", integrationMark());
        if (wanted.part() > 1) {
            form.add("metadata[" + PART + "]", wanted.part());
        }
        return post(CREATE, INVOICES, form, part() + "inv/" + held.epoch());
    }

    Call get() {
        return Call.get(GET, invoicePath(""), "", VERSION);
    }

    Call listLines() {
        return Call.get(LIST_LINES, invoicePath("/lines"), page(new FormBody(Escaping.ADDRESS)).toString(), VERSION);
    }

    Call listInvoices(String customer) {
        return Call.get(LIST_INVOICES, INVOICES, page(new FormBody(Escaping.ADDRESS).add("customer", customer)).toString(), VERSION);
    }

    /** The next of the calls that make these changes: removals, rewrites, additions; the last one carries our marks. */
    Call change(LineChanges changes) {
        if (!changes.remove().isEmpty()) {
            return remove(first(changes.remove()), changes.count() <= CHUNK && changes.count() == changes.remove().size());
        }
        if (!changes.update().isEmpty()) {
            return update(first(changes.update()), changes.updated(), changes.count() <= CHUNK && changes.add().isEmpty());
        }
        return add(first(changes.add()), changes.count() <= CHUNK);
    }

    Call updateHeader() {
        FormBody form = new FormBody(Escaping.ADDRESS);
        wanted.header().write(form, InvoiceHeader.isTaxed(held.invoice().header()));
        form.add("metadata[" + REVISION + "]", wanted.revision()).add("metadata[" + SEQUENCE + "]", delivery.revision());
        return post(UPDATE, invoicePath(""), form, step("meta"));
    }

    /** Notes on a final invoice which version of its bill came too late; Stripe: metadata may change in every status. */
    Call markRejected() {
        FormBody form = new FormBody(Escaping.ADDRESS).add("metadata[" + REJECTED + "]", wanted.revision())
                .add("metadata[gw_rejected_seq]", delivery.revision());
        return post(MARK_REJECTED, invoicePath(""), form, step("rej"));
    }

    Call finalizeInvoice(boolean autoAdvance) {
        return post(FINALIZE, invoicePath("/finalize"), new FormBody(Escaping.ADDRESS).add("auto_advance", autoAdvance), step("fin"));
    }

    /** Stripe: repeated, it answers 404, so it needs no key. */
    Call delete() {
        return new Call(DELETE, "DELETE", invoicePath(""), "", "", "", "", VERSION, true);
    }

    /** How Stripe's records name the bill. */
    String billMark() {
        return StripeLines.mark(delivery.bill().id());
    }

    String integrationMark() {
        return String.valueOf(delivery.integrationId());
    }

    private Call remove(List<HeldLine> lines, boolean last) {
        FormBody form = new FormBody(Escaping.ADDRESS);
        for (int i = 0; i < lines.size(); i++) {
            form.add("lines[" + i + "][id]", lines.get(i).id()).add("lines[" + i + "][behavior]", "delete");
        }
        return lineCall(REMOVE_LINES, "/remove_lines", form, "rem", last);
    }

    private Call update(List<HeldLine> lines, List<WantedLine> updated, boolean last) {
        FormBody form = new FormBody(Escaping.ADDRESS);
        for (int i = 0; i < lines.size(); i++) {
            String line = "lines[" + i + "]";
            form.add(line + "[id]", lines.get(i).id());
            content(form, line, updated.get(i));
            form.add(line + "[metadata][" + HASH + "]", updated.get(i).hash());
        }
        return lineCall(UPDATE_LINES, "/update_lines", form, "upd", last);
    }

    private Call add(List<WantedLine> lines, boolean last) {
        FormBody form = new FormBody(Escaping.ADDRESS);
        String bill = billMark();
        for (int i = 0; i < lines.size(); i++) {
            String line = "lines[" + i + "]";
            content(form, line, lines.get(i));
            // Stripe: a customer's coupons would otherwise lower what was metered
            form.add(line + "[discountable]", false)
                    .add(line + "[metadata][" + BILL + "]", bill)
                    .add(line + "[metadata][" + LINE + "]", lines.get(i).key())
                    .add(line + "[metadata][" + HASH + "]", lines.get(i).hash());
        }
        return lineCall(ADD_LINES, "/add_lines", form, "add", last);
    }

    private static void content(FormBody form, String line, WantedLine wanted) {
        form.add(line + "[amount]", wanted.amount()).add(line + "[description]", wanted.description());
        if (wanted.start() != null) {
            form.add(line + "[period][start]", wanted.start()).add(line + "[period][end]", wanted.end());
        }
    }

    private Call lineCall(String name, String path, FormBody form, String step, boolean last) {
        if (last) {
            form.add("invoice_metadata[" + REVISION + "]", wanted.revision())
                    .add("invoice_metadata[" + SEQUENCE + "]", delivery.revision());
        }
        return post(name, invoicePath(path), form, step(step));
    }

    private Call post(String name, String path, FormBody form, String step) {
        return new Call(name, "POST", path, "", FORM, form.toString(), key(step), VERSION, true);
    }

    private FormBody page(FormBody query) {
        query.add("limit", PAGE);
        return held.lookUp().cursor() == null ? query : query.add("starting_after", held.lookUp().cursor());
    }

    private String invoicePath(String action) {
        return INVOICES + "/" + Escaping.ADDRESS.escaped(held.invoice().id()) + action;
    }

    private String step(String step) {
        return part() + held.plan().number() + "/" + step + "/" + held.plan().calls();
    }

    /** Two invoices of one bill share no key. */
    private String part() {
        return wanted.part() == 1 ? "" : "part" + wanted.part() + "/";
    }

    private String key(String step) {
        return key(delivery, step);
    }

    /** A key that Stripe takes: it begins the same for every call of one bill and integration. */
    static String key(Delivery delivery, String step) {
        String key = "gw1/" + delivery.integrationId() + "/" + delivery.bill().id() + "/" + step;
        boolean fits = key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c < 127);
        return fits ? key : "gw1/" + ContentHash.full(key);
    }

    private static <T> List<T> first(List<T> lines) {
        return lines.size() <= CHUNK ? lines : lines.subList(0, CHUNK);
    }
}
