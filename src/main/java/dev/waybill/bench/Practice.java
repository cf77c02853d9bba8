package dev.waybill.bench;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItemType;
import dev.waybill.delivery.ForgetfulLedger;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.standin.stripe.StripeSettings;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Lets the stand-in and the load do what they will have to do until Java has compiled them, before the gateway starts: how cold a
 * gateway is after its start is measured, and not how cold they are.
 */
final class Practice {

    private static final String PREFIX = "practice";
    /** More than the 2,000 calls after which Java compiles any method. */
    private static final int BILLS = 3_000;
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private Practice() {
    }

    /** Sends bills to a server that takes everything. */
    static void load(int accounts) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        URI everything = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort());
        try (Sender sender = new Sender(everything)) {
            SampleBill bills = new SampleBill(accounts);
            repeat(number -> sender.isTaken(bills.event(PREFIX, number)));
        } finally {
            server.stop(0);
        }
    }

    /** Has another stand-in of the same kind take bills. */
    static void standIn(StripeSettings settings) {
        try (StripeStandIn stripe = new StripeStandIn(settings)) {
            stripe.customer(SampleBill.customer(0));
            stripe.start(0);
            UUID nobody = new UUID(0, 0);
            OneBill bill = new OneBill(new IntegrationConfiguration(nobody, nobody, PREFIX, Destination.STRIPE_TEST, true, Set.of(),
                    Set.of(), false, true, Set.of(new LineItemType(SampleBill.EXCLUDED_TYPE)), Json.MAPPER.createObjectNode(), null, 1),
                    URI.create(stripe.baseUrl()), Duration.ofMinutes(1));
            SampleBill bills = new SampleBill(1);
            repeat(number -> bill.through(new ForgetfulLedger(ended -> { }), bills.event(PREFIX, number), SampleBill.customer(0)));
        }
    }

    private static void repeat(Consumer<Integer> one) {
        long until = System.nanoTime() + LONGEST.toNanos();
        for (int number = 0; number < BILLS && System.nanoTime() < until; number++) {
            one.accept(number);
        }
    }
}
