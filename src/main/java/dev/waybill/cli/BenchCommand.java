package dev.waybill.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.bench.BacklogBench;
import dev.waybill.bench.BacklogResult;
import dev.waybill.bench.BenchFailedException;
import dev.waybill.bench.BenchPlan;
import dev.waybill.bench.KillBench;
import dev.waybill.bench.KillResult;
import dev.waybill.bench.Progress;
import dev.waybill.bench.Rig;
import dev.waybill.bench.SpeedBench;
import dev.waybill.bench.SpeedResult;
import dev.waybill.bill.Json;
import dev.waybill.postgres.DatabaseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./waybill bench}: how fast this machine carries bills, what that costs, and whether every one arrived once. */
@Command(name = "bench", mixinStandardHelpOptions = true, subcommands = BenchPartCommand.class, synopsisSubcommandLabel = "",
        description = {"Measures the gateway on this machine, in about two minutes: latency at a fixed rate from the first second, then as many"
                + " bills per second as it carries, then what the database alone could do with the same statements. Gateway, database,"
                + " stand-in of Stripe and load are processes of their own; every commit is on disk; bills have ten lines that leave and"
                + " two that do not. At the end every bill is counted at the stand-in.",
            "docs/performance.md says how to read the figures."},
        footer = {"", "It works in a data folder of its own below data.dir, and with database.url in a schema of its own; both are removed at"
            + " the end. Settings of the gateway come from application.properties and the environment as ever.",
            "Exit codes: 0 every bill arrived once; 1 one was lost, doubled, half-made or wrong, or it could not measure."})
final class BenchCommand implements Callable<Integer> {

    private static final double USUAL_RATE = 200;
    private static final double RATE_WHEN_KILLED = 100;
    private static final double RATE_WITH_FAULTS = 50;
    private static final int USUAL_SECONDS = 30;
    private static final int SECONDS_WITH_FAULTS = 60;
    private static final int SECONDS_PER_ROUND = 15;
    private static final int UNLIMITED = 100_000;
    private static final int CONCURRENCY = 32;
    /** Per cent of the provider's limit that the gateway is told to use with a backlog: a clock is never as exact as a limit. */
    private static final int OF_THE_LIMIT = 97;

