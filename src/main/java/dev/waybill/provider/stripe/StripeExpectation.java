package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.Placeholder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Stripe would answer to a call that is not sent. Writes follow from what is sent. A look at an invoice of ours shows it as
 * it was last seen; a look at its lines shows those of an earlier bill, if the invoice's {@code gw_rev} proves that they are its
 * lines. Everything else only Stripe can tell.
 */
final class StripeExpectation {

    private static final String INVOICE_ID = "invoice id";

    private final Delivery delivery;
    private final int part;
    private final StripeHolding held;
    private final Call call;
    private final List<Bill> earlier;

    StripeExpectation(Delivery delivery, HeldParts held, Call call, List<Bill> earlier) {
        this.delivery = delivery;
        this.part = held.partOf(call, delivery.unsettled());
        this.held = held.part(part);
        this.call = call;
        this.earlier = earlier;
    }

    Expectation expectation() {
        if (delivery.unsettled() != null) {
            return new Expectation.Open("Nobody knows yet how an earlier " + delivery.unsettled().name() + " ended, so Stripe is"
                    + " looked at first. If it shows the effect, the delivery goes on from there; if not, the very same call is sent"
                    + " again.");
        }
        return switch (call.name()) {
            case StripeCalls.CREATE -> created(part == 0 ? INVOICE_ID : INVOICE_ID + " of part " + (part + 1));
            case StripeCalls.GET -> asLastSeen();
            case StripeCalls.LIST_LINES -> lines();
            case StripeCalls.LIST_INVOICES -> new Expectation.Open("What follows depends on the invoices that Stripe lists.");
            case StripeCalls.DELETE -> certain(object().put("id", held.invoice().id()).put("deleted", true), Map.of());
            case StripeCalls.FINALIZE -> certain(invoice(finalStatus(), held.content().subtotal()), Map.of());
            default -> certain(invoice(held.invoice().status(), subtotal()), Map.of());
        };
    }

    private static Expectation created(String name) {
        return certain(invoice(Placeholder.named(name), "draft", 0L), Map.of(name, "the draft that " + StripeCalls.CREATE + " makes"));
    }

    private Expectation asLastSeen() {
        ObjectNode invoice = invoice(held.invoice().status(), held.content().subtotal());
        if (held.invoice().total() != null) {
            invoice.put("total", held.invoice().total());
        }
        ObjectNode marks = invoice.putObject("metadata");
        mark(marks, StripeCalls.REVISION, held.content().revision());
        mark(marks, StripeCalls.REJECTED, held.invoice().rejected());
        return assumed(invoice, Map.of());
    }

    /** A page of the lines, newest first, which is Stripe's order. */
    private Expectation lines() {
        Optional<List<WantedLine>> known = knownLines();
        if (known.isEmpty()) {
            boolean finalizes = StripeSettings.of(delivery.settings()).finalizeApproved()
                    && delivery.bill().status() == BillStatus.APPROVED;
            return new Expectation.Open("The lines that Stripe lists are compared with the bill's: those that are not in the bill any"
                    + " more are removed, those that differ rewritten, those that are missing added. Lines of others stay."
                    + (finalizes ? " Then the sums are compared and the invoice is finalized." : ""));
        }
        List<WantedLine> lines = known.get();
        int newest = lines.size() - held.lookUp().pages() * StripeCalls.PAGE;
        int oldest = Math.max(0, newest - StripeCalls.PAGE);
        Map<String, String> ids = new LinkedHashMap<>();
        ObjectNode page = object();
        ArrayNode data = page.putArray("data");
        for (int i = newest - 1; i >= oldest; i--) {
            WantedLine line = lines.get(i);
            String name = "id of line " + (i + 1);
            ids.put(name, "line " + (i + 1) + " of invoice " + held.invoice().id() + ": " + line.description() + ", "
                    + words(line.amount()));
            ObjectNode shown = data.addObject().put("id", Placeholder.named(name)).put("amount", line.amount());
            shown.putObject("metadata").put(StripeCalls.BILL, StripeLines.mark(delivery.bill().id())).put(StripeCalls.LINE, line.key())
                    .put(StripeCalls.HASH, line.hash());
        }
        return assumed(page.put("has_more", oldest > 0), ids);
    }

    /** The lines on the invoice, oldest first, if what we know of it names them. */
    private Optional<List<WantedLine>> knownLines() {
        HeldContent content = held.content();
        if (content.mixed() || content.subtotal() == null) {
            return Optional.empty();
        }
        if (content.revision() == null) {
            return content.subtotal() == 0 ? Optional.of(List.of()) : Optional.empty();
        }
        return Stream.concat(Stream.of(delivery.bill()), earlier.stream()).map(this::wanted)
                .filter(wanted -> wanted.nothing() == null && wanted.refusal() == null)
                .filter(wanted -> content.holds(wanted.revision()) && content.subtotal() == wanted.total())
                .map(WantedInvoice::lines).findFirst();
    }

    private WantedInvoice wanted(Bill bill) {
        return PartsNext.wanted(StripeLines.parts(new Delivery(delivery.id(), delivery.integrationId(), bill, delivery.revision(), delivery.source(),
                delivery.customer(), delivery.testMode(), delivery.settings(), delivery.held(), null, false, null)), part);
    }

    /** The sum of the lines after the call, as far as the lines are known. */
    private Long subtotal() {
        if (!StripeCalls.LINE_CALLS.contains(call.name())) {
            return held.content().subtotal();
        }
        List<HeldLine> lines = held.content().lines();
        return lines == null ? null : new LineEffect(call).on(lines).stream().mapToLong(HeldLine::amount).sum();
    }

    // Stripe: an invoice of nothing, or of less, is paid at once
    private String finalStatus() {
        return held.content().subtotal() != null && held.content().subtotal() <= 0 ? "paid" : "open";
    }

    private ObjectNode invoice(String status, Long subtotal) {
        return invoice(held.invoice().id(), status, subtotal);
    }

    /** Without tax and discounts, which Stripe alone computes: the total is the sum of the lines. */
    private static ObjectNode invoice(String id, String status, Long subtotal) {
        ObjectNode invoice = object().put("id", id).put("status", status);
        return subtotal == null ? invoice : invoice.put("subtotal", subtotal).put("total", subtotal);
    }

    private Expectation assumed(ObjectNode body, Map<String, String> ids) {
        List<String> as = new ArrayList<>(List.of(held.invoice().draft() ? "a draft" : String.valueOf(held.invoice().status())));
        if (held.content().subtotal() != null) {
            as.add("with lines of " + words(held.content().subtotal()) + " in all");
        }
        return new Expectation.Assumed(answer(body), "Invoice " + held.invoice().id() + " is still as Waybill last saw it: "
                + String.join(" ", as) + ".", ids);
    }

    private String words(long minorUnits) {
        String code = String.valueOf(held.invoice().currency()).toUpperCase(Locale.ROOT);
        return StripeCurrency.of(code).map(currency -> currency.words(minorUnits)).orElse(minorUnits + " " + code);
    }

    private static Expectation certain(ObjectNode body, Map<String, String> ids) {
        return new Expectation.Certain(answer(body), ids);
    }

    private static Answer answer(ObjectNode body) {
        return Answer.of(200, Map.of(), Json.write(body));
    }

    private static void mark(ObjectNode marks, String name, String value) {
        if (value != null) {
            marks.put(name, value);
        }
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
