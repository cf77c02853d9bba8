package dev.waybill.standin.stripe;

import dev.waybill.standin.StandInClient;
import dev.waybill.standin.StandInClient.Answered;
import dev.waybill.standin.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh stand-in with the customer {@code cus_acme}, and a client that has a test key and the right version. */
abstract class StripeStandInTest {

    final TestClock clock = new TestClock();
    final StripeStandIn stripe = new StripeStandIn(settings());
    StandInClient client;

    StripeSettings settings() {
        return StripeSettings.STANDARD.withClock(clock);
    }

    @BeforeEach
    void start() {
        stripe.start(0);
        stripe.customer("cus_acme", "Acme", "billing@acme.example");
        client = newClient();
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    StandInClient newClient() {
        return new StandInClient(stripe.baseUrl()).header("Authorization", "Bearer sk_test_1")
                .header("Stripe-Version", StripeStandIn.VERSION);
    }

    /** A new draft in USD. */
    String draft() {
        return draft("usd");
    }

    String draft(String currency) {
        return client.postForm("/v1/invoices", "customer=cus_acme&currency=" + currency).id();
    }

    /** A new draft with one line of this amount. */
    String draft(long amount) {
        String id = draft();
        addLine(id, amount);
        return id;
    }

    Answered addLine(String invoice, long amount) {
        return client.postForm("/v1/invoices/" + invoice + "/add_lines", "lines[0][amount]=" + amount);
    }

    Answered finalizeInvoice(String invoice) {
        return client.postForm("/v1/invoices/" + invoice + "/finalize", "");
    }
}