    @Spec
    private CommandSpec spec;
    @Option(names = "--kill", paramLabel = "N", description = "Instead: N rounds of kill -9 under load, every third with the database,"
            + " each counted; the database too only if it is the embedded one.")
    private int kill;
    @Option(names = "--backlog", paramLabel = "N", description = "Instead: N bills at once for one Stripe account that takes --limit calls"
            + " per second.")
    private long backlog;
    @Option(names = "--faults", description = "Stripe goes wrong now and then: 2 %% of the calls are answered 429, 1 %% 500, 0.5 %% stall"
            + " for ten seconds, 0.5 %% are cut off after the work was done. Usually at 50 bills/s for 60 s, and no closed loop.")
    private boolean faults;
    @Option(names = "--rate", paramLabel = "N", description = "Bills per second at the fixed rate (usually 200, with --kill 100).")
    private Double rate;
    @Option(names = "--rate-seconds", paramLabel = "N", description = "How long the fixed rate lasts; 0 leaves it out (usually 30).")
    private Integer rateSeconds;
    @Option(names = "--seconds", paramLabel = "N", description = "How long the closed loop is measured; 0 leaves it out (usually 30).")
    private Integer seconds;
    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "10",
            description = "Seconds of closed loop before that (default: ${DEFAULT-VALUE}).")
    private int warmUp;
    @Option(names = "--connections", paramLabel = "N", defaultValue = "24",
            description = "Connections that webhooks are posted over (default: ${DEFAULT-VALUE}).")
    private int connections;
    @Option(names = "--on-their-way", paramLabel = "N", defaultValue = "100",
            description = "Closed loop: how many bills may be sent and not yet delivered (default: ${DEFAULT-VALUE}).")
    private int onTheirWay;
    @Option(names = "--accounts", paramLabel = "N", defaultValue = "1000",
            description = "How many accounts the bills are for, in turn (default: ${DEFAULT-VALUE}).")
    private int accounts;
    @Option(names = "--workers", paramLabel = "N", description = "The gateway's delivery.workers, and as many connections.")
    private Integer workers;
    @Option(names = "--statements", paramLabel = "N", description = "Seconds for the statements alone; 0 leaves them out (usually 10).")
    private Integer statements;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
            description = "Calls per second that Stripe takes while a backlog is drained (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--seed", paramLabel = "N", description = "Repeats the chance of another run: when it killed, which calls went wrong.")
    private Long seed;
    @Option(names = "--json", description = "Print the figures as JSON and nothing else.")
    private boolean json;

    private Terminal terminal;

    @Override
    public Integer call() throws JsonProcessingException {
        terminal = new Terminal(spec.commandLine().getOut());
        Logging.quiet();
        BenchPlan plan = plan();
        Progress progress = progress();
        progress.now("Starting PostgreSQL, the stand-in of Stripe, the load and the gateway …");
        AtomicBoolean told = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> told.set(true), "told-to-stop"));
        try {
            return measured(plan, progress);
        } catch (BenchFailedException | DatabaseException e) {
            if (told.get()) {
                return 1;                        // its processes were told to end as well: nobody need be told that they did
            }
            throw e;
        }
    }

    private int measured(BenchPlan plan, Progress progress) throws JsonProcessingException {
        try (Rig rig = Rig.start(plan, Math.max(backlog, (long) (kill * plan.rate() * SECONDS_PER_ROUND)))) {
            if (kill > 0) {
                return ended(KillBench.run(rig, kill, progress, round -> progress.line(BenchReport.line(round))));
            }
            return backlog > 0 ? ended(BacklogBench.run(rig, backlog, progress)) : ended(SpeedBench.run(rig, progress));
        }
    }

    private BenchPlan plan() {
        if (kill > 0 && backlog > 0) {
            throw new ParameterException(spec.commandLine(), "--kill and --backlog are two benchmarks; give one of them.");
        }
        if (connections < 1 || onTheirWay < 1 || accounts < 1 || limit < 1 || rate != null && rate <= 0) {
            throw new ParameterException(spec.commandLine(), "--connections, --on-their-way, --accounts, --limit and --rate begin at 1.");
        }
        boolean usual = kill == 0 && backlog == 0;
        Map<String, String> settings = new HashMap<>();
        if (workers != null) {
            settings.put("delivery.workers", String.valueOf(workers));
            settings.put("database.pool-size", String.valueOf(workers));
        }
        unlessSaid(settings, "stripe.test-rate", backlog > 0 ? Math.max(1, limit * OF_THE_LIMIT / 100) : UNLIMITED);
        unlessSaid(settings, "stripe.endpoint-rate", backlog > 0 ? Math.max(1, limit * OF_THE_LIMIT / 100) : UNLIMITED);
        unlessSaid(settings, "stripe.concurrency", workers == null ? CONCURRENCY : workers);
        double usualRate = kill > 0 ? RATE_WHEN_KILLED : faults ? RATE_WITH_FAULTS : USUAL_RATE;
        return new BenchPlan(rate == null ? usualRate : rate,
                !usual ? 0 : rateSeconds != null ? rateSeconds : faults ? SECONDS_WITH_FAULTS : USUAL_SECONDS, warmUp,
                !usual ? 0 : seconds != null ? seconds : faults ? 0 : USUAL_SECONDS, connections, onTheirWay, accounts, faults,
                !usual ? 0 : statements != null ? statements : faults ? 0 : 10, limit, seed == null ? System.nanoTime() : seed, settings);
    }

    /** The stand-in bears more than Stripe, so that the gateway is measured and not its limits; the environment wins. */
    private static void unlessSaid(Map<String, String> settings, String key, int value) {
        if (System.getenv(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")) == null) {
            settings.put(key, String.valueOf(value));
        }
    }

    private Progress progress() {
        return new Progress() {
            @Override
            public void line(String text) {
                if (!json) {
                    terminal.line(text);
                }
            }

            @Override
            public void now(String text) {
                if (!json) {
                    terminal.progress(text);
                }
            }
        };
    }

    private int ended(SpeedResult result) throws JsonProcessingException {
        return ended(result, BenchReport.of(result, terminal.width()), result.settled() && result.counts().isAllRight());
    }

    private int ended(KillResult result) throws JsonProcessingException {
        return ended(result, BenchReport.of(result), result.isAllRight());
    }

    private int ended(BacklogResult result) throws JsonProcessingException {
        return ended(result, BenchReport.of(result, terminal.width()), result.settled() && result.counts().isAllRight());
    }

    private int ended(Object result, String report, boolean allRight) throws JsonProcessingException {
        terminal.line(json ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result) : report);
        return allRight ? 0 : 1;
    }
}
