package dev.waybill.gateway;

import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.dispatch.BreakerSettings;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.dispatch.Limits;
import dev.waybill.flow.Bills;
import dev.waybill.flow.Claims;
import dev.waybill.flow.Clockwork;
import dev.waybill.flow.Cluster;
import dev.waybill.flow.Configurations;
import dev.waybill.flow.Credentials;
import dev.waybill.flow.Customers;
import dev.waybill.flow.Decisions;
import dev.waybill.flow.Deliveries;
import dev.waybill.flow.Holds;
import dev.waybill.flow.Lanes;
import dev.waybill.flow.Measures;
import dev.waybill.flow.Replays;
import dev.waybill.flow.RunLog;
import dev.waybill.flow.Webhooks;
import dev.waybill.integration.DeliveryPolicy;
import dev.waybill.integration.LineItemSplitter;
import dev.waybill.postgres.PostgresReplayTurns;
import dev.waybill.postgres.PostgresNodes;
import dev.waybill.provider.Provider;
import dev.waybill.provider.Reconciler;
import dev.waybill.provider.paddleclassic.PaddleClassicProvider;
import dev.waybill.provider.stripe.StripeProvider;
import dev.waybill.settings.Settings;
import dev.waybill.source.SignatureVerifier;
import dev.waybill.source.m3ter.M3terBillReader;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.M3terTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.util.Timeout;

/** Every bean that a route file can name, on one page. */
final class GatewayBeans {

    /** Every destination's provider, by its name in {@link dev.waybill.integration.Destination#provider()}. */
    static Map<String, Provider> providers() {
        return Map.of("stripe", new StripeProvider(), "paddle-classic", new PaddleClassicProvider());
    }

    static Reconciler reconciler(Settings settings, Clock clock) {
        return new Reconciler(providers(), retries(settings), clock, settings.duration("delivery.lease"));
    }

