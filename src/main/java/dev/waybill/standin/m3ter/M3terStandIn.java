package dev.waybill.standin.m3ter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.m3ter.Bills.Kept;
import dev.waybill.standin.m3ter.WebhookSender.Acknowledgement;
import dev.waybill.standin.server.FaultEffect;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import dev.waybill.standin.server.Visit;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Plays one m3ter organization as far as bills go: tokens, bills and their lines, approval; and sends webhooks about them when
 * told to.
 */
public final class M3terStandIn extends HttpStandIn {

    private final M3terSettings settings;
    private final Tokens tokens;
    private final Bills bills;
    private final BillViews views;
    private final WebhookSender sender;

    public M3terStandIn() {
        this(M3terSettings.STANDARD);
    }

    public M3terStandIn(M3terSettings settings) {
        super(settings.requestsKept(), settings.clock());
        this.settings = settings;
        this.tokens = new Tokens(settings);
        this.bills = new Bills(settings.clock());
        this.views = new BillViews(bills, settings.embeddedLineItems());
        this.sender = new WebhookSender(settings.clock());
    }

    @Override
    public M3terStandIn start(int port) {
        super.start(port);
        return this;
    }

    /** The organization, the access key and the secret it accepts, and how else it behaves. */
    public M3terSettings settings() {
        return settings;
    }

    /**
     * Puts in a bill, as m3ter's JSON document; of a bill already there a new version, whose number is the old one plus one.
     *
     * @return the version it has now
     */
    public long put(String json) {
        try {
            return put((ObjectNode) Json.MAPPER.readTree(json));
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalArgumentException("a bill is a JSON object: " + e.getMessage(), e);
        }
    }

    /** As {@link #put(String)}. */
    public long put(ObjectNode document) {
        return bills.put(document).current().path("version").asLong();
    }

    /** Approves a bill, as a person does in m3ter's console; its version rises by one. */
    public void approve(String billId) {
        bills.setStatus(billId, "APPROVED");
    }

    /** Takes an approval back. */
    public void withdrawApproval(String billId) {
        bills.setStatus(billId, "PENDING");
    }

    public void lock(String billId) {
        bills.lock(billId);
    }

    public void delete(String billId) {
        bills.delete(billId);
    }

    /** The bill as it is now, with all its lines. */
    public Optional<JsonNode> bill(String billId) {
        return bills.known(billId).filter(bill -> !bill.deleted()).map(bill -> bill.current().deepCopy());
    }

    /** From now on every token issued so far is answered 403. */
    public void expireTokens() {
        tokens.expireAll();
    }

    /**
     * The event m3ter would send about a bill as it is now: {@code billing.bill.created} shows the new bill,
     * {@code billing.bill.deleted} the old one, every other name both where both are known. Each call makes an event of its
     * own; the same bytes sent twice are one event delivered twice.
     *
     * @throws IllegalArgumentException when no such bill was ever put in
     */
    public byte[] event(String eventName, String billId) {
        Kept bill = bills.known(billId).orElseThrow(() -> new IllegalArgumentException("the stand-in never held a bill " + billId));
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", UUID.randomUUID().toString()).put("eventName", eventName)
                .put("eventTime", Json.MAPPER.convertValue(settings.clock().instant(), String.class)).putNull("dtActioned");
        ObjectNode data = event.putObject("m3terEvent").putObject("eventData");
        if (eventName.endsWith(".deleted")) {
            data.set("oldDto", dto(bill.current()));
        } else {
            if (!eventName.endsWith(".created") && bill.previous() != null) {
                data.set("oldDto", dto(bill.previous()));
            }
            data.set("newDto", dto(bill.current()));
        }
        return Json.write(event).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes an event and posts it, signed.
     *
     * @param apiKey or null
     * @throws IOException when no answer came
     */
    public Acknowledgement send(String eventName, String billId, URI url, String secret, String apiKey) throws IOException {
        return sender.send(url, event(eventName, billId), secret, apiKey);
    }

    private ObjectNode dto(ObjectNode bill) {
        ObjectNode dto = bill.deepCopy().put("orgId", settings.organizationId());
        if (!settings.eventsCarryLineItems()) {
            dto.remove("lineItems");
        }
        return dto;
    }

    @Override
    protected Reply answer(Visit visit) {
        return work(visit, () -> {
            try {
                return answered(visit.request());
            } catch (M3terError error) {
                return error.reply();
            }
        });
    }

    private Reply answered(Request request) {
        List<String> path = request.segments();
        if (request.method().equals("POST") && path.equals(List.of("oauth", "token"))) {
            return tokens.issue(request);
        }
        tokens.require(request);
        if (path.size() < 3 || !path.get(0).equals("organizations") || !path.get(2).equals("bills")) {
            throw notPlayed(request);
        }
        // m3ter: an unknown organization is 403, not 404.
        if (!path.get(1).equals(settings.organizationId())) {
            throw new M3terError(403, "Forbidden: the token does not open organization " + path.get(1) + ".");
        }
        return Reply.json(200, asked(request, path.subList(3, path.size())));
    }

    /** @param path behind {@code /bills} */
    private ObjectNode asked(Request request, List<String> path) {
        String id = path.isEmpty() ? "" : path.get(0);
        String what = request.method() + (path.isEmpty() ? " all" : path.size() == 1 ? " one" : " " + path.get(1));
        if (path.size() == 3 && what.equals("GET lineitems")) {
            return views.lineItem(bills.require(id), path.get(2));
        }
        if (path.size() > 2) {
            throw notPlayed(request);
        }
        return switch (what) {
            case "GET all" -> views.list(request);
            case "GET one" -> views.bill(bills.require(id));
            case "DELETE one" -> views.bill(bills.delete(id));
            case "PUT status" -> views.bill(bills.setStatus(id, status(request)));
            case "PUT lock" -> views.bill(bills.lock(id));
            case "GET lineitems" -> views.lineItems(bills.require(id), request);
            default -> throw notPlayed(request);
        };
    }

    private static String status(Request request) {
        try {
            return Json.MAPPER.readTree(request.bodyText()).path("status").asText();
        } catch (JsonProcessingException e) {
            throw new M3terError(400, "Unable to parse request body");
        }
    }

    private static M3terError notPlayed(Request request) {
        return new M3terError(404, "The stand-in does not play " + request.method() + " " + request.path()
                + ", only tokens, bills and their line items.");
    }

    @Override
    protected Reply refusal(FaultEffect effect) {
        Reply reply = Reply.message(effect.status(), effect.messageOr("This answer was asked for by a fault rule."));
        for (Map.Entry<String, String> header : effect.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    @Override
    protected JsonNode state() {
        ObjectNode state = Json.MAPPER.createObjectNode();
        List<Kept> all = bills.newestFirst();
        state.putObject("counts").put("requests", requestCount()).put("bills", all.size());
        ArrayNode shown = state.putArray("bills");
        all.forEach(bill -> shown.add(bill.current().deepCopy()));
        return state;
    }

    /** {@code POST /_stand-in/bills} with a bill's document puts it in, as {@link #put(String)} does. */
    @Override
    protected Optional<Reply> control(Request request, List<String> path) {
        if (!request.method().equals("POST") || !path.equals(List.of("bills"))) {
            return Optional.empty();
        }
        return Optional.of(Reply.json(200, Json.MAPPER.createObjectNode().put("version", put(request.bodyText()))));
    }
}
