package dev.waybill.source.m3ter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.source.IsoTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An event of m3ter, wherever its sender put the bill. The places are listed at {@link M3terNotices}, in the same order. */
final class M3terEvent {

    private static final List<JsonPointer> ENVELOPES = places("/event", "/payload", "/data", "/body");
    private static final List<JsonPointer> NEW = places("/m3terEvent/eventData/newDto", "/m3terEvent/newDto", "/eventData/newDto",
            "/newDto", "/new", "/bill", "/entity");
    private static final List<JsonPointer> BARE = places("/m3terEvent/eventData", "/m3terEvent", "/eventData", "/data",
            "/payload");
    private static final List<JsonPointer> OLD = places("/m3terEvent/eventData/oldDto", "/m3terEvent/oldDto", "/eventData/oldDto",
            "/oldDto", "/old");
    private static final List<String> ENVELOPE_FIELDS = List.of("eventId", "eventName", "eventTime", "dtActioned", "billId");

    private final JsonNode event;
    private final Optional<JsonNode> inside;

    private M3terEvent(JsonNode event) {
        this.event = event;
        this.inside = Stream.concat(objects(NEW), objects(BARE).filter(M3terEvent::isBill)).findFirst();
    }

    /** The event at the root of a document, or one level down. */
    static Optional<M3terEvent> in(JsonNode root) {
        return Stream.concat(Stream.of(root), ENVELOPES.stream().map(root::at)).filter(M3terEvent::isEvent).findFirst()
                .map(M3terEvent::new);
    }

    /** The name as written, which may be any text that is not blank. */
    String name() {
        return event.path("eventName").textValue();
    }

    Instant time() {
        return Optional.ofNullable(event.path("eventTime").textValue()).flatMap(IsoTime::instant).orElse(null);
    }

    /** The bill as the event leaves it. */
    Optional<JsonNode> bill() {
        return isFlat() ? Optional.of(withoutEnvelope()) : inside;
    }

    /** The bill as it was before the event. */
    Optional<JsonNode> oldBill() {
        return objects(OLD).findFirst();
    }

    /** The event's own id, made short and plain when it is not. */
    Optional<String> id() {
        return Stream.of("eventId", "id").map(field -> event.path(field).textValue()).filter(id -> id != null && !id.isBlank())
                .findFirst().map(id -> M3terIds.isId(id) ? id : "id:" + Sha256.hex(id.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isEvent(JsonNode node) {
        JsonNode name = node.path("eventName");
        return name.isTextual() && !name.textValue().isBlank();
    }

    private boolean isFlat() {
        return inside.isEmpty() && !event.has("m3terEvent") && oldBill().isEmpty() && (isBill(event) || event.has("billId"));
    }

    /** Whether an object has the fields of a bill; a lone account id may also be that of an event. */
    static boolean isBill(JsonNode node) {
        return node.has("lineItems") || node.has("accountId") && node.has("billDate");
    }

    private JsonNode withoutEnvelope() {
        ObjectNode bill = ((ObjectNode) event).objectNode();
        bill.setAll((ObjectNode) event);
        if (event.has("billId")) {
            bill.set("id", event.get("billId"));
        }
        return bill.remove(ENVELOPE_FIELDS);
    }

    private static List<JsonPointer> places(String... places) {
        return Stream.of(places).map(JsonPointer::compile).toList();
    }

    private Stream<JsonNode> objects(List<JsonPointer> places) {
        return places.stream().map(event::at).filter(JsonNode::isObject);
    }
}
