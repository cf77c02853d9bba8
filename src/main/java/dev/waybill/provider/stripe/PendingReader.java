package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.provider.AnswerMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads Stripe's objects in mode subscription. */
final class PendingReader {

    /**
     * One page of a list of items.
     *
     * @param ours   items with our marks
     * @param others items without, which the same subscription's invoice will take up
     * @param last   the id after which the next page begins
     */
    record Page(List<HeldItem> ours, int others, String last) {
    }

    private final PendingCalls calls;

    PendingReader(PendingCalls calls) {
        this.calls = calls;
    }

    /** The page; empty when an item on it cannot be read. */
    Optional<Page> page(JsonNode body, String subscription) {
        List<HeldItem> ours = new ArrayList<>();
        int others = 0;
        String last = "";
        for (JsonNode entry : body.path("data")) {
            last = entry.path("id").asText();
            JsonNode marks = entry.path("metadata");
            boolean own = calls.billMark().equals(marks.path(StripeCalls.BILL).asText())
                    && calls.integrationMark().equals(marks.path(StripeCalls.INTEGRATION).asText());
            if (!own) {
                String waitsFor = entry.path("parent").path("subscription_details").path("subscription").asText("");
                others += waitsFor.isEmpty() || waitsFor.equals(subscription) ? 1 : 0;
                continue;
            }
            JsonNode amount = entry.path("amount");
            if (!amount.isIntegralNumber() || !amount.canConvertToLong()) {
                return Optional.empty();
            }
            ours.add(new HeldItem(id(entry), text(marks, StripeCalls.LINE, ""), text(marks, StripeCalls.HASH, null), amount.asLong(),
                    text(entry, "invoice", null)));
        }
        return Optional.of(new Page(ours, others, last));
    }

    HeldSubscription subscription(JsonNode body) {
        JsonNode items = body.path("items");
        int own = Math.max(items.path("total_count").asInt(0), items.path("data").size());
        return new HeldSubscription(id(body), text(body, "customer", null), text(body, "currency", null), text(body, "status", null),
                body.path("automatic_tax").path("enabled").asBoolean(false), own);
    }

    /** Of an invoice that does not tell how many lines it has, it counts as full: nothing more is put on it. */
    TakingInvoice invoice(JsonNode body) {
        JsonNode count = body.path("lines").path("total_count");
        return new TakingInvoice(id(body), text(body, "status", null), count.isInt() ? count.asInt() : Integer.MAX_VALUE / 2);
    }

    String id(JsonNode body) {
        return AnswerMask.plain(body.path("id").asText());
    }

    private static String text(JsonNode body, String field, String absent) {
        JsonNode value = body.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? AnswerMask.plain(value.asText()) : absent;
    }
}
