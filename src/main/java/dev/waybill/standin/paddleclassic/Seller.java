package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything one seller account holds. Whoever reads or changes it holds its monitor. */
final class Seller {

    final PaddleClassicSettings settings;
    final Alerts alerts = new Alerts(this);
    final NavigableMap<Long, Plan> plans = new TreeMap<>();
    final NavigableMap<Long, Subscription> subscriptions = new TreeMap<>();
    /** All but the deleted ones, the consumed ones included. */
    final NavigableMap<Long, Modifier> modifiers = new TreeMap<>();
    final NavigableMap<Long, Payment> payments = new TreeMap<>();
    /** Starts anywhere, so that a ledger filled by an earlier stand-in hardly meets its ids again. */
    private long latestId = 100_000_000 + new SecureRandom().nextInt(900_000_000);

    Seller(PaddleClassicSettings settings) {
        this.settings = settings;
    }

    long nextId() {
        return ++latestId;
    }

    Instant now() {
        return settings.clock().instant();
    }

    LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }

    /** Puts in a plan, or the price of one more currency of the plan with this id. */
    Plan addPlan(long id, String currency, String price) {
        Map<String, BigDecimal> prices = new HashMap<>(plans.containsKey(id) ? plans.get(id).prices() : Map.of());
        prices.put(currency, price(currency, price));
        Plan plan = new Plan(id, "Plan " + id, prices);
        plans.put(id, plan);
        return plan;
    }

    private static BigDecimal price(String currency, String price) {
        if (!price.matches("[0-9]{1,12}(\\.[0-9]{1,3})?") || Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
            throw new IllegalArgumentException("a plan's price is such as \"49.00\" \"EUR\", not \"" + price + "\" \"" + currency
                    + "\"");
        }
        try {
            return new BigDecimal(price).setScale(Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the price " + price + " has more decimals than " + currency + " has", e);
        }
    }

    /** The subscription a caller means. */
    Subscription subscription(long id) {
        Subscription subscription = subscriptions.get(id);
        if (subscription == null) {
            throw new Refusal(PaddleError.SUBSCRIPTION_UNKNOWN);
        }
        return subscription;
    }

    Modifier addModifier(Subscription subscription, BigDecimal amount, boolean recurring, String description) {
        // Paddle: a modifier is not applied to a payment that is past due; it waits for the one after.
        Payment missed = subscription.state == SubscriptionState.PAST_DUE ? subscription.upcoming : null;
        Modifier modifier = new Modifier(nextId(), subscription, amount, recurring, description, missed);
        modifiers.put(modifier.id, modifier);
        subscription.modifiers.put(modifier.id, modifier);
        return modifier;
    }

    /** The modifier is gone, if it was ever there. */
    void remove(long modifierId) {
        Modifier removed = modifiers.remove(modifierId);
        if (removed != null) {
            removed.subscription.modifiers.remove(modifierId);
        }
    }

    /** The modifiers of one subscription, or of all when the id is null, oldest first. */
    Stream<Modifier> modifiersOf(Long subscriptionId) {
        return of(subscriptionId, modifiers, subscription -> subscription.modifiers);
    }

    /** The payments of one subscription, or of all when the id is null, oldest first. */
    Stream<Payment> paymentsOf(Long subscriptionId) {
        return of(subscriptionId, payments, subscription -> subscription.payments);
    }

    private <T> Stream<T> of(Long subscriptionId, Map<Long, T> all, Function<Subscription, Map<Long, T>> ofOne) {
        if (subscriptionId == null) {
            return all.values().stream();
        }
        Subscription subscription = subscriptions.get(subscriptionId);
        return subscription == null ? Stream.empty() : ofOne.apply(subscription).values().stream();
    }

    /** Whether the list of modifiers shows it. */
    boolean isListed(Modifier modifier) {
        return !modifier.isConsumed() || settings.consumed() == ConsumedModifiers.STAY_LISTED;
    }

    Payment addPayment(Subscription subscription, LocalDate date, String chargeName) {
        Payment payment = new Payment(nextId(), subscription, date, chargeName);
        payments.put(payment.id, payment);
        subscription.payments.put(payment.id, payment);
        return payment;
    }

    void schedule(Subscription subscription, LocalDate date) {
        subscription.upcoming = addPayment(subscription, date, null);
    }

    /** Nothing is scheduled any more. */
    void unschedule(Subscription subscription) {
        if (subscription.upcoming != null) {
            payments.remove(subscription.upcoming.id);
            subscription.payments.remove(subscription.upcoming.id);
            subscription.upcoming = null;
        }
    }

    /** What was billed, what waits to be billed, and one-off charges. */
    List<Charge> charges() {
        List<Charge> charges = new ArrayList<>();
        for (Payment payment : payments.values()) {
            payment.modifiers.forEach(modifier -> charges.add(charge(modifier, payment.id)));
            if (payment.isOneOff()) {
                charges.add(new Charge(null, payment.subscription.id, payment.amount, payment.subscription.currency,
                        payment.chargeName, payment.id));
            }
        }
        modifiers.values().stream().filter(modifier -> !modifier.isConsumed())
                .forEach(modifier -> charges.add(charge(modifier, null)));
        return charges;
    }

    private static Charge charge(Modifier modifier, Long paymentId) {
        return new Charge(modifier.id, modifier.subscription.id, modifier.amount, modifier.subscription.currency,
                modifier.description, paymentId);
    }
}
