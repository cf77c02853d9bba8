package dev.waybill.standin.paddleclassic;

import java.util.Locale;

/** Paddle: the states of a subscription. The word in answers and filters is the constant in lower case. */
public enum SubscriptionState {
    ACTIVE, TRIALING, PAST_DUE, PAUSED, DELETED;

    /** The name in Paddle's answers: {@code past_due}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
