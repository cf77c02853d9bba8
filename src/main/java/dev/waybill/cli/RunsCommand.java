package dev.waybill.cli;

import dev.waybill.bill.Json;
import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill runs}: the run log, or one run with its calls. */
@Command(name = "runs", mixinStandardHelpOptions = true,
        description = "Lists runs, newest first; with a run's id, everything about that run.",
        footer = {"", "Exit codes: 0 listed; 1 no such run, or the database cannot be reached."})
final class RunsCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run's id: shows its calls, error and remedy.")
    private UUID run;
    @Option(names = "--status", paramLabel = "STATUS", description = "Only runs that stand so: ${COMPLETION-CANDIDATES}.")
    private RunStatus status;
    @Option(names = "--integration", paramLabel = "NAME", description = "Only runs of this integration, by name or id.")
    private String integration;
    @Option(names = "--account", paramLabel = "ID", description = "Only bills of this platform account.")
    private String account;
    @Option(names = "--bill", paramLabel = "ID", description = "Only this platform bill.")
    private String bill;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most N runs (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--held-back", description = "Also bills that no rule let through, with the rule.")
    private boolean heldBack;
    @Option(names = "--follow", description = "Stay, and print runs as they begin and end.")
    private boolean follow;
    @Option(names = "--retry", description = "With RUN: try its delivery again now. What the provider holds is looked up first.")
    private boolean retry;
    @Option(names = "--json", description = "One JSON object a line, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        try (Attached attached = Attached.to(settings)) {
            if (run == null && retry) {
                throw new CommandFailedException("Name the run whose delivery is to be tried again: ./waybill runs RUN --retry.");
            }
            if (run != null) {
                return show(attached.runs(), terminal);
            }
            Instant from = Instant.now();
            PostgresRuns.Filter filter = new PostgresRuns.Filter(status, integration, account, bill, null);
            List<RunSummary> runs = attached.runs().newest(filter, limit);
            print(runs, heldBack ? attached.runs().heldBack(limit) : List.of(), terminal);
            if (follow) {
                follow(attached.runs(), from, terminal);
            }
            return 0;
        }
    }

    private void print(List<RunSummary> runs, List<PostgresRuns.Held> held, Terminal terminal) {
        if (json) {
            runs.forEach(one -> terminal.line(Json.write(one)));
            held.forEach(one -> terminal.line(Json.write(one)));
        } else if (runs.isEmpty() && held.isEmpty()) {
            terminal.line("No runs match.");
        } else {
            terminal.line(RunTable.of(runs, held).render(terminal.width()));
        }
    }

    /** Prints each run again whenever it stands differently. */
    private void follow(PostgresRuns runs, Instant from, Terminal terminal) {
        Set<String> printed = new HashSet<>();
        while (!Thread.currentThread().isInterrupted()) {
            List<RunSummary> news = runs.newest(new PostgresRuns.Filter(status, integration, account, bill, from), limit).stream()
                    .filter(one -> printed.add(one.id() + one.status().name() + one.calls())).toList();
            for (int i = news.size() - 1; i >= 0; i--) {
                terminal.line(json ? Json.write(news.get(i)) : RunTable.line(news.get(i)));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private Integer show(PostgresRuns runs, Terminal terminal) {
        RunSummary found = runs.run(run).orElseThrow(() -> new CommandFailedException("There is no run " + run + "."
                + " `./waybill runs` lists the newest."));
        if (retry) {
            return retry(runs, found, terminal);
        }
        List<CallSummary> calls = runs.calls(found);
        if (json) {
            terminal.line(Json.write(Map.of("run", found, "calls", calls)));
        } else {
            terminal.line(RunTable.detail(found, calls));
        }
        return 0;
    }

    private static Integer retry(PostgresRuns runs, RunSummary run, Terminal terminal) {
        if (!runs.retry(run)) {
            throw new CommandFailedException("There is nothing to try again: the delivery is " + run.status() + ", a worker has it, or a"
                    + " newer run took its place. `./waybill runs --bill " + run.billId() + "` shows its runs.");
        }
        terminal.line("Due again. A running gateway takes it up within a moment: ./waybill runs --bill " + run.billId());
        return 0;
    }
}
