package dev.waybill.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.configuration.Setup;
import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.ErasureReport;
import dev.waybill.delivery.RunSummary;
import dev.waybill.gateway.Configuring;
import dev.waybill.gateway.GatewayApplication;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.postgres.PostgresErasure;
import dev.waybill.postgres.PostgresReplayTurns;
import dev.waybill.postgres.PostgresReplays;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import dev.waybill.standin.StandIns;
import dev.waybill.standin.m3ter.M3terSettings;
import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.paddleclassic.ConsumedModifiers;
import dev.waybill.standin.paddleclassic.PaddleClassicSettings;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The shipped gateway - its routes, its settings - on a real PostgreSQL, with the stand-ins of m3ter, Stripe and Paddle. Bills go in as
 * signed webhooks; what became of them is read from the run log and from the stand-ins.
 */
public final class Rehearsal implements AutoCloseable {

    public static final UUID ORGANIZATION = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000001");
    /** Carries the bill itself. */
    public static final UUID WEBHOOK = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000002");
    /** Only a hint: the bill is read again from m3ter. */
    public static final UUID REREADING_WEBHOOK = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000003");
    public static final UUID INTEGRATION = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000004");
    public static final String SECRET = "rehearsal-secret";
    public static final String STRIPE_KEY = "sk_test_rehearsal";
    /** The account of {@link Bills}, mapped to {@link #CUSTOMER}. */
    public static final String ACCOUNT = "acc-1";
    public static final String CUSTOMER = "cus_1";
    /** The account of {@link Bills} at Paddle: in USD, last paid before any of its bills. */
    public static final long SUBSCRIPTION = 7730045;
    /** Another account, with a customer and a subscription of its own: its bills wait for nobody else's. */
    public static final String OTHER_ACCOUNT = "acc-other";
    public static final String OTHER_CUSTOMER = "cus_other";
    private static final long OTHER_SUBSCRIPTION = 7730046;
    public static final long PADDLE_VENDOR = 31007;
    public static final String PADDLE_CODE = "feedc0defeedc0defeedc0defeedc0de";
    /** Where Paddle's clock stands: its payments are older than the bills of {@link Bills}. */
    public static final Instant PADDLES_NOW = Instant.parse("2026-10-15T09:00:00Z");
    /** Stripe knows the customer by it, and shows it in its answers. */
    public static final String CUSTOMER_NAME = "Grace Hopper";
    public static final String CUSTOMER_EMAIL = "grace@hopper.example";
    /** Who ordered at the account: on every bill. */
    public static final String PURCHASER = "Ada Lovelace";

    private static final String MASTER_KEY = "cmVoZWFyc2FsIGtleSBmb3IgdGVzdHMgb25seSAhISE=";
    private static final Map<String, String> SECRETS = Map.of("STRIPE_KEY", STRIPE_KEY, "WEBHOOK_SECRET", SECRET, "M3TER_KEY",
            "rehearsal-access-key", "M3TER_SECRET", "rehearsal-api-secret", "PADDLE_CODE", PADDLE_CODE);

    private final Path folder;
    private final StandIns standIns;
    private final Map<String, String> overrides;
    private final Settings settings;
    private final Database database;
    private final PostgresConfiguration configuration;
    private final PostgresRuns runs;
    private final WebhookSender sender = new WebhookSender();
    private final CapturedLog log = CapturedLog.open();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private GatewayApplication gateway;

