package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Call;
import dev.waybill.provider.Escaping;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.stripe.HeldContent.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The invoices of one bill: one, unless the bill was split. What is stored of the only one is what {@link StripeHolding} stores.
 * Of several, the lines of the one that is being written are kept, and of all others the sums and marks, so that what is stored
 * stays as small as one invoice however many lines the bill has.
 *
 * @param parts   by part, the first one first; the list never gets shorter, since keys that were used must not come again
 * @param checked true when every invoice was looked at, or has yet to be, since one of them was last written to
 */
record HeldParts(List<StripeHolding> parts, boolean checked) {

    private static final String PARTS = "parts";
    private static final String CHECKED = "checked";

    HeldParts {
        parts = List.copyOf(parts);
    }

    /** @throws IllegalStateException when the object is not one of ours */
    static HeldParts of(ObjectNode held) {
        if (!held.has(PARTS)) {
            return new HeldParts(List.of(StripeHolding.of(held)), false);
        }
        List<StripeHolding> parts = new ArrayList<>();
        for (JsonNode part : held.path(PARTS)) {
            parts.add(Json.read(part, StripeHolding.class));
        }
        if (parts.isEmpty()) {
            throw new IllegalStateException("no parts");
        }
        return new HeldParts(parts, held.path(CHECKED).asBoolean(false));
    }

    ObjectNode stored() {
        if (parts.size() == 1) {
            return parts.get(0).stored();
        }
        ObjectNode stored = Json.MAPPER.createObjectNode();
        ArrayNode all = stored.putArray(PARTS);
        parts.forEach(part -> all.add(part.stored()));
        return stored.put(CHECKED, checked);
    }

    /** What is known of this part, counted from 0. */
    StripeHolding part(int index) {
        return index < parts.size() ? parts.get(index) : StripeHolding.NONE;
    }

    /** Which part a call speaks of, counted from 0. Told by the call alone, since the bill may have changed since it was made. */
    int partOf(Call call, Call unsettled) {
        if (call.name().equals(StripeCalls.CREATE)) {
            String part = FormBody.parse(call.body()).get("metadata[" + StripeCalls.PART + "]");
            return part == null ? 0 : Integer.parseInt(part) - 1;
        }
        if (call.name().equals(StripeCalls.LIST_INVOICES)) {
            return unsettled != null ? partOf(unsettled, null) : first(part -> part.invoice() != null && part.invoice().missing());
        }
        return first(part -> part.invoice() != null && isPathOf(part.invoice().id(), call.path()));
    }

    HeldParts with(int index, StripeHolding part, boolean written) {
        List<StripeHolding> all = new ArrayList<>(parts);
        while (all.size() <= index) {
            all.add(StripeHolding.NONE);
        }
        all.set(index, part);
        return new HeldParts(all, checked && !written);
    }

    /** To be looked at once more, all of them. */
    HeldParts unchecked() {
        return new HeldParts(each(part -> part.with(part.content().stale())), true);
    }

    HeldParts stopped() {
        return new HeldParts(each(StripeHolding::stopped), true);
    }

    HeldParts paused() {
        return new HeldParts(each(StripeHolding::paused), checked);
    }

    /** The same without the lines of a finished part: its marks and its sum prove it right. */
    HeldParts finished(int index) {
        StripeHolding part = parts.get(index);
        HeldContent content = part.content();
        boolean whole = content.seen() == Seen.LISTED || content.seen() == Seen.ASSUMED;
        return whole && content.foreignLines() == 0
                ? with(index, part.with(content.read(content.subtotal(), content.revision())), false) : this;
    }

    private int first(Predicate<StripeHolding> wanted) {
        for (int i = 0; i < parts.size(); i++) {
            if (wanted.test(parts.get(i))) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isPathOf(String invoice, String path) {
        return List.of(path.split("/")).contains(Escaping.ADDRESS.escaped(invoice));
    }

    private List<StripeHolding> each(UnaryOperator<StripeHolding> change) {
        return parts.stream().map(change).toList();
    }
}
