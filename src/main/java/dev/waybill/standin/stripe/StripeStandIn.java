package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.FaultEffect;
import dev.waybill.standin.server.FaultKind;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import dev.waybill.standin.server.Visit;
import dev.waybill.standin.stripe.StripeApi.Checked;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Plays one Stripe account: customers, invoices with their lines, invoice items; as strict as Stripe about keys, versions,
 * parameters, states, currencies and idempotency. It finalizes nothing by itself, takes no money and sends no webhooks.
 */
public final class StripeStandIn extends HttpStandIn {

    /** The only version of Stripe's API that it speaks. */
    public static final String VERSION = "2026-10-28.endive";

    private static final int KEY_LENGTH = 255;

    private final Account account;
    private final StripeApi api;
    private final IdempotencyKeys keys;
    private final AtomicLong requestIds = new AtomicLong();
    private final AtomicLong replays = new AtomicLong();
    private volatile Set<String> apiKeys;

    public StripeStandIn() {
        this(StripeSettings.STANDARD);
    }

    public StripeStandIn(StripeSettings settings) {
        super(settings.requestsKept(), settings.clock());
        account = new Account(settings);
        api = new StripeApi(account);
        keys = new IdempotencyKeys(settings.keysKept(), settings.clock());
        apiKeys = settings.keys();
    }

    @Override
    public StripeStandIn start(int port) {
        super.start(port);
        return this;
    }

    /** From now on only these API keys are accepted, every other is 401; none given accepts every test key. */
    public void acceptKeys(String... accepted) {
        apiKeys = Set.of(accepted);
    }

    /** As if a day had passed since every request: the idempotency keys are free again. */
    public void forgetIdempotencyKeys() {
        keys.forgetAll();
    }

    /** Puts in a customer; one with this id stays as it is. */
    public void customer(String id) {
        customer(id, null, null);
    }

    /** Puts in a customer, or renames the one with this id; name and email may be null. */
    public void customer(String id, String name, String email) {
        synchronized (account) {
            Customer customer = account.customers.containsKey(id) ? account.customers.get(id) : account.addCustomer(id);
            customer.name = name == null ? customer.name : name;
            customer.email = email == null ? customer.email : email;
        }
    }

    /** Puts in an active subscription of one item, which holds its customer to its currency (lower case). */
    public void subscription(String id, String customerId, String currency) {
        subscription(id, customerId, currency, 1, false);
    }

    /**
     * Puts in an active subscription.
     *
     * @param items        how many lines of its own it puts on an invoice, at most 20
     * @param automaticTax true when Stripe computes the tax of its invoices
     */
    public void subscription(String id, String customerId, String currency, int items, boolean automaticTax) {
        if (items < 1 || items > Subscription.MOST_ITEMS) {
            throw new IllegalArgumentException("a subscription has 1 to " + Subscription.MOST_ITEMS + " items, not " + items);
        }
        synchronized (account) {
            customer(customerId);
            account.subscriptions.put(id, new Subscription(id, account.customers.get(customerId), currency, "active", account.now(),
                    items, automaticTax));
        }
    }

    /** The invoice items whose metadata {@code gw_bill} is this mark, pending or on an invoice, oldest first. */
    public List<HeldLine> itemsOf(String billMark) {
        synchronized (account) {
            return account.itemsByAge.values().stream().filter(item -> billMark.equals(item.metadata.get("gw_bill")))
                    .map(HeldLine::of).toList();
        }
    }

    /** A person's hands in the dashboard. */
    public Dashboard dashboard() {
        return new Dashboard(account, api);
    }

    /** All invoices, oldest first. */
    public List<HeldInvoice> invoices() {
        synchronized (account) {
            return account.invoicesByAge.values().stream().map(HeldInvoice::of).toList();
        }
    }

    /** The invoices whose metadata {@code gw_bill} is this mark, oldest first. */
    public List<HeldInvoice> invoicesOf(String billMark) {
        synchronized (account) {
            return account.invoicesByAge.values().stream().filter(invoice -> billMark.equals(invoice.metadata.get("gw_bill")))
                    .map(HeldInvoice::of).toList();
        }
    }

    public Optional<HeldInvoice> invoice(String id) {
        synchronized (account) {
            return Optional.ofNullable(account.invoices.get(id)).map(HeldInvoice::of);
        }
    }

