package dev.waybill.bench;

import dev.waybill.standin.stripe.StripeSettings;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/** The stand-in of Stripe, as a process of its own: says where it answers, and ends when its standard input does. */
public final class StandInProcess {

    /** A load run asks too much to keep it all; idempotency keys have to outlive every repeat of their call. */
    private static final int REQUESTS_KEPT = 1_000;
    private static final int KEYS_KEPT = 20_000;

    static final String WORD = "stripe ";

    private StandInProcess() {
    }

    /** @param accounts how many customers it knows, those of {@link SampleBill} */
    public static void serve(int accounts, InputStream input, PrintStream out) throws IOException {
        StripeSettings settings = StripeSettings.STANDARD.keeping(REQUESTS_KEPT, KEYS_KEPT);
        Practice.standIn(settings);
        try (StripeStandIn stripe = new StripeStandIn(settings)) {
            for (int account = 0; account < accounts; account++) {
                stripe.customer(SampleBill.customer(account));
            }
            stripe.start(0);
            out.println(WORD + stripe.baseUrl());
            while (input.read() >= 0) {
                continue;
            }
        }
    }
}
