package dev.waybill.standin.stripe;

import java.time.Clock;
import java.util.Set;

/**
 * What kind of Stripe account the stand-in plays.
 *
 * @param keys            the API keys it accepts; empty accepts every {@code sk_test_...} and {@code rk_test_...}
 * @param largestAmount   in minor units, for an item and for an invoice's amount due
 * @param itemsPerInvoice how many items one invoice takes
 * @param defaultCurrency of an invoice that names none for a customer that has none; lower case
 * @param requestsKept    how many requests the log keeps
 * @param keysKept        how many idempotency keys are remembered; the oldest are forgotten first
 * @param clock           dates what is made, and ages idempotency keys
 */
public record StripeSettings(Set<String> keys, long largestAmount, int itemsPerInvoice, String defaultCurrency, int requestsKept,
                             int keysKept, Clock clock) {

    /** Stripe: eight digits are what every payment method is known to take, 250 items what an invoice takes. */
    public static final StripeSettings STANDARD =
            new StripeSettings(Set.of(), 99_999_999L, 250, "usd", 20_000, 100_000, Clock.systemUTC());

    public StripeSettings {
        keys = Set.copyOf(keys);
    }

    public StripeSettings withKeys(String... keys) {
        return new StripeSettings(Set.of(keys), largestAmount, itemsPerInvoice, defaultCurrency, requestsKept, keysKept, clock);
    }

    public StripeSettings withLargestAmount(long largestAmount) {
        return new StripeSettings(keys, largestAmount, itemsPerInvoice, defaultCurrency, requestsKept, keysKept, clock);
    }

    public StripeSettings withItemsPerInvoice(int itemsPerInvoice) {
        return new StripeSettings(keys, largestAmount, itemsPerInvoice, defaultCurrency, requestsKept, keysKept, clock);
    }

    public StripeSettings withClock(Clock clock) {
        return new StripeSettings(keys, largestAmount, itemsPerInvoice, defaultCurrency, requestsKept, keysKept, clock);
    }

    /** Bounds the memory of a long load run. */
    public StripeSettings keeping(int requestsKept, int keysKept) {
        return new StripeSettings(keys, largestAmount, itemsPerInvoice, defaultCurrency, requestsKept, keysKept, clock);
    }
}
