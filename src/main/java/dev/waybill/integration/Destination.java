package dev.waybill.integration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A system at the other end. Its display name is what people write in an integration; case, {@code -} and {@code _} do not count. */
public enum Destination {
    STRIPE("Stripe", "stripe", "Stripe", "Customer"),
    STRIPE_TEST("StripeTest", "stripe", "Stripe", "Customer"),
    PADDLE("Paddle", "paddle-classic", "Paddle", "Subscription"),
    PADDLE_SANDBOX("PaddleSandbox", "paddle-classic", "Paddle", "Subscription");

    /** The {@code externalTable} of the mappings that name an account's subscription at a destination that charges customers. */
    public static final String SUBSCRIPTION_TABLE = "Subscription";

    private final String displayName;
    private final String provider;
    private final String externalSystem;
    private final String externalTable;

    Destination(String displayName, String provider, String externalSystem, String externalTable) {
        this.displayName = displayName;
        this.provider = provider;
        this.externalSystem = externalSystem;
        this.externalTable = externalTable;
    }

    /** What people write: {@code StripeTest}. */
    public String displayName() {
        return displayName;
    }

    /** The name of the provider that knows it, and of its route {@code call-<provider>}: {@code stripe}. */
    public String provider() {
        return provider;
    }

    /** The {@code externalSystem} of the external mappings that name its customers. */
    public String externalSystem() {
        return externalSystem;
    }

    /** The {@code externalTable} of those mappings: what the provider charges, {@code Customer} or {@code Subscription}. */
    public String externalTable() {
        return externalTable;
    }

    /** True where only an external mapping can name the customer: no account of ours carries the id of a Paddle subscription. */
    public boolean isMappedAlways() {
        return this == PADDLE || this == PADDLE_SANDBOX;
    }

    /** True for the provider's test mode: no money moves. */
    public boolean isTestMode() {
        return this == STRIPE_TEST || this == PADDLE_SANDBOX;
    }

    /** The destination meant by a person's spelling: {@code stripe-test}, {@code STRIPE_TEST} and {@code StripeTest} are one. */
    public static Optional<Destination> named(String spelling) {
        String wanted = plain(spelling);
        return Arrays.stream(values()).filter(known -> plain(known.displayName).equals(wanted)).findFirst();
    }

    /** All display names, for messages: {@code Stripe, StripeTest}. */
    public static String names() {
        return Arrays.stream(values()).map(Destination::displayName).collect(Collectors.joining(", "));
    }

    private static String plain(String spelling) {
        return spelling.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
