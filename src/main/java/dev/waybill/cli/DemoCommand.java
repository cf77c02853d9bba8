package dev.waybill.cli;

import dev.waybill.configuration.Setup;
import dev.waybill.gateway.GatewayApplication;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import dev.waybill.standin.StandIns;
import dev.waybill.standin.m3ter.M3terSettings;
import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.paddleclassic.PaddleClassicSettings;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./waybill demo}: the main job on this machine alone, from m3ter's webhooks to Stripe's invoices and Paddle's modifiers. */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Shows the main job, needing nothing else: its own PostgreSQL, stand-ins of m3ter, Stripe and Paddle on this"
                + " machine, the sample bills of demo/ through the whole path, then a table of what became of them.",
        footer = {"", "Exit codes: 0 every bill ended as demo/expected.json says; 1 one did not, or the demo could not start."})
final class DemoCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final String WEBHOOK = "0a0a0a0a-0000-4000-8000-000000000002";

    /** Seals the demo's secrets, which are none. */
    private static final String DEMO_KEY = Base64.getEncoder().encodeToString("demo secrets need no secret key.".getBytes(
            StandardCharsets.US_ASCII));

    /** Paddle's subscriptions were last paid before any of the bills was made. */
    private static final PaddleClassicSettings PADDLE = PaddleClassicSettings.STANDARD
            .withClock(Clock.fixed(Instant.parse("2026-10-20T09:00:00Z"), ZoneOffset.UTC));

    /** They open nothing but the stand-ins. */
    private static final Map<String, String> ENVIRONMENT = Map.of("STRIPE_TEST_KEY", "sk_test_demo", "PADDLE_AUTH_CODE",
            PADDLE.vendorAuthCode(), "M3TER_ACCESS_KEY", "demo-access-key", "M3TER_API_SECRET", "demo-api-secret",
            "M3TER_WEBHOOK_SECRET", "demo-webhook-secret");

    @Spec
    private CommandSpec spec;
    @Option(names = "--exit", description = "End after the table instead of staying up until Ctrl-C.")
    private boolean exit;
    @Option(names = "--embedded", description = "On a PostgreSQL of its own, also where database.url names one.")
    private boolean embedded;

    private Terminal terminal;

    @Override
    public Integer call() throws Exception {
        terminal = new Terminal(spec.commandLine().getOut());
        long begun = System.nanoTime();
        Map<String, String> ownKey = System.getenv("SECRETS_KEY") == null ? Map.of("secrets.key", DEMO_KEY) : Map.of();
        Settings file = Settings.load(ownKey);
        Path folder = file.home().resolve("demo");
        Path data = file.path("data.dir").resolve("demo");
        Files.createDirectories(data);
        Logging.toFile(data.resolve("waybill.log"));
        List<DemoBill> bills = DemoBill.in(folder);
        terminal.progress("Starting PostgreSQL, the stand-ins of m3ter, Stripe and Paddle, and the gateway …");
        String m3terOrganization = bills.get(0).versions().get(0).path("orgId").asText();
        M3terStandIn m3ter = new M3terStandIn(M3terSettings.STANDARD.withOrganization(m3terOrganization,
                ENVIRONMENT.get("M3TER_ACCESS_KEY"), ENVIRONMENT.get("M3TER_API_SECRET")));
        try (StandIns standIns = StandIns.start(new StripeStandIn(), 0, m3ter, 0, new PaddleClassicStandIn(PADDLE), 0)) {
            Settings settings = Settings.load(overrides(file, data, standIns));
            boolean external = settings.optional("database.url").isPresent();
            Setup setup = Folders.read(folder, terminal, name -> ENVIRONMENT.getOrDefault(name, System.getenv(name)));
            Map<String, Long> subscriptions = customers(setup, standIns);
            GatewayApplication gateway = GatewayApplication.startDemo(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "stop-demo"));
            try (Attached attached = Attached.to(settings)) {
                attached.configuration().apply(setup, false);
                gateway.refreshConfiguration();
                terminal.line("Ready after " + seconds(begun) + " s" + (external ? ", on the PostgreSQL of database.url"
                        : ", on a PostgreSQL of its own in " + data) + ".");
                boolean asExpected = send(bills, new DemoHoldings(standIns, subscriptions), settings, attached.runs());
                terminal.line("");
                terminal.line(addresses(settings, standIns));
                if (!exit) {
                    terminal.line("The demo stays up. Ctrl-C ends it.");
                    new CountDownLatch(1).await();
                }
                return asExpected ? 0 : 1;
            }
        }
    }

    /** Puts everybody that an account is mapped to into the stand-ins. Returns Paddle's subscriptions by account. */
    private static Map<String, Long> customers(Setup setup, StandIns standIns) {
        Map<String, Long> subscriptions = new HashMap<>();
        setup.organizations().forEach(organization -> organization.externalMappings().forEach(mapping -> {
            if (mapping.externalSystem().equals("Paddle")) {
                subscriptions.put(mapping.m3terId(), Long.valueOf(mapping.externalId()));
                standIns.paddleClassic().subscription(Long.parseLong(mapping.externalId()));
            } else if (mapping.externalTable().equals("Customer")) {
                standIns.stripe().customer(mapping.externalId());
                organization.externalMappings().stream().filter(other -> other.m3terId().equals(mapping.m3terId())
                                && other.externalSystem().equals("Stripe") && other.externalTable().equals("Subscription"))
                        .forEach(other -> standIns.stripe().subscription(other.externalId(), mapping.externalId(), "usd"));
            }
        }));
        return subscriptions;
    }

    private Map<String, String> overrides(Settings file, Path data, StandIns standIns) throws IOException {
        Map<String, String> overrides = new LinkedHashMap<>();
        file.optional("secrets.key").ifPresent(key -> overrides.put("secrets.key", key));
        overrides.put("data.dir", data.resolve("gateway").toString());
        overrides.put("database.schema", Database.DEMO_SCHEMA);
        overrides.put("stripe.base-url", standIns.stripeUrl());
        overrides.put("paddle-classic.base-url", standIns.paddleClassicUrl());
        overrides.put("paddle-classic.sandbox-base-url", standIns.paddleClassicUrl());
        overrides.put("m3ter.base-url", standIns.m3terUrl());
        List.of("stripe.test-rate", "stripe.endpoint-rate").forEach(rate -> overrides.put(rate, "1000"));   // the stand-in bears more
        overrides.put("http.host", "127.0.0.1");
        overrides.put("management.host", "127.0.0.1");
        overrides.put("http.port", String.valueOf(free(file.number("http.port"))));
        overrides.put("management.port", String.valueOf(free(file.number("management.port"))));
        if (embedded) {
            overrides.put("database.url", "");
        }
        return overrides;
    }

    /** The port itself when it is free, else one that is. */
    private static int free(int port) throws IOException {
        try (ServerSocket wanted = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return wanted.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return any.getLocalPort();
            }
        }
    }

    private boolean send(List<DemoBill> bills, DemoHoldings holdings, Settings settings, PostgresRuns runs) throws IOException {
        StandIns standIns = holdings.standIns();
        URI webhook = URI.create("http://127.0.0.1:" + settings.text("http.port") + "/webhooks/m3ter/" + WEBHOOK);
        int versions = bills.stream().mapToInt(bill -> bill.versions().size()).max().orElse(1);
        int sent = 0;
        for (int version = 0; version < versions; version++) {
            for (DemoBill bill : bills) {
                if (version < bill.versions().size()) {
                    if (version > 0 && bill.renews() != null) {
                        standIns.paddleClassic().renew(bill.renews());
                    }
                    standIns.m3ter().put(bill.versions().get(version).deepCopy());
                    post(standIns.m3ter(), version == 0 ? "billing.bill.created" : "billing.bill.updated", bill, webhook);
                    terminal.progress(++sent + " webhooks sent; " + runs.unsettled() + " bills under way …");
                }
            }
            awaitSettled(runs, sent);
        }
        return DemoReport.print(bills, holdings, runs, terminal);
    }

    private static void post(M3terStandIn m3ter, String eventName, DemoBill bill, URI webhook) throws IOException {
        var answer = m3ter.send(eventName, bill.id(), webhook, ENVIRONMENT.get("M3TER_WEBHOOK_SECRET"), null);
        if (answer.status() != 200) {
            throw new CommandFailedException("The gateway answered " + answer.status() + " to the webhook of " + bill.name() + ": "
                    + answer.body());
        }
    }

    private void awaitSettled(PostgresRuns runs, int sent) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        int unsettled = runs.unsettled();
        while (unsettled > 0 && System.nanoTime() < until) {
            terminal.progress(sent + " webhooks sent; " + unsettled + " bills under way …");
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            unsettled = runs.unsettled();
        }
    }

    private static String addresses(Settings settings, StandIns standIns) {
        return "Webhooks  http://127.0.0.1:" + settings.text("http.port") + "/webhooks/m3ter/" + WEBHOOK + "\n"
                + "Health    http://127.0.0.1:" + settings.text("management.port") + "/observe/health\n"
                + "Metrics   http://127.0.0.1:" + settings.text("management.port") + "/observe/metrics\n"
                + "Stripe    " + standIns.stripeUrl() + "/_stand-in/state (stand-in)\n"
                + "Paddle    " + standIns.paddleClassicUrl() + "/_stand-in/state (stand-in)\n"
                + "m3ter     " + standIns.m3terUrl() + "/_stand-in/requests (stand-in)";
    }

    private static String seconds(long begun) {
        return String.format(Locale.ROOT, "%.1f", Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
    }
}
