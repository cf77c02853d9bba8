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
import dev.waybill.flow.RunLog;
import dev.waybill.flow.Webhooks;
import dev.waybill.integration.DeliveryPolicy;
import dev.waybill.integration.LineItemSplitter;
import dev.waybill.postgres.PostgresArchive;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.postgres.PostgresLedger;
import dev.waybill.postgres.PostgresNodes;
import dev.waybill.provider.Provider;
import dev.waybill.provider.Reconciler;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.util.Timeout;

/** Every bean that a route file can name, on one page. */
final class GatewayBeans {

    /** Every destination's provider, by its name in {@link dev.waybill.integration.Destination#provider()}. */
    static Map<String, Provider> providers() {
        return Map.of("stripe", new StripeProvider());
    }

    /** What waits in memory for a third of its lease goes back into the database. */
    private static final int SHARE_IN_MEMORY = 3;

    private final Map<String, Object> beans = new LinkedHashMap<>();
    private final BillArchive archive;
    private final Configurations configurations;
    private final Measures measures;
    private final Dispatcher<Object> dispatcher;
    private final Lanes lanes;
    private final Cluster cluster;
    private final CallDeadline deadline = new CallDeadline();

    /**
     * @param accepts      connections of the accept path alone
     * @param workers      connections of everything that moves a bill
     * @param readers      connections of reports and checks
     * @param node         who holds this process's leases
     * @param eventRoom    how many more events the queue of the decide room takes
     */
    GatewayBeans(Settings settings, DataSource accepts, DataSource workers, DataSource readers, PostgresConfiguration configuration,
                 UUID node, MeterRegistry registry, Clock clock, IntSupplier eventRoom) {
        Duration lease = settings.duration("delivery.lease");
        RetryPolicy retries = new RetryPolicy(settings.durations("delivery.retry-delays"), settings.duration("delivery.retry-limit"),
                () -> ThreadLocalRandom.current().nextDouble());
        Ledger ledger = new PostgresLedger(accepts, workers, node, lease, clock);
        archive = new PostgresArchive(workers, node, lease, clock);
        measures = new Measures(registry);
        configurations = new Configurations(configuration, archive);
        dispatcher = new Dispatcher<>(settings.number("delivery.workers"), settings.number("delivery.queue"),
                account -> limits(account, settings), new BreakerSettings(settings.number("breaker.failures"),
                settings.number("breaker.least-calls"), settings.duration("breaker.open")), System::nanoTime);
        Holds holds = new Holds(configurations, clock);
        cluster = new Cluster(new PostgresNodes(readers, node), dispatcher, holds);
        lanes = new Lanes(archive, configurations, holds, dispatcher);
        Reconciler reconciler = new Reconciler(providers(), retries, clock, lease);
        M3terBills documents = new M3terBills();
        M3terTokens tokens = new M3terTokens(clock);
        Credentials credentials = new Credentials(configurations, tokens);
        Webhooks webhooks = new Webhooks(configurations, new SignatureVerifier(clock), new M3terNotices(), ledger, measures, clock);

        // receive
        beans.put("webhooks", webhooks);
        beans.put("bills", new Bills(documents, new M3terBillReader(documents), tokens, credentials, archive));
        // decide
        beans.put("policy", new DeliveryPolicy());
        beans.put("lineItemSplitter", new LineItemSplitter());
        beans.put("customers", new Customers(configurations));
        beans.put("decisions", new Decisions(configurations, archive, ledger, reconciler, retries, measures, clock,
                dispatcher, holds));
        // deliver
        beans.put("deliveries", new Deliveries(reconciler, ledger, archive, configurations, dispatcher, holds, lanes, measures, lease,
                longestCall(settings)));
        beans.put("dispatcher", dispatcher);
        beans.put("lanes", lanes);
        beans.put("cluster", cluster);
        beans.put("claims", new Claims(archive, webhooks, configurations, lanes, dispatcher,
                settings.number("delivery.claim-batch"), lease.dividedBy(SHARE_IN_MEMORY), eventRoom));
        beans.put("credentials", credentials);
        beans.put("answers", new Answers());
        beans.put("stripeTimeouts", answersWithin(settings.duration("stripe.response-timeout"), settings));
        beans.put("m3terTimeouts", answersWithin(settings.duration("m3ter.response-timeout"), settings));
        // log
        beans.put("runLog", new RunLog());
        beans.put("clockwork", new Clockwork(clock));
        beans.put("measures", measures);
        // what they all stand on
        beans.put("configurations", configurations);
        beans.put("collectBodies", new GroupedBodyAggregationStrategy());
        beans.put("workers", workers);
        beans.put("readers", readers);
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
        return settings.duration("http-client.connect-timeout").multipliedBy(2).plus(settings.duration("stripe.response-timeout"))
                .plusSeconds(1);
    }

    private HttpClientConfigurer answersWithin(Duration most, Settings settings) {
        Timeout connect = Timeout.of(settings.duration("http-client.connect-timeout"));
        RequestConfig config = RequestConfig.custom().setResponseTimeout(Timeout.of(most)).setConnectionRequestTimeout(connect)
                .setRedirectsEnabled(false).build();
        Duration all = settings.duration("http-client.connect-timeout").multipliedBy(2).plus(most);
        return client -> client.setDefaultRequestConfig(config).addExecInterceptorFirst("deadline", deadline.within(all));
    }
}
