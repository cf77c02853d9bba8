package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Understands the body of a m3ter webhook.
 *
 * <p>m3ter: the Event object is published, the body of a webhook delivery is not. So several envelopes are accepted, tried in
 * this order; the first that fits is taken:
 * <ol>
 * <li>an event: an object with a text {@code eventName};
 * <li>an event in the field {@code event}, {@code payload}, {@code data} or {@code body};
 * <li>a bill: an object with {@code id} and with {@code lineItems}, or {@code accountId} and {@code billDate}. It counts as
 *     {@code billing.bill.updated}.
 * </ol>
 *
 * <p>The bill of an event is the first object found at
 * <ol>
 * <li>{@code m3terEvent.eventData.newDto}, {@code m3terEvent.newDto}, {@code eventData.newDto}, {@code newDto}, {@code new},
 *     {@code bill}, {@code entity};
 * <li>{@code m3terEvent.eventData}, {@code m3terEvent}, {@code eventData}, {@code data}, {@code payload}, when it has the
 *     fields of a bill: {@code lineItems}, or {@code accountId} and {@code billDate};
 * <li>the event itself, when it has the fields of a bill or a {@code billId}, and no {@code m3terEvent} and no old bill. Then
 *     {@code billId} names the bill if present, else {@code id} does.
 * </ol>
 *
 * <p>When none is found, {@code m3terEvent.eventData.oldDto}, {@code m3terEvent.oldDto}, {@code eventData.oldDto},
 * {@code oldDto} or {@code old} still tell which bill is meant. For a deleted bill it is also its last content; for a changed
 * bill it is no content, because it is what the bill no longer is.
 *
 * <p>The event's id is {@code eventId}, else {@code id}; one that equals the bill's id is none.
 */
public final class M3terNotices {

    static final String BILL_CREATED = "billing.bill.created";
    static final String BILL_UPDATED = "billing.bill.updated";
    static final String BILL_DELETED = "billing.bill.deleted";

    private static final int LONGEST_NAME = 100;
    private static final int MOST_FIELDS_SHOWN = 8;

    /**
     * Reads the body of a webhook. Which bill it names, if any, is for a later step to judge: an event about a bill without
     * an id is no reason to refuse the delivery.
     *
     * @throws UnreadableNoticeException when it is not JSON, or neither an event nor a bill
     */
    public Notice read(byte[] body) {
        JsonNode root = parsed(body);
        Optional<M3terEvent> event = M3terEvent.in(root);
        if (event.isPresent()) {
            return ofEvent(event.get(), body);
        }
        if (root.has("id") && M3terEvent.isBill(root)) {
            String key = derivedKey(BILL_UPDATED, root, body);
            return new Notice(key, BILL_UPDATED, null, Notice.Kind.BILL_CHANGED, null, id(root), root);
        }
        throw new UnreadableNoticeException("An Event, or an Event under event/payload/data/body, or a bill was expected; found "
                + described(root) + ". An Event has a text eventName; a bill has id and lineItems.");
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return ReceivedJson.read(body);
        } catch (UnreadableJsonException e) {
            throw new UnreadableNoticeException("The body cannot be read: " + e.getMessage()
                    + ". An event or a bill of m3ter in JSON was expected.");
        }
    }

    private static Notice ofEvent(M3terEvent event, byte[] body) {
        return switch (event.name()) {
            case BILL_CREATED, BILL_UPDATED -> aboutBill(event, Notice.Kind.BILL_CHANGED, event.bill().orElse(null), body);
            case BILL_DELETED -> aboutBill(event, Notice.Kind.BILL_DELETED, event.bill().or(event::oldBill).orElse(null), body);
            default -> ignored(event, body);
        };
    }

    private static Notice aboutBill(M3terEvent event, Notice.Kind kind, JsonNode bill, byte[] body) {
        JsonNode named = bill != null ? bill : event.oldBill().orElse(null);
        String billId = id(named);
        // An id that is the bill's would fold all later events of the bill into the first.
        String key = event.id().filter(id -> !id.equals(billId)).orElseGet(() -> derivedKey(event.name(), bill, body));
        return new Notice(key, event.name(), event.time(), kind, null, billId, bill);
    }

    private static Notice ignored(M3terEvent event, byte[] body) {
        String name = PlainText.cut(PlainText.clean(event.name()), LONGEST_NAME);
        String because = "The event " + name + " is not about a bill: only " + BILL_CREATED + ", " + BILL_UPDATED + " and "
                + BILL_DELETED + " are acted on.";
        String key = event.id().orElseGet(() -> derivedKey(event.name(), null, body));
        return new Notice(key, name, event.time(), Notice.Kind.IGNORED, because, null, null);
    }

    /**
     * A key for a notice without an event id: of the bill's content, so that a repetition in a newer envelope has it again, and
     * two contents never share it, even under one version. To take an approval for a repetition would lose a bill.
     */
    private static String derivedKey(String eventName, JsonNode bill, byte[] body) {
        return id(bill) == null
                ? "body:" + Sha256.hex(body)
                : "bill:" + Sha256.hex((eventName + " " + bill).getBytes(StandardCharsets.UTF_8));
    }

    private static String id(JsonNode bill) {
        return bill != null && M3terIds.isId(bill.path("id")) ? bill.path("id").textValue() : null;
    }

    private static String described(JsonNode root) {
        if (!root.isObject()) {
            return root.isArray() || root.isNull() ? PlainText.shown(root) : "a single value";
        }
        List<String> names = new ArrayList<>();
        for (Iterator<String> fields = root.fieldNames(); fields.hasNext() && names.size() < MOST_FIELDS_SHOWN;) {
            names.add(PlainText.cut(PlainText.clean(fields.next()), 40));
        }
        return names.isEmpty()
                ? "an empty object"
                : "an object with " + String.join(", ", names) + (root.size() > names.size() ? ", ..." : "");
    }
}