    private static RetryPolicy retries(Settings settings) {
        return new RetryPolicy(settings.durations("delivery.retry-delays"), settings.duration("delivery.retry-limit"),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Vert.x: so many worker threads serve HTTP unless its option workerPoolSize says otherwise, which nothing here does. */
    private static final int MOST_AT_THE_DOOR = 20;

    /** What waits in memory for a third of its lease goes back into the database. */
    private static final int SHARE_IN_MEMORY = 3;

    private final Map<String, Object> beans = new LinkedHashMap<>();
    private final BillArchive archive;
    private final Configurations configurations;
    private final Measures measures;
    private final Bills bills;
    private final Decisions decisions;
    private final Reconciler reconciler;
    private final Dispatcher<Object> dispatcher;
    private final Lanes lanes;
    private final Cluster cluster;
    private final CallDeadline deadline = new CallDeadline();

    /**
     * @param eventRoom    how many more events the queue of the decide room takes
     * @param stopping     whether nothing more is taken from the database; what was let in at the door is still decided
     */
    GatewayBeans(Settings settings, Stores stores, MeterRegistry registry, Clock clock, IntSupplier eventRoom, BooleanSupplier stopping) {
        Duration lease = settings.duration("delivery.lease");
        Ledger ledger = stores.ledger();
        archive = stores.archive();
        measures = new Measures(registry);
        configurations = new Configurations(stores.configuration(), archive);
        reconciler = reconciler(settings, clock);
        dispatcher = new Dispatcher<>(settings.number("delivery.workers"), settings.number("delivery.queue"),
                account -> limits(account, settings), new BreakerSettings(settings.number("breaker.failures"),
                settings.number("breaker.least-calls"), settings.duration("breaker.open")), System::nanoTime);
        Holds holds = new Holds(configurations, clock);
        cluster = new Cluster(new PostgresNodes(stores.readers(), stores.node()), dispatcher, holds);
        lanes = new Lanes(archive, configurations, holds, dispatcher);
        M3terBills documents = new M3terBills();
        M3terTokens tokens = new M3terTokens(clock);
        Credentials credentials = new Credentials(configurations, tokens);
        Webhooks webhooks = new Webhooks(configurations, new SignatureVerifier(clock), new M3terNotices(), ledger, measures, clock,
                () -> eventRoom.getAsInt() > atTheDoor(settings) + claimed(settings));

        // receive
        bills = new Bills(documents, new M3terBillReader(documents), tokens, credentials, archive);
        beans.put("webhooks", webhooks);
        beans.put("bills", bills);
        // decide
        beans.put("policy", new DeliveryPolicy());
        beans.put("lineItemSplitter", new LineItemSplitter());
        beans.put("customers", new Customers(configurations));
        decisions = new Decisions(configurations, archive, ledger, reconciler, retries(settings), measures, clock, dispatcher, holds);
        beans.put("decisions", decisions);
        // deliver
        beans.put("deliveries", new Deliveries(reconciler, ledger, archive, configurations, dispatcher, holds, lanes, measures, lease,
                longestCall(settings)));
        beans.put("dispatcher", dispatcher);
        beans.put("lanes", lanes);
        beans.put("cluster", cluster);
        beans.put("claims", new Claims(archive, webhooks, configurations, lanes, dispatcher,
                settings.number("delivery.claim-batch"), lease.dividedBy(SHARE_IN_MEMORY),
                () -> stopping.getAsBoolean() ? 0 : eventRoom.getAsInt() - atTheDoor(settings)));
        beans.put("replays", new Replays(new PostgresReplayTurns(stores.workers()), archive, lanes, settings.number("replay.share"),
                () -> stopping.getAsBoolean() ? 0 : settings.number("replay.share")));
        beans.put("credentials", credentials);
        beans.put("answers", new Answers());
        beans.put("stripeTimeouts", answersWithin(settings.duration("stripe.response-timeout"), settings));
        beans.put("paddleClassicTimeouts", answersWithin(settings.duration("paddle-classic.response-timeout"), settings));
        beans.put("m3terTimeouts", answersWithin(settings.duration("m3ter.response-timeout"), settings));
        // log
        beans.put("runLog", new RunLog());
        beans.put("clockwork", new Clockwork(clock));
        beans.put("measures", measures);
        // what they all stand on
        beans.put("configurations", configurations);
        beans.put("collectBodies", new GroupedBodyAggregationStrategy());
        beans.put("workers", stores.workers());
        beans.put("readers", stores.readers());
    }

    Map<String, Object> byName() {
        return beans;
    }

    BillArchive archive() {
        return archive;
    }

    Configurations configurations() {
        return configurations;
    }

    Measures measures() {
        return measures;
    }

    Bills bills() {
        return bills;
    }

    Decisions decisions() {
        return decisions;
    }

    Reconciler reconciler() {
        return reconciler;
    }

    Dispatcher<Object> dispatcher() {
        return dispatcher;
    }

    Lanes lanes() {
        return lanes;
    }

    Cluster cluster() {
        return cluster;
    }

    CallDeadline deadline() {
        return deadline;
    }

    /** Places in the decide room's queue for messages that all saw room in it at the same moment. */
    private static int atTheDoor(Settings settings) {
        return Math.min(MOST_AT_THE_DOOR, settings.number("decide.queue") / 4);
    }

    /** Places for what is claimed meanwhile. */
    private static int claimed(Settings settings) {
        return Math.min(settings.number("delivery.claim-batch"), settings.number("decide.queue") / 4);
    }

    /** What each provider's accounts bear, by the settings. */
    private static Limits limits(ProviderAccount account, Settings settings) {
        return switch (account.provider()) {
            case "stripe" -> Limits.perAccount(settings.number("stripe.concurrency"),
                    settings.number(account.testMode() ? "stripe.test-rate" : "stripe.rate"), settings.number("stripe.endpoint-rate"));
            case "paddle-classic" -> Limits.perNode(settings.number("paddle-classic.concurrency"),
                    settings.number("paddle-classic.rate"));
            default -> throw new IllegalStateException("nobody says what the accounts of " + account.provider() + " bear");
        };
    }

    /** Connecting and waiting for an answer, with a second for the rest: longer than this no call holds a lease. */
    private static Duration longestCall(Settings settings) {
        Duration answering = Stream.of("stripe.response-timeout", "paddle-classic.response-timeout").map(settings::duration)
                .max(Comparator.naturalOrder()).orElseThrow();
        return settings.duration("http-client.connect-timeout").multipliedBy(2).plus(answering).plusSeconds(1);
    }

    private HttpClientConfigurer answersWithin(Duration most, Settings settings) {
        Timeout connect = Timeout.of(settings.duration("http-client.connect-timeout"));
        RequestConfig config = RequestConfig.custom().setResponseTimeout(Timeout.of(most)).setConnectionRequestTimeout(connect)
                .setRedirectsEnabled(false).build();
        Duration all = settings.duration("http-client.connect-timeout").multipliedBy(2).plus(most);
        return client -> client.setDefaultRequestConfig(config).addExecInterceptorFirst("deadline", deadline.within(all));
    }
}
