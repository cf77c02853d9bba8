package dev.waybill.standin.paddleclassic;

import dev.waybill.standin.server.Reply;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code subscription/payments} and {@code subscription/{id}/charge}. */
final class PaymentCalls {

    private static final int PAGE = 500;
    private static final int CHARGE_NAME_LENGTH = 50;
    private static final Pattern PLANS = Pattern.compile("[0-9]{1,18}(,[0-9]{1,18})*");

    private final Seller seller;
    private final Billing billing;
    private final PaymentJson json;

    PaymentCalls(Seller seller, Billing billing) {
        this.seller = seller;
        this.billing = billing;
        this.json = new PaymentJson(new Scalars(seller.settings.looseScalars()));
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("subscription/payments",
                        Set.of("subscription_id", "plan", "is_paid", "from", "to", "is_one_off_charge", "limit", "offset"),
                        this::list),
                Endpoint.of("subscription/*/charge", Set.of("amount", "charge_name"), this::charge));
    }

    private Supplier<Reply> list(Parameters given, String idInPath) {
        Long subscriptionId = given.subscriptionId();
        Predicate<Payment> filter = filter(given);
        int limit = given.whole("limit", 1, PAGE, PAGE);
        int offset = offset(given);
        return () -> Page.of(seller.paymentsOf(subscriptionId).filter(filter).toList(), offset, limit, seller.settings.counts(),
                json::row);
    }

    private static Predicate<Payment> filter(Parameters given) {
        Set<String> plans = plans(given);
        Boolean paid = given.bit("is_paid");
        Boolean oneOff = given.bit("is_one_off_charge");
        LocalDate from = given.day("from");
        LocalDate to = given.day("to");
        return payment -> (plans.isEmpty() || plans.contains(String.valueOf(payment.subscription.plan.id())))
                && (paid == null || payment.isPaid() == paid)
                && (oneOff == null || payment.isOneOff() == oneOff)
                // Paddle: from means after that day, to means before that day.
                && (from == null || payment.date.isAfter(from)) && (to == null || payment.date.isBefore(to));
    }

    /** Paddle: one plan, or several with commas between. */
    private static Set<String> plans(Parameters given) {
        if (!given.has("plan")) {
            return Set.of();
        }
        if (!PLANS.matcher(given.text("plan")).matches()) {
            throw new Refusal(PaddleError.BAD_COMBINATION, "plan is one plan id, or several with commas between");
        }
        return Set.copyOf(List.of(given.text("plan").split(",")));
    }

    static int offset(Parameters given) {
        if (given.has("offset") && !given.has("limit")) {
            throw new Refusal(PaddleError.OFFSET_WITHOUT_LIMIT);
        }
        return given.whole("offset", 0, Integer.MAX_VALUE, 0);
    }

    private Supplier<Reply> charge(Parameters given, String idInPath) {
        long subscriptionId = Parameters.subscriptionId(idInPath);
        String name = given.required("charge_name");
        BigDecimal amount = given.amount("amount");
        if (name.codePointCount(0, name.length()) > CHARGE_NAME_LENGTH) {
            throw new Refusal(PaddleError.BAD_CHARGE_NAME);
        }
        if (amount.signum() <= 0) {
            throw new Refusal(PaddleError.CHARGE_NOT_POSITIVE);
        }
        return () -> Envelope.done(json.charge(billing.charge(seller.subscription(subscriptionId), amount, name)));
    }
}
