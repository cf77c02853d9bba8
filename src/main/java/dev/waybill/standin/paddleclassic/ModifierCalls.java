package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code subscription/modifiers} and below. */
final class ModifierCalls {

    private static final int PAGE = 250;
    private static final int DESCRIPTION_LENGTH = 255;
    /** Paddle: amounts come back with three decimals. */
    private static final int DECIMALS = 3;

    private final Seller seller;
    private final Scalars scalars;

    ModifierCalls(Seller seller) {
        this.seller = seller;
        this.scalars = new Scalars(seller.settings.looseScalars());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("subscription/modifiers", Set.of("subscription_id", "plan_id", "results_per_page", "after"),
                        this::list),
                Endpoint.of("subscription/modifiers/create",
                        Set.of("subscription_id", "modifier_amount", "modifier_recurring", "modifier_description"), this::create),
                Endpoint.of("subscription/modifiers/delete", Set.of("modifier_id"), this::delete));
    }

    private Supplier<Reply> create(Parameters given, String idInPath) {
        long subscriptionId = Parameters.subscriptionId(given.required("subscription_id"));
        // Paddle: more than three decimals are not kept.
        BigDecimal amount = given.amount("modifier_amount").setScale(DECIMALS, RoundingMode.HALF_UP);
        if (amount.signum() == 0) {
            throw new Refusal(PaddleError.BAD_AMOUNT, "whether Paddle takes a modifier of zero is not documented");
        }
        // Paddle: a modifier recurs unless it is told not to.
        boolean recurring = given.isTrue("modifier_recurring", true, PaddleError.BAD_RECURRING);
        String description = given.text("modifier_description");
        if (description.codePointCount(0, description.length()) > DESCRIPTION_LENGTH) {
            throw new Refusal(PaddleError.BAD_DESCRIPTION, "it is longer than " + DESCRIPTION_LENGTH + " characters");
        }
        return () -> {
            Subscription subscription = seller.subscription(subscriptionId);
            States.requireBillable(subscription);
            Modifier modifier = seller.addModifier(subscription, amount, recurring, description);
            ObjectNode made = Json.MAPPER.createObjectNode();
            scalars.whole(made, "subscription_id", subscriptionId);
            scalars.whole(made, "modifier_id", modifier.id);
            return Envelope.done(made);
        };
    }

    private Supplier<Reply> list(Parameters given, String idInPath) {
        Long subscriptionId = given.subscriptionId();
        Long planId = given.id("plan_id", PaddleError.BAD_COMBINATION);
        Long after = given.id("after", PaddleError.BAD_COMBINATION);
        int size = given.whole("results_per_page", 1, PAGE, PAGE);
        return () -> {
            List<Modifier> kept = seller.modifiersOf(subscriptionId).filter(seller::isListed)
                    .filter(modifier -> planId == null || modifier.subscription.plan.id() == planId).toList();
            long skip = kept.stream().filter(modifier -> after != null && modifier.id <= after).count();
            return Page.of(kept, skip, size, seller.settings.counts(), this::row);
        };
    }

    private Supplier<Reply> delete(Parameters given, String idInPath) {
        given.required("modifier_id");
        long id = given.id("modifier_id", PaddleError.MODIFIER_UNKNOWN);
        return () -> {
            Modifier modifier = seller.modifiers.get(id);
            if (modifier == null || modifier.isConsumed() && seller.settings.consumed() == ConsumedModifiers.FORGOTTEN) {
                throw new Refusal(PaddleError.MODIFIER_UNKNOWN);
            }
            if (modifier.isConsumed()) {
                throw new Refusal(PaddleError.MODIFIER_PAID);
            }
            States.requireSettled(modifier.subscription);
            seller.remove(id);
            return Envelope.done();
        };
    }

    private ObjectNode row(Modifier modifier) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        scalars.whole(row, "modifier_id", modifier.id);
        scalars.whole(row, "subscription_id", modifier.subscription.id);
        scalars.textAmount(row, "amount", modifier.amount);
        row.put("currency", modifier.subscription.currency);
        scalars.flag(row, "is_recurring", modifier.recurring);
        return row.put("description", modifier.description);
    }
}