    private Rehearsal(Map<String, String> more, String setup, PaddleClassicStandIn paddle) throws IOException {
        folder = Files.createTempDirectory("waybill-rehearsal");
        standIns = StandIns.start(new StripeStandIn(), 0, new M3terStandIn(M3terSettings.STANDARD.withOrganization(
                "5a1e0000-0000-4000-8000-000000000009", SECRETS.get("M3TER_KEY"), SECRETS.get("M3TER_SECRET"))), 0, paddle, 0);
        overrides = new LinkedHashMap<>(Map.of("database.url", TestPostgres.url(), "database.user", "postgres",
                "database.schema", TestPostgres.newSchema(), "data.dir", folder.resolve("data").toString(),
                "secrets.key", MASTER_KEY,
                "stripe.base-url", standIns.stripeUrl(), "m3ter.base-url", standIns.m3terUrl(),
                "paddle-classic.sandbox-base-url", standIns.paddleClassicUrl(),
                "http.port", String.valueOf(freePort()), "management.port", String.valueOf(freePort())));
        overrides.put("paddle-classic.base-url", "http://127.0.0.1:" + freePort());
        overrides.put("delivery.claim-every", "100");
        overrides.put("delivery.retry-delays", "100ms,200ms,300ms");
        // a stand-in bears more than Stripe does
        List.of("stripe.test-rate", "stripe.endpoint-rate", "paddle-classic.rate").forEach(rate -> overrides.put(rate, "10000"));
        overrides.put("paddle-classic.concurrency", "4");
        overrides.put("breaker.open", "500ms");
        overrides.putAll(more);
        if (more.containsKey("stripe.response-timeout")) {
            overrides.putIfAbsent("paddle-classic.response-timeout", more.get("stripe.response-timeout"));
        }
        settings = Settings.load(Path.of("").toAbsolutePath(), Map.of(), overrides);
        gateway = GatewayApplication.start(settings);
        database = Database.attach(settings);
        configuration = Configuring.in(database, settings);
        runs = new PostgresRuns(database.readers());
        standIns.stripe().customer(CUSTOMER, CUSTOMER_NAME, CUSTOMER_EMAIL);
        standIns.paddleClassic().subscription(SUBSCRIPTION, "USD", "49.00");
        standIns.paddleClassic().subscription(OTHER_SUBSCRIPTION, "USD", "49.00");
        standIns.stripe().customer(OTHER_CUSTOMER);
        apply(setup);
    }

    /** A seller account without subscriptions, whose clock stands at {@link #PADDLES_NOW}. */
    public static PaddleClassicStandIn newPaddle() {
        return newPaddle(ConsumedModifiers.VANISH);
    }

    /** @param consumed what becomes of modifiers once a payment took them in */
    public static PaddleClassicStandIn newPaddle(ConsumedModifiers consumed) {
        return new PaddleClassicStandIn(PaddleClassicSettings.STANDARD.withCredentials(PADDLE_VENDOR, PADDLE_CODE)
                .withClock(Clock.fixed(PADDLES_NOW, ZoneOffset.UTC)).withConsumed(consumed));
    }

    /** The gateway with the usual configuration: one integration to StripeTest by external mapping. */
    public static Rehearsal begin() {
        return begin(Map.of());
    }

    /** @param settings on top of the usual ones: {@code stripe.response-timeout} */
    public static Rehearsal begin(Map<String, String> settings) {
        return begin(settings, setup(""));
    }

    /** @param setup the configuration to begin with, as of {@link #setup} or {@link #paddleSetup} */
    public static Rehearsal begin(Map<String, String> settings, String setup) {
        return begin(settings, setup, newPaddle());
    }

