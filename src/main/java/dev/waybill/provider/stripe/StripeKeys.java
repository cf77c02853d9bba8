package dev.waybill.provider.stripe;

import java.util.Optional;

/** Which API keys fit which mode. Stripe: {@code sk_}/{@code rk_} with {@code _test_} or {@code _live_}; {@code pk_} is for browsers. */
public final class StripeKeys {

    private StripeKeys() {
    }

    /** What is wrong with the key, never quoting it; empty when it fits. */
    public static Optional<String> complaint(boolean testMode, String key) {
        if (key.startsWith("pk_")) {
            return Optional.of("this is a publishable key (pk_), which cannot make invoices; use a restricted key (rk_) or secret key (sk_)");
        }
        if (!key.startsWith("sk_") && !key.startsWith("rk_")) {
            return Optional.of("a Stripe key begins with rk_ or sk_");
        }
        boolean testKey = key.startsWith("_test_", 2);
        if (testMode && !testKey) {
            return Optional.of("destination StripeTest takes a key of test mode (rk_test_ or sk_test_); this one is not, and would move real"
                    + " money");
        }
        if (!testMode && testKey) {
            return Optional.of("destination Stripe takes a live key; this one is of test mode: use destination StripeTest with it");
        }
        return Optional.empty();
    }
}
