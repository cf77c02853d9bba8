package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code subscription/users}, {@code subscription/users/update} and {@code subscription/plans}. */
final class SubscriptionCalls {

    private static final int USERS_PAGE = 250;
    private static final int PLANS_PAGE = 500;
    private static final int PASSTHROUGH_LENGTH = 1000;

    private final Seller seller;
    private final Lifecycle lifecycle;
    private final Scalars scalars;
    private final SubscriptionJson json;

    SubscriptionCalls(Seller seller, Lifecycle lifecycle) {
        this.seller = seller;
        this.lifecycle = lifecycle;
        this.scalars = new Scalars(seller.settings.looseScalars());
        this.json = new SubscriptionJson(scalars);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("subscription/users", Set.of("subscription_id", "plan_id", "state", "page", "results_per_page"),
                        this::users),
                // Paddle also takes quantity, currency, recurring_price, prorate and bill_immediately; not played here.
                Endpoint.of("subscription/users/update",
                        Set.of("subscription_id", "passthrough", "pause", "plan_id", "keep_modifiers"), this::update),
                Endpoint.of("subscription/plans", Set.of("plan", "limit", "offset"), this::plans));
    }

    private Supplier<Reply> users(Parameters given, String idInPath) {
        Long subscriptionId = given.subscriptionId();
        Long planId = given.id("plan_id", PaddleError.BAD_COMBINATION);
        SubscriptionState state = given.has("state") ? state(given.text("state")) : null;
        int page = given.whole("page", 1, Integer.MAX_VALUE, 1);
        int size = given.whole("results_per_page", 1, USERS_PAGE, USERS_PAGE);
        return () -> {
            List<Subscription> kept = (subscriptionId == null ? seller.subscriptions.values().stream()
                    : Stream.ofNullable(seller.subscriptions.get(subscriptionId)))
                    .filter(subscription -> planId == null || subscription.plan.id() == planId)
                    // Paddle: deleted ones are shown to those only who ask for them.
                    .filter(subscription -> state == null ? subscription.state != SubscriptionState.DELETED
                            : subscription.state == state).toList();
            return Page.of(kept, (page - 1L) * size, size, seller.settings.counts(), json::row);
        };
    }

    private static SubscriptionState state(String word) {
        return Arrays.stream(SubscriptionState.values()).filter(state -> state.word().equals(word)).findFirst()
                .orElseThrow(() -> new Refusal(PaddleError.BAD_COMBINATION,
                        "state is active, past_due, trialing, paused or deleted"));
    }

    private Supplier<Reply> update(Parameters given, String idInPath) {
        long subscriptionId = Parameters.subscriptionId(given.required("subscription_id"));
        Long planId = given.id("plan_id", PaddleError.BAD_PLAN);
        boolean keepModifiers = given.isTrue("keep_modifiers", true, PaddleError.BAD_COMBINATION);
        boolean pause = given.isTrue("pause", false, PaddleError.BAD_COMBINATION);
        String passthrough = given.has("passthrough") ? given.text("passthrough") : null;
        if (given.has("pause") && (planId != null || passthrough != null)) {
            throw new Refusal(PaddleError.PAUSE_WITH_OTHERS);
        }
        if (passthrough != null && passthrough.length() > PASSTHROUGH_LENGTH) {
            throw new Refusal(PaddleError.BAD_COMBINATION, "passthrough has at most " + PASSTHROUGH_LENGTH + " characters");
        }
        return () -> {
            Subscription subscription = seller.subscription(subscriptionId);
            if (given.has("pause")) {
                pause(subscription, pause);
            } else {
                change(subscription, planId, keepModifiers, passthrough);
            }
            return Envelope.done(json.updated(subscription));
        };
    }

    private void pause(Subscription subscription, boolean pause) {
        if (pause) {
            lifecycle.pause(subscription);
        } else {
            lifecycle.resume(subscription);
        }
    }

    private void change(Subscription subscription, Long planId, boolean keepModifiers, String passthrough) {
        States.requireBillable(subscription);
        if (planId != null) {
            if (subscription.state == SubscriptionState.PAST_DUE) {
                throw new Refusal(PaddleError.PAST_DUE);
            }
            if (subscription.state == SubscriptionState.TRIALING) {
                throw new Refusal(PaddleError.PLAN_CHANGE_IN_TRIAL);
            }
            lifecycle.changePlan(subscription, planId, keepModifiers);
        }
        if (passthrough != null) {
            subscription.passthrough = passthrough;
        }
    }

    private Supplier<Reply> plans(Parameters given, String idInPath) {
        Long planId = given.id("plan", PaddleError.BAD_COMBINATION);
        int limit = given.whole("limit", 1, PLANS_PAGE, PLANS_PAGE);
        int offset = PaymentCalls.offset(given);
        return () -> {
            List<Plan> kept = seller.plans.values().stream().filter(plan -> planId == null || plan.id() == planId).toList();
            return Page.of(kept, offset, limit, seller.settings.counts(), this::row);
        };
    }

    private ObjectNode row(Plan plan) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        scalars.whole(row, "id", plan.id());
        row.put("name", plan.name()).put("billing_type", "month");
        scalars.whole(row, "billing_period", 1);
        ObjectNode initial = row.putObject("initial_price");
        ObjectNode recurring = row.putObject("recurring_price");
        plan.prices().forEach((currency, price) -> {
            initial.put(currency, "0.00");
            scalars.textAmount(recurring, currency, price);
        });
        scalars.whole(row, "trial_days", 0);
        return row;
    }
}