    /** The lines of an invoice, oldest first; none when there is no such invoice. */
    public List<HeldLine> lines(String invoiceId) {
        return invoice(invoiceId).map(HeldInvoice::lines).orElse(List.of());
    }

    /** The customer's pending items, oldest first. */
    public List<HeldLine> pendingItems(String customerId) {
        synchronized (account) {
            Customer customer = account.customers.get(customerId);
            return customer == null ? List.of() : customer.pending.values().stream().map(HeldLine::of).toList();
        }
    }

    /** The customer's balance in minor units, negative for credit; 0 when there is no such customer. */
    public long balance(String customerId) {
        synchronized (account) {
            Customer customer = account.customers.get(customerId);
            return customer == null ? 0 : customer.balance;
        }
    }

    @Override
    protected Reply answer(Visit visit) {
        String requestId = newRequestId();
        Reply reply;
        try {
            reply = answered(visit, requestId);
        } catch (Refusal refusal) {
            reply = refusal.reply();
        }
        return reply.with(Map.of("Request-Id", requestId, "Stripe-Version", VERSION))
                .with("Idempotency-Key", visit.request().header("Idempotency-Key"));
    }

    private String newRequestId() {
        return account.newId("req", requestIds.incrementAndGet());
    }

    private Reply answered(Visit visit, String requestId) {
        Request request = visit.request();
        boolean live = requireKey(request);
        requireVersion(request);
        String key = request.method().equals("POST") ? request.header("Idempotency-Key") : null;
        if (key == null) {
            return execute(visit, live);
        }
        if (key.isEmpty() || key.length() > KEY_LENGTH) {
            throw Refusal.invalid(null, "Idempotency keys have 1 to " + KEY_LENGTH + " characters.");
        }
        Reply stored = keys.claim(key, request);
        if (stored != null) {
            visit.replayed();
            replays.incrementAndGet();
            return stored;
        }
        try {
            Reply reply = execute(visit, live);
            keys.store(key, reply, requestId);
            return reply;
        } finally {
            keys.release(key);
        }
    }

    /** What is refused here by an exception was not executed; what comes back as a reply was. */
    private Reply execute(Visit visit, boolean live) {
        Request request = visit.request();
        Checked checked = api.check(request.method(), request.segments(), parameters(request), live);
        Optional<Reply> refusedLine = refusedLine(visit, checked);
        return refusedLine.orElseGet(() -> work(visit, () -> api.execute(checked)));
    }

    private Optional<Reply> refusedLine(Visit visit, Checked checked) {
        Function<FaultRule, Optional<Parameters>> refused = rule -> LinesGiven.containing(rule.effect().text(), checked);
        return faults().next(visit.request(), FaultKind.Stage.LINES, rule -> refused.apply(rule).isPresent()).map(rule -> {
            visit.met(FaultKind.REFUSE_LINE);
            return Refusal.invalid(refused.apply(rule).orElseThrow().name(),
                    rule.effect().messageOr("This line is refused, as the fault rule asks.")).reply();
        });
    }

    private static String parameters(Request request) {
        if (!request.method().equals("POST")) {
            return request.query();
        }
        if (!request.query().isEmpty()) {
            throw Refusal.invalid(null, "Invalid request: this stand-in reads the parameters of a POST from its body, not from"
                    + " the address.");
        }
        String type = request.header("Content-Type");
        if (request.body().length > 0 && (type == null || !type.startsWith("application/x-www-form-urlencoded"))) {
            throw Refusal.invalid(null, "Invalid request: the content type of a POST is application/x-www-form-urlencoded, not "
                    + type + ".");
        }
        return request.bodyText();
    }

    /** @return whether the key is one of live mode */
    private boolean requireKey(Request request) {
        String key = keyOf(request.header("Authorization"));
        boolean isAccepted = apiKeys.isEmpty() ? key.startsWith("sk_test_") || key.startsWith("rk_test_") : apiKeys.contains(key);
        if (!isAccepted) {
            throw new Refusal(401, null, null, null, key.isEmpty()
                    ? "You did not provide an API key. Use Authorization: Bearer, or Basic with the key as user name."
                    : "Invalid API Key provided.");
        }
        if (request.header("Stripe-Account") != null) {
            throw new Refusal(403, null, "account_invalid", null, "The provided key does not have access to the account named in"
                    + " Stripe-Account: this stand-in plays one account without connected ones.");
        }
        return key.startsWith("sk_live_") || key.startsWith("rk_live_");
    }