    /** @param paddle plays Paddle; without subscriptions, not started */
    public static Rehearsal begin(Map<String, String> settings, String setup, PaddleClassicStandIn paddle) {
        try {
            return new Rehearsal(settings, setup, paddle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The usual configuration as YAML.
     *
     * @param more further keys of the integration, each line indented by eight blanks
     */
    public static String setup(String more) {
        return setup("Stripe", "StripeTest", "useExternalMappingAccountCode: true\n" + more)
                + mapping(ACCOUNT, "Stripe", "Customer", CUSTOMER) + mapping(OTHER_ACCOUNT, "Stripe", "Customer", OTHER_CUSTOMER);
    }

    /** As {@link #setup}, with an integration to Paddle's sandbox in the place of the one to Stripe. */
    public static String paddleSetup(String more) {
        return setup("Paddle", "PaddleSandbox", "onlySendBillsOnApproval: false\n" + more)
                + mapping(ACCOUNT, "Paddle", "Subscription", String.valueOf(SUBSCRIPTION))
                + mapping(OTHER_ACCOUNT, "Paddle", "Subscription", String.valueOf(OTHER_SUBSCRIPTION));
    }

    /** One more line for the end of a configuration: what a destination calls an account. */
    public static String mapping(String account, String system, String table, String id) {
        return "      - { m3terEntity: Account, m3terId: " + account + ", externalSystem: " + system + ", externalTable: " + table
                + ", externalId: \"" + id + "\" }\n";
    }

    private static String setup(String name, String destination, String more) {
        return """
                organizations:
                  - name: Rehearsal
                    id: %s
                    credentials:
                      - { name: Stripe, type: STATIC_API_KEY, apiKey: "${env:STRIPE_KEY}" }
                      - { name: Paddle, type: PADDLE_AUTH, vendorId: "%s", vendorAuthCode: "${env:PADDLE_CODE}" }
                      - { name: m3ter, type: M3TER_SERVICE_USER, organizationId: 5a1e0000-0000-4000-8000-000000000009,
                          accessKeyId: "${env:M3TER_KEY}", apiSecret: "${env:M3TER_SECRET}" }
                    inboundWebhooks:
                      - { name: m3ter, id: %s, source: m3ter, secrets: [ { secret: "${env:WEBHOOK_SECRET}" } ] }
                      - { name: m3ter hints, id: %s, source: m3ter, credentials: m3ter,
                          secrets: [ { secret: "${env:WEBHOOK_SECRET}" } ] }
                    integrations:
                      - name: %s
                        id: %s
                        destination: %s
                        credentials: %s
                        %s
                    externalMappings:
                """.formatted(ORGANIZATION, PADDLE_VENDOR, WEBHOOK, REREADING_WEBHOOK, name, INTEGRATION, destination, name, more);
    }

    /** Applies a configuration, as {@code ./waybill apply} does; the gateway uses it on return. */
    public void apply(String yaml) {
        apply(yaml, Map.of());
    }

    /** @param environment on top of the usual secrets: {@code STRIPE_KEY} */
    public void apply(String yaml, Map<String, String> environment) {
        try {
            Path file = Files.createDirectories(folder.resolve("configuration")).resolve("setup.yaml");
            Files.writeString(file, yaml);
            Setup setup = Configuring.folders().read(file.getParent(),
                    name -> environment.getOrDefault(name, SECRETS.get(name)));
            configuration.apply(setup, false);
            gateway.refreshConfiguration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more gateway on the same database, with a folder and ports of its own; the caller closes it. */
    public GatewayApplication anotherNode() {
        try {
            Map<String, String> others = new LinkedHashMap<>(overrides);
            others.put("data.dir", folder.resolve("another").toString());
            others.put("http.port", String.valueOf(freePort()));
            others.put("management.port", String.valueOf(freePort()));
            others.put("camel.main.name", "another");               // in one process, clocks of the same name are the same clocks
            return GatewayApplication.start(Settings.load(Path.of("").toAbsolutePath(), Map.of(), others));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The replays of this database. */
    public PostgresReplays replays() {
        return new PostgresReplays(database.readers());
    }

    /** Leads replays on by hand, as a node does. */
    public PostgresReplayTurns replayTurns() {
        return new PostgresReplayTurns(database.workers());
    }

    public StripeStandIn stripe() {
        return standIns.stripe();
    }

    public PaddleClassicStandIn paddle() {
        return standIns.paddleClassic();
    }

    /** What a bill is charged, or will be, at Paddle. */
    public List<Charge> charges(String billId) {
        return paddle().chargesOf("[bg1:" + paddleMark(billId) + ":");
    }

    /** By what a bill's modifiers are found at Paddle: worked out apart from the gateway. */
    public static String paddleMark(String billId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("m3ter|" + ORGANIZATION + "|" + billId).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public M3terStandIn m3ter() {
        return standIns.m3ter();
    }

    public Settings settings() {
        return settings;
    }

    /** Where a webhook of this id is posted. */
    public URI address(UUID webhook) {
        return URI.create("http://127.0.0.1:" + settings.text("http.port") + "/webhooks/m3ter/" + webhook);
    }

    /** Posts these bytes, signed, to the webhook that carries bills. */
    public WebhookSender.Acknowledgement post(String body) {
        return post(WEBHOOK, body.getBytes(StandardCharsets.UTF_8));
    }

    public WebhookSender.Acknowledgement post(UUID webhook, byte[] body) {
        return post(sender, webhook, body);
    }

    /** @param sender with a clock of its own, perhaps */
    public WebhookSender.Acknowledgement post(WebhookSender sender, UUID webhook, byte[] body) {
        try {
            WebhookSender.Acknowledgement answer = sender.send(address(webhook), body, SECRET, null);
            if (answer.status() == 200) {
                acknowledged.add(json(answer.body()).path("id").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Posts an event about this bill, and expects it to be acknowledged as new. */
    public void send(String eventName, ObjectNode bill) {
        WebhookSender.Acknowledgement answer = post(Bills.event(eventName, bill));
        if (answer.status() != 200) {
            throw new AssertionError("answered " + answer.status() + ": " + answer.body());
        }
    }

    /** Waits until nothing is under way any more: every event decided, every delivery ended. */
    public void awaitSettled() {
        Awaitility.await("everything settled").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20))
                .until(() -> runs.unsettled() == 0);
    }

    /** As {@link #awaitSettled}; what a provider asked to wait for many seconds is due at once. */
    public void awaitSettledWithoutLongWaits() {
        Awaitility.await("everything settled").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!query("select 1 from lane_pause where paused_until > now() + interval '5 s'").isEmpty()) {
                asIfAskedWaitsWereOver();
            }
            update("update delivery set due_at = now() where status = 'AWAITING_RETRY' and due_at > now() + interval '5 s'");
            return runs.unsettled() == 0;
        });
    }

    /** The ids of the events that were answered with 200. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** What this process logged since the rehearsal began. */
    public List<String> logLines() {
        return log.lines();
    }

    /** What nobody may read in a log or a message. */
    public List<String> secretAndPersonal() {
        return Stream.concat(SECRETS.values().stream(), Stream.of(MASTER_KEY, CUSTOMER_NAME, CUSTOMER_EMAIL, PURCHASER)).toList();
    }

    /** The bill's runs, newest first. */
    public List<RunSummary> runs(String billId) {
        return runs.newest(new PostgresRuns.Filter(null, null, null, billId, null), 1_000);
    }

    /** The bill's only run. */
    public RunSummary run(String billId) {
        List<RunSummary> all = runs(billId);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " runs for bill " + billId + ": " + all);
        }
        return all.get(0);
    }

    public List<CallSummary> calls(RunSummary run) {
        return runs.calls(run);
    }

    /** Erases what is personal about an account, as {@code ./waybill erase} does. */
    public ErasureReport erase(String account) {
        return new PostgresErasure(database.readers(), Clock.systemUTC()).erase(ORGANIZATION, account);
    }

    /** Rows of a query, columns by name. */
    public List<Map<String, Object>> query(String sql) {
        try (Connection connection = database.readers().getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Map<String, Object>> all = new ArrayList<>();
            while (rows.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.put(rows.getMetaData().getColumnLabel(column), rows.getObject(column));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Changes rows directly, as no user would: to bring about what takes hours otherwise. */
    public int update(String sql) {
        try (Connection connection = database.readers().getConnection(); Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** What a provider asked to wait for is over: in the database, and in the memory of the gateway, which starts again. */
    public void asIfAskedWaitsWereOver() {
        gateway.close();
        update("delete from lane_pause");
        update("update delivery set due_at = now() where status = 'RATE_LIMIT_RETRY'");
        gateway = GatewayApplication.start(settings);
    }

    /** Stops the gateway in order and starts it again on the same database and folder. */
    public void restart() {
        gateway.close();
        gateway = GatewayApplication.start(settings);
    }

    @Override
    public void close() {
        try {
            gateway.close();
        } finally {
            database.close();
            standIns.close();
            log.close();
            TestPostgres.execute("drop schema if exists " + settings.text("database.schema") + " cascade");
        }
    }

    /** A port nobody listens at now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Reads what the gateway answered. */
    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
