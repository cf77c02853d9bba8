package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.LocalDate;

/** From sign-up to cancellation. Whoever calls holds the {@link Seller}. */
final class Lifecycle {

    private final Seller seller;

    Lifecycle(Seller seller) {
        this.seller = seller;
    }

    /** An active subscription whose first month is paid, or one on trial whose first payment is a month away. */
    void start(long id, Plan plan, String currency, boolean trial) {
        if (seller.subscriptions.containsKey(id)) {
            throw new IllegalArgumentException("the stand-in holds a subscription " + id + " already");
        }
        Subscription subscription = new Subscription(id, seller.nextId(), plan, currency, seller.now());
        seller.subscriptions.put(id, subscription);
        if (trial) {
            subscription.state = SubscriptionState.TRIALING;
        } else {
            subscription.last = seller.addPayment(subscription, seller.today(), null);
            subscription.last.pay(subscription.price, seller.now());
        }
        seller.schedule(subscription, seller.today().plusMonths(1));
        seller.alerts.created(subscription);
        if (!trial) {
            seller.alerts.paymentSucceeded(subscription.last, true);
        }
    }

    /** Paused at once; its modifiers stay and wait. */
    void pause(Subscription subscription) {
        if (subscription.state == SubscriptionState.DELETED || subscription.state == SubscriptionState.PAUSED) {
            throw new Refusal(PaddleError.CANNOT_PAUSE);
        }
        States.requireSettled(subscription);
        subscription.pausedFrom = subscription.upcoming.date;
        subscription.pausedAt = seller.now();
        SubscriptionState old = subscription.state;
        subscription.state = SubscriptionState.PAUSED;
        seller.unschedule(subscription);
        seller.alerts.updated(subscription, old, subscription.plan);
    }

    /** Active again; the next payment falls on the day it would have fallen on, or today when that has passed. */
    void resume(Subscription subscription) {
        if (subscription.state != SubscriptionState.PAUSED) {
            throw new Refusal(PaddleError.CANNOT_PAUSE);
        }
        LocalDate planned = subscription.pausedFrom;
        subscription.pausedFrom = null;
        subscription.pausedAt = null;
        subscription.state = SubscriptionState.ACTIVE;
        seller.schedule(subscription, planned.isBefore(seller.today()) ? seller.today() : planned);
        seller.alerts.updated(subscription, SubscriptionState.PAUSED, subscription.plan);
    }

    /** Deleted at once: no payment is scheduled any more, so modifiers that wait are never billed. */
    void cancel(Subscription subscription) {
        if (subscription.state == SubscriptionState.DELETED) {
            throw new Refusal(PaddleError.DELETED);
        }
        States.requireSettled(subscription);
        LocalDate end = subscription.upcoming == null ? seller.today() : subscription.upcoming.date;
        subscription.state = SubscriptionState.DELETED;
        subscription.pausedAt = null;
        subscription.pausedFrom = null;
        seller.unschedule(subscription);
        seller.alerts.cancelled(subscription, end);
    }

    /** Moves it to another plan; without keeping them, every modifier that could still be billed is gone. */
    void changePlan(Subscription subscription, long planId, boolean keepModifiers) {
        Plan plan = seller.plans.get(planId);
        if (plan == null) {
            throw new Refusal(PaddleError.BAD_PLAN);
        }
        BigDecimal price = plan.prices().get(subscription.currency);
        if (price == null) {
            throw new Refusal(PaddleError.BAD_PLAN, "it has no price in " + subscription.currency);
        }
        Plan old = subscription.plan;
        subscription.plan = plan;
        subscription.price = price;
        if (!keepModifiers) {
            subscription.modifiers.values().stream().filter(modifier -> !modifier.isConsumed()).map(modifier -> modifier.id)
                    .toList().forEach(seller::remove);
        }
        seller.alerts.updated(subscription, subscription.state, old);
    }
}
