package dev.waybill.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.configuration.Setup;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.gateway.Configuring;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.DatabaseAddress;
import dev.waybill.postgres.EmbeddedDatabase;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import dev.waybill.standin.StandIns;
import dev.waybill.standin.m3ter.M3terSettings;
import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The packaged gateway as one or more processes, with the stand-ins of m3ter, Stripe and Paddle in this one: what they hold outlives
 * every kill. The {@link Rehearsal} of what needs a process of its own.
 */
public final class ProcessRehearsal implements AutoCloseable {

    /** What the configuration names as {@code ${env:...}}. */
    public static final Map<String, String> SECRETS = Map.of("STRIPE_KEY", Rehearsal.STRIPE_KEY,
            "WEBHOOK_SECRET", Rehearsal.SECRET, "M3TER_KEY", "rehearsal-access-key", "M3TER_SECRET", "rehearsal-api-secret",
            "PADDLE_CODE", Rehearsal.PADDLE_CODE);

    private static final String M3TER_ORGANIZATION = "5a1e0000-0000-4000-8000-000000000009";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final StandIns standIns;
    private final Map<String, String> usual;
    private final List<GatewayProcess> nodes = new ArrayList<>();
    private final Supplier<DatabaseAddress> database;

    private ProcessRehearsal(Map<String, String> settings) throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(GatewayProcess.REPOSITORY.resolve("target/rehearsals")), "");
        M3terSettings m3ter = M3terSettings.STANDARD.withOrganization(M3TER_ORGANIZATION, SECRETS.get("M3TER_KEY"),
                SECRETS.get("M3TER_SECRET"));
        standIns = StandIns.start(new StripeStandIn(), 0, new M3terStandIn(m3ter), 0, Rehearsal.newPaddle(), 0);
        usual = new LinkedHashMap<>(Map.of("stripe.base-url", standIns.stripeUrl(), "m3ter.base-url", standIns.m3terUrl(),
                "paddle-classic.base-url", standIns.paddleClassicUrl(), "paddle-classic.sandbox-base-url", standIns.paddleClassicUrl(),
                "delivery.retry-delays", "100ms,200ms,500ms", "delivery.claim-every", "200"));
        // a stand-in bears more than Stripe does
        List.of("stripe.test-rate", "stripe.endpoint-rate", "paddle-classic.rate").forEach(rate -> usual.put(rate, "10000"));
        usual.put("breaker.open", "500ms");
        usual.putAll(settings);
        if (settings.containsKey("stripe.response-timeout")) {
            usual.putIfAbsent("paddle-classic.response-timeout", settings.get("stripe.response-timeout"));
        }
        for (int i = 1; i <= Bills.ACCOUNTS; i++) {
            standIns.stripe().customer("cus_" + i);
        }
        standIns.paddleClassic().subscription(Rehearsal.SUBSCRIPTION, "USD", "49.00");
        another();
        database = settings.containsKey("database.url")
                ? () -> new DatabaseAddress(settings.get("database.url"), settings.getOrDefault("database.user", ""),
                        settings.getOrDefault("database.password", ""))
                : () -> EmbeddedDatabase.running(node().dataFolder()).orElseThrow();
    }

    /** A gateway with the embedded database, running and configured. */
    public static ProcessRehearsal embedded(Map<String, String> settings) {
        try {
            return new ProcessRehearsal(settings).begin();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A gateway on a schema of its own in the PostgreSQL of the tests, running and configured. */
    public static ProcessRehearsal external(Map<String, String> settings) {
        return external(Map.of("database.url", TestPostgres.url(), "database.user", "postgres"), settings);
    }

    /** @param database its url, user and password, as settings */
    public static ProcessRehearsal external(Map<String, String> database, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(database);
        all.put("database.schema", TestPostgres.newSchema());
        all.put("secrets.key", "cmVoZWFyc2FsIGtleSBmb3IgdGVzdHMgb25seSAhISE=");
        all.putAll(settings);
        return embedded(all);
    }

    private ProcessRehearsal begin() {
        try {
            node().start();
            apply("");
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The first node. */
    public GatewayProcess node() {
        return nodes.get(0);
    }

    /** One more node with a data folder of its own; not started. */
    public GatewayProcess another() {
        GatewayProcess node = new GatewayProcess(folder.resolve("node-" + (nodes.size() + 1)), usual, SECRETS);
        nodes.add(node);
        return node;
    }

    /** A node that would work in the first one's data folder; not started. */
    public GatewayProcess rival() {
        GatewayProcess rival = new GatewayProcess(folder.resolve("rival"), usual, SECRETS)
                .set("data.dir", node().dataFolder().toString());
        nodes.add(rival);
        return rival;
    }

    /** A folder nobody else uses. */
    public Path newFolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Applies the usual configuration; the nodes that run use it on return.
     *
     * @param more further keys of the integration, each line indented by eight blanks
     */
    public void apply(String more) {
        applySetup(Rehearsal.setup(more) + Bills.moreMappings());
    }

    /** Applies a whole configuration, as of {@link Rehearsal#paddleSetup}; the nodes that run use it on return. */
    public void applySetup(String yaml) {
        Settings settings = Settings.load(GatewayProcess.REPOSITORY, node().environment(), Map.of());
        try (Database attached = Database.attach(settings)) {
            Setup setup = Configuring.folders().read(folderOf(yaml), SECRETS::get);
            PostgresConfiguration configuration = Configuring.in(attached, settings);
            configuration.apply(setup, false);
            String using = "configuration " + configuration.revision() + ":";
            Awaitility.await(using).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() ->
                    nodes.stream().filter(GatewayProcess::runs).allMatch(node -> node.said().contains(using)));
        }
    }

    /** A folder as {@code waybill apply} takes it, with the usual configuration. */
    public Path setupFolder(String more) {
        return folderOf(Rehearsal.setup(more) + Bills.moreMappings());
    }

    private Path folderOf(String yaml) {
        try {
            Path setup = newFolder("configuration");
            Files.writeString(setup.resolve("setup.yaml"), yaml);
            return setup;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds lines to the end of what {@link #setupFolder} wrote, which is the list of external mappings. */
    public void addToSetup(String lines) {
        try {
            Files.writeString(newFolder("configuration").resolve("setup.yaml"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public StripeStandIn stripe() {
        return standIns.stripe();
    }

    public PaddleClassicStandIn paddle() {
        return standIns.paddleClassic();
    }

    public M3terStandIn m3ter() {
        return standIns.m3ter();
    }

    /** Everything works again at the stand-ins, and nothing has been asked yet. */
    public void begunAnew() {
        stripe().faults().clear();
        stripe().clearRequests();
        paddle().faults().clear();
        paddle().clearRequests();
        m3ter().faults().clear();
        m3ter().clearRequests();
    }

    /** The fault strikes one request of those that Stripe gets from now on, after so many others; see {@link #awaitStruck}. */
    public void atStripe(FaultRule fault, int after) {
        stripe().clearRequests();
        stripe().faults().add(fault.after(after).times(1));
    }

    /** As {@link #atStripe}, at Paddle. */
    public void atPaddle(FaultRule fault, int after) {
        paddle().clearRequests();
        paddle().faults().add(fault.after(after).times(1));
    }

    /** Waits until a fault has struck a request at a provider, and returns that request. */
    public LoggedRequest awaitStruck() {
        Awaitility.await("a fault struck").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !struck().isEmpty());
        return struck().get(0);
    }

    private List<LoggedRequest> struck() {
        return Stream.concat(stripe().requests().stream(), paddle().requests().stream())
                .filter(request -> !request.faults().isEmpty()).toList();
    }

    /** The writes that Stripe was asked for and did, those answered from an idempotency key left out. */
    public List<LoggedRequest> writes() {
        return stripe().requests().stream().filter(request -> !request.method().equals("GET") && !request.replayed()).toList();
    }

    /** Waits until nothing is under way any more: every event decided, every delivery ended. */
    public void awaitSettled() {
        awaitSettled(PATIENCE);
    }

    public void awaitSettled(Duration patience) {
        Awaitility.await("everything settled").atMost(patience).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(() -> runs().unsettled() == 0);
    }

    /** The run log as it is now. */
    public PostgresRuns runs() {
        return new PostgresRuns(source());
    }

    /** The bill's runs, newest first. */
    public List<RunSummary> runs(String billId) {
        return runs().newest(new PostgresRuns.Filter(null, null, null, billId, null), 1_000);
    }

    /** The only number of a query. */
    public long count(String sql) {
        try (Connection connection = source().getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private DataSource source() {
        DatabaseAddress address = database.get();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.url());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setCurrentSchema(usual.getOrDefault("database.schema", "waybill"));
        return source;
    }

    /** The bill became one invoice with its total and each of its lines once, and its only run is complete. */
    public void assertDeliveredOnce(ObjectNode bill) {
        assertHeldOnce(bill);
        String id = bill.path("id").asText();
        assertThat(runs(id)).as("runs of bill %s", id).extracting(RunSummary::status).containsExactly(RunStatus.COMPLETE);
    }

    /** Stripe holds one invoice of the bill, with its total and each of its lines once. */
    public void assertHeldOnce(ObjectNode bill) {
        String id = bill.path("id").asText();
        List<HeldInvoice> invoices = stripe().invoicesOf(id);
        assertThat(invoices).as("invoices of bill %s", id).hasSize(1);
        assertThat(invoices.get(0).total()).as("total of bill %s", id).isEqualTo(cents(bill));
        assertThat(invoices.get(0).lines()).as("lines of bill %s", id).hasSize(bill.path("lineItems").size())
                .extracting(line -> line.metadata().get("gw_line")).doesNotContainNull().doesNotHaveDuplicates();
    }

    private static long cents(ObjectNode bill) {
        BigDecimal total = BigDecimal.ZERO;
        for (JsonNode line : bill.path("lineItems")) {
            total = total.add(line.path("subtotal").decimalValue());
        }
        return total.movePointRight(2).longValueExact();
    }

    /** What every process has said so far. */
    public String saidEver() {
        StringBuilder all = new StringBuilder();
        nodes.forEach(node -> all.append(node.saidEver()));
        return all.toString();
    }

    @Override
    public void close() {
        try {
            nodes.forEach(GatewayProcess::close);
        } finally {
            standIns.close();
            clearAway();
        }
    }

    /** Ends what a killed gateway left behind, and removes the data; the logs stay below target/rehearsals. */
    private void clearAway() {
        for (Path data : nodes.stream().map(GatewayProcess::dataFolder).filter(Files::exists).toList()) {
            ProcessHandle.allProcesses().filter(process -> process.info().command().filter(name -> Path.of(name).startsWith(data))
                    .isPresent()).forEach(ProcessHandle::destroyForcibly);
            try (Stream<Path> tree = Files.walk(data)) {
                tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