    private static String keyOf(String authorization) {
        if (authorization == null) {
            return "";
        }
        if (authorization.startsWith("Bearer ")) {
            return authorization.substring("Bearer ".length());
        }
        try {
            String pair = authorization.startsWith("Basic ") ? new String(Base64.getDecoder()
                    .decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8) : "";
            return pair.endsWith(":") ? pair.substring(0, pair.length() - 1) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static void requireVersion(Request request) {
        String version = request.header("Stripe-Version");
        if (!VERSION.equals(version)) {
            throw Refusal.invalid(null, "Invalid Stripe API version: " + version + ". This stand-in speaks " + VERSION
                    + " and, unlike Stripe, knows no default version.");
        }
    }

    @Override
    protected Reply refusal(FaultEffect effect) {
        String code = effect.code() == null ? "" : effect.code();
        String type = effect.type() == null && code.startsWith("idempotency") ? "idempotency_error" : effect.type();
        Reply reply = new Refusal(effect.status(), type, effect.code(), effect.param(),
                effect.messageOr("This answer was asked for by a fault rule.")).reply();
        if (!code.equals("lock_timeout")) {
            // Stripe: a request that never got the lock was not processed, so it has no id.
            reply = reply.with("Request-Id", newRequestId());
        }
        for (Map.Entry<String, String> header : effect.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    @Override
    protected JsonNode state() {
        ObjectNode state = Json.MAPPER.createObjectNode();
        synchronized (account) {
            Map<String, Integer> statuses = new TreeMap<>();
            account.invoices.values().forEach(invoice -> statuses.merge(invoice.status, 1, Integer::sum));
            ObjectNode counts = state.putObject("counts").put("requests", requestCount()).put("replays", replays.get())
                    .put("customers", account.customers.size()).put("invoices", account.invoices.size())
                    .put("items", account.items.size());
            statuses.forEach((status, count) -> counts.put("invoices_" + status, count));
            state.set("invoices", Json.MAPPER.valueToTree(invoices()));
            state.set("pendingItems", Json.MAPPER.valueToTree(account.itemsByAge.values().stream()
                    .filter(item -> item.invoice == null).map(HeldLine::of).toList()));
        }
        return state;
    }

    /**
     * {@code POST /_stand-in/customers} with {@code {"id", "name", "email"}} puts in a customer, {@code POST /_stand-in/subscriptions}
     * with {@code {"id", "customer", "currency"}} an active subscription. For load, where the whole state
     * would be too much: {@code GET /_stand-in/delivered} counts the invoices that hold lines, {@code GET /_stand-in/deliveries}
     * has a row for every invoice, see {@link DeliveryRows}.
     */
    @Override
    protected Optional<Reply> control(Request request, List<String> path) throws JsonProcessingException {
        return switch (request.method() + " " + String.join("/", path)) {
            case "GET delivered" -> Optional.of(Reply.json(200, Json.MAPPER.createObjectNode().put("delivered", delivered())
                    .put("requests", requestCount())));
            case "GET deliveries" -> Optional.of(Reply.json(200, DeliveryRows.of(account)));
            case "POST customers" -> Optional.of(addCustomer(Json.MAPPER.readTree(request.bodyText())));
            case "POST subscriptions" -> Optional.of(addSubscription(Json.MAPPER.readTree(request.bodyText())));
            default -> Optional.empty();
        };
    }

    private int delivered() {
        synchronized (account) {
            return account.invoicesWithLines;
        }
    }

    private Reply addSubscription(JsonNode given) {
        if (!given.hasNonNull("id") || !given.hasNonNull("customer")) {
            throw new IllegalArgumentException("a subscription needs an \"id\" and a \"customer\", such as \"sub_acme\" and"
                    + " \"cus_acme\"");
        }
        subscription(given.get("id").asText(), given.get("customer").asText(), given.path("currency").asText("usd"));
        return Reply.message(200, "The subscription " + given.get("id").asText() + " is in.");
    }

    private Reply addCustomer(JsonNode customer) {
        if (!customer.hasNonNull("id")) {
            throw new IllegalArgumentException("a customer needs an \"id\", such as \"cus_acme\"");
        }
        customer(customer.get("id").asText(), customer.path("name").asText(null), customer.path("email").asText(null));
        return Reply.message(200, "The customer " + customer.get("id").asText() + " is in.");
    }
}
