package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.FaultEffect;
import dev.waybill.standin.server.FaultKind;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import dev.waybill.standin.server.Visit;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Plays one seller account of Paddle Classic's vendor API: subscriptions, modifiers, payments and one-off charges, as strict as
 * Paddle about credentials, parameters and states. Time does not move by itself: {@link #renew} makes the next payment. It
 * knows no tax and posts no alerts.
 */
public final class PaddleClassicStandIn extends HttpStandIn {

    private static final String FORM = "application/x-www-form-urlencoded";
    static final long USUAL_PLAN = 512_209;

    private final PaddleClassicSettings settings;
    private final Seller seller;
    private final Billing billing;
    private final Lifecycle lifecycle;
    private final VendorApi api;
    private volatile Credentials credentials;

    public PaddleClassicStandIn() {
        this(PaddleClassicSettings.STANDARD);
    }

    public PaddleClassicStandIn(PaddleClassicSettings settings) {
        super(settings.requestsKept(), settings.clock());
        this.settings = settings;
        seller = new Seller(settings);
        billing = new Billing(seller);
        lifecycle = new Lifecycle(seller);
        api = new VendorApi(seller, billing, lifecycle);
        acceptCredentials(settings.vendorId(), settings.vendorAuthCode());
    }

    @Override
    public PaddleClassicStandIn start(int port) {
        super.start(port);
        return this;
    }

    /** How it behaves, and the credentials it accepts at first. */
    public PaddleClassicSettings settings() {
        return settings;
    }

    /** From now on only this pair is accepted, every other is error 107. */
    public void acceptCredentials(long vendorId, String vendorAuthCode) {
        credentials = new Credentials(vendorId, vendorAuthCode);
    }

    /** Puts in an active subscription to a plan of 49.00 EUR a month, whose first month is paid. */
    public void subscription(long id) {
        subscription(id, "EUR", "49.00");
    }

    /** Puts in an active subscription with this price a month, in major units, whose first month is paid. */
    public void subscription(long id, String currency, String price) {
        subscription(id, USUAL_PLAN, currency, price);
    }

    /** As above, to a plan that is put in too; a plan already there gets this price in this currency. */
    public void subscription(long id, long planId, String currency, String price) {
        start(id, planId, currency, price, false);
    }

    /** Puts in a subscription on trial: nothing is paid yet, the first payment is scheduled. */
    public void trial(long id, String currency, String price) {
        start(id, USUAL_PLAN, currency, price, true);
    }

    private void start(long id, long planId, String currency, String price, boolean trial) {
        synchronized (seller) {
            lifecycle.start(id, seller.addPlan(planId, currency, price), currency, trial);
        }
    }

    /** Puts in a plan to move to; a plan already there gets this price in this currency. */
    public void plan(long id, String currency, String price) {
        synchronized (seller) {
            seller.addPlan(id, currency, price);
        }
    }

    /**
     * Makes the scheduled or overdue payment: the plan and every modifier that applies. One-time modifiers are consumed by it.
     *
     * @throws IllegalStateException when nothing is scheduled
     */
    public HeldPayment renew(long subscriptionId) {
        synchronized (seller) {
            return HeldPayment.of(billing.renew(require(subscriptionId)));
        }
    }

    /** The renewal has begun and not ended: modifiers answer error 146 until {@link #renew} or {@link #failRenewal}. */
    public void beginRenewal(long subscriptionId) {
        change(subscriptionId, billing::begin);
    }

    /** The renewal's card is declined: the subscription is past due until {@link #renew} pays. */
    public void failRenewal(long subscriptionId) {
        change(subscriptionId, billing::fail);
    }

    public void pause(long subscriptionId) {
        change(subscriptionId, lifecycle::pause);
    }

    /** Ends a pause. */
    public void resume(long subscriptionId) {
        change(subscriptionId, lifecycle::resume);
    }

    /** Cancels: the subscription is deleted at once, and what waits for its next payment is never billed. */
    public void cancel(long subscriptionId) {
        change(subscriptionId, lifecycle::cancel);
    }

    /** Moves a subscription to a plan that was put in; without keeping them, its modifiers are gone. */
    public void changePlan(long subscriptionId, long planId, boolean keepModifiers) {
        change(subscriptionId, subscription -> lifecycle.changePlan(subscription, planId, keepModifiers));
    }

    /** Somebody deletes a modifier in Paddle's dashboard. */
    public void deleteModifier(long modifierId) {
        synchronized (seller) {
            seller.remove(modifierId);
        }
    }

    /** A person's change; what Paddle would refuse is a mistake of the caller. */
    private void change(long subscriptionId, Consumer<Subscription> change) {
        synchronized (seller) {
            try {
                change.accept(require(subscriptionId));
            } catch (Refusal refusal) {
                throw new IllegalStateException("subscription " + subscriptionId + ": " + refusal.getMessage(), refusal);
            }
        }
    }

    private Subscription require(long id) {
        Subscription subscription = seller.subscriptions.get(id);
        if (subscription == null) {
            throw new IllegalStateException("the stand-in holds no subscription " + id);
        }
        return subscription;
    }

    public Optional<HeldSubscription> subscriptionOf(long id) {
        synchronized (seller) {
            return Optional.ofNullable(seller.subscriptions.get(id)).map(HeldSubscription::of);
        }
    }

    /** The subscription's modifiers that a payment to come can bill, oldest first. */
    public List<HeldModifier> modifiersOf(long subscriptionId) {
        synchronized (seller) {
            return seller.modifiersOf(subscriptionId).filter(modifier -> !modifier.isConsumed()).map(HeldModifier::of).toList();
        }
    }

    /** The subscription's payments, the upcoming one included, oldest first. */
    public List<HeldPayment> paymentsOf(long subscriptionId) {
        synchronized (seller) {
            return seller.paymentsOf(subscriptionId).map(HeldPayment::of).toList();
        }
    }

    /**
     * Every time that a modifier or one-off charge whose description contains the text has been billed, and every one that
     * waits to be: a one-time modifier is one charge before and after its renewal, a recurring one is one more each time. What
     * waits on a cancelled subscription waits in vain, and is among them.
     */
    public List<Charge> chargesOf(String descriptionPart) {
        synchronized (seller) {
            return seller.charges().stream().filter(charge -> charge.description().contains(descriptionPart)).toList();
        }
    }

    /** The sum of {@link #chargesOf}, in major units; zero when there are none. */
    public BigDecimal chargedFor(String descriptionPart) {
        return chargesOf(descriptionPart).stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What Paddle would have posted to the seller's alert addresses, oldest first. */
    public List<Alert> alerts() {
        synchronized (seller) {
            return seller.alerts.sent();
        }
    }

    @Override
    protected Reply answer(Visit visit) {
        Request request = visit.request();
        String type = request.header("Content-Type");
        boolean isForm = type != null && type.split(";")[0].strip().equalsIgnoreCase(FORM);
        try {
            Endpoint endpoint = api.endpoint(request.method(), request.segments());
            if (!request.query().isEmpty()) {
                throw new Refusal(PaddleError.BAD_METHOD_CALL, "parameters belong in the body, an address is not secret");
            }
            // What is no form has no fields, so no credentials either.
            Map<String, String> fields = new HashMap<>(isForm ? Form.read(request.body()) : Map.of());
            credentials.require(fields);
            Parameters given = new Parameters(fields);
            Supplier<Reply> work = api.read(endpoint, request.segments(), given);
            return refusedLine(visit, given).orElseGet(() -> work(visit, work));
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }

    /** Paddle takes credentials in the body, so every body is shown without them, answered or not. */
    @Override
    protected LoggedRequest shown(LoggedRequest request) {
        return request.withBody(Form.masked(request.body()));
    }

    private Optional<Reply> refusedLine(Visit visit, Parameters given) {
        String text = given.text("modifier_description") + given.text("charge_name");
        return faults().next(visit.request(), FaultKind.Stage.LINES, rule -> text.contains(rule.effect().text())).map(rule -> {
            visit.met(FaultKind.REFUSE_LINE);
            return rule.effect().code() == null ? new Refusal(PaddleError.BAD_DESCRIPTION).reply() : refusal(rule.effect());
        });
    }

    /** See {@link PaddleClassicFaults}. */
    @Override
    protected Reply refusal(FaultEffect effect) {
        String code = effect.perSecond() > 0 ? String.valueOf(PaddleError.RATE_LIMIT.code()) : effect.code();
        if (code != null && code.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(code);
            return Envelope.refused(number, effect.messageOr(PaddleError.of(number).map(PaddleError::message)
                    .orElse("This answer was asked for by a fault rule.")));
        }
        Reply reply = Envelope.page(effect.status(), effect.messageOr("This answer was asked for by a fault rule."));
        for (Map.Entry<String, String> header : effect.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    @Override
    protected JsonNode state() {
        ObjectNode state = Json.MAPPER.createObjectNode();
        synchronized (seller) {
            state.putObject("counts").put("requests", requestCount()).put("subscriptions", seller.subscriptions.size())
                    .put("modifiers", seller.modifiers.values().stream().filter(modifier -> !modifier.isConsumed()).count())
                    .put("payments", seller.payments.values().stream().filter(Payment::isPaid).count());
            state.set("subscriptions", Json.MAPPER.valueToTree(seller.subscriptions.values().stream()
                    .map(HeldSubscription::of).toList()));
            state.set("charges", Json.MAPPER.valueToTree(seller.charges()));
            state.set("payments", Json.MAPPER.valueToTree(seller.payments.values().stream().map(HeldPayment::of).toList()));
        }
        return state;
    }

    /**
     * {@code POST /_stand-in/subscriptions} with {@code {"id", "plan", "currency", "price"}} puts in a subscription, all but
     * the id being optional; {@code POST /_stand-in/subscriptions/{id}/{renew, begin-renewal, fail-renewal, pause, resume,
     * cancel}} does what the method of that name does.
     */
    @Override
    protected Optional<Reply> control(Request request, List<String> path) throws JsonProcessingException {
        return request.method().equals("POST") && path.get(0).equals("subscriptions")
                ? new Control(this).answer(request, path) : Optional.empty();
    }
}
