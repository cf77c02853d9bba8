package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.delivery.Call;
import dev.waybill.provider.AnswerMask;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.HeldContent.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads Stripe's objects into what is known to be held. */
final class StripeReader {

    private final StripeHolding held;
    private final WantedInvoice wanted;

    StripeReader(StripeHolding held, WantedInvoice wanted) {
        this.held = held;
        this.wanted = wanted;
    }

    /** Our own create was answered: a draft that holds no lines. */
    StripeHolding created(Call create, JsonNode body) {
        return adopted(create, body, new HeldContent(Seen.ASSUMED, List.of(), 0L, null, false));
    }

    /** The create got no usable answer, and this invoice of the customer is its work. */
    StripeHolding found(Call create, JsonNode body) {
        return adopted(create, body, HeldContent.UNKNOWN.read(number(body, "subtotal"), mark(body, StripeCalls.REVISION)));
    }

    /** The invoice was read; its lines were not. */
    StripeHolding looked(JsonNode body) {
        HeldInvoice seen = held.invoice().seen(text(body, "status"), number(body, "total"));
        return held.with(seen.withRejected(mark(body, StripeCalls.REJECTED)))
                .with(held.content().read(number(body, "subtotal"), mark(body, StripeCalls.REVISION)))
                .with(held.lookUp().firstPage()).turned();
    }

    /** A write to the invoice was answered. */
    StripeHolding written(Call call, JsonNode body) {
        Map<String, String> form = FormBody.parse(call.body());
        HeldInvoice invoice = held.invoice().seen(text(body, "status"), number(body, "total"));
        Long subtotal = number(body, "subtotal");
        HeldContent content = held.content().withSubtotal(subtotal == null ? held.content().subtotal() : subtotal);
        String said = null;
        switch (call.name()) {
            case StripeCalls.UPDATE -> {
                invoice = invoice.withHeader(InvoiceHeader.fingerprintOf(form));
                content = content.marked(form.get("metadata[" + StripeCalls.REVISION + "]"));
            }
            case StripeCalls.MARK_REJECTED ->
                    invoice = invoice.withRejected(form.get("metadata[" + StripeCalls.REJECTED + "]"));
            case StripeCalls.FINALIZE -> {
                content = invoice.draft() ? content.stale() : content;
                said = "paid".equals(invoice.status()) && wanted.total() > 0 ? "Stripe settled it at once: from the customer's"
                        + " balance, or because it is below Stripe's smallest charge." : null;
            }
            default -> content = changed(call, content.withSubtotal(subtotal));
        }
        return held.with(invoice).with(content).with(held.plan().answered()).with(LookUp.NONE.refused(said));
    }

    /** The lines of a page of the invoice's lines; empty when one of them cannot be read. */
    Optional<List<HeldLine>> lines(JsonNode page, String billMark) {
        List<HeldLine> lines = new ArrayList<>();
        for (JsonNode entry : page.path("data")) {
            Long amount = number(entry, "amount");
            if (amount == null) {
                return Optional.empty();
            }
            boolean ours = billMark.equals(mark(entry, StripeCalls.BILL));
            String key = mark(entry, StripeCalls.LINE);
            lines.add(new HeldLine(AnswerMask.plain(entry.path("id").asText()), ours ? key == null ? "" : key : null,
                    ours ? mark(entry, StripeCalls.HASH) : null, amount));
        }
        return Optional.of(lines);
    }

    /**
     * The invoice on this page that carries our marks: the bill, which of its invoices it is, the count of the drafts made for
     * it, and the integration, since two integrations may bring one bill to one Stripe account.
     */
    Optional<JsonNode> ours(JsonNode page, Call create) {
        Map<String, String> form = FormBody.parse(create.body());
        for (JsonNode invoice : page.path("data")) {
            boolean same = form.getOrDefault("metadata[" + StripeCalls.BILL + "]", "").equals(mark(invoice, StripeCalls.BILL))
                    && form.getOrDefault("metadata[" + StripeCalls.EPOCH + "]", "").equals(mark(invoice, StripeCalls.EPOCH))
                    && Objects.equals(form.get("metadata[" + StripeCalls.PART + "]"), mark(invoice, StripeCalls.PART));
            String integration = mark(invoice, StripeCalls.INTEGRATION);
            if (same && (integration == null || integration.equals(form.get("metadata[" + StripeCalls.INTEGRATION + "]")))) {
                return Optional.of(invoice);
            }
        }
        return Optional.empty();
    }

    private StripeHolding adopted(Call create, JsonNode body, HeldContent content) {
        Map<String, String> form = FormBody.parse(create.body());
        String status = text(body, "status");
        HeldInvoice invoice = new HeldInvoice(text(body, "id"), form.get("customer"), form.get("currency"),
                InvoiceHeader.fingerprintOf(form), status == null ? "draft" : status, number(body, "total"),
                mark(body, StripeCalls.REJECTED));
        return held.with(invoice).with(content).with(held.plan().next(wanted.purpose())).with(LookUp.NONE);
    }

    private static HeldContent changed(Call call, HeldContent content) {
        LineEffect effect = new LineEffect(call);
        HeldContent after = content.lines() == null ? content.stale()
                : content.written(effect.on(content.lines()), content.subtotal());
        return effect.revision() == null ? after.asMixed() : after.marked(effect.revision());
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? AnswerMask.plain(value.asText()) : null;
    }

    private static Long number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.asLong() : null;
    }

    private static String mark(JsonNode body, String name) {
        return text(body.path("metadata"), name);
    }
}
