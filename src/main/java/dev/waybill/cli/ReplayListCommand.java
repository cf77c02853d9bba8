package dev.waybill.cli;

import dev.waybill.delivery.Replay;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ./waybill replay list}: the newest replays. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the newest replays and how far they have come.")
final class ReplayListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @ParentCommand
    private ReplayCommand replay;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most N (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--json", description = "One JSON object a line, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        try (Attached attached = replay.attach()) {
            List<Replay> newest = attached.replays().newest(Math.max(1, limit));
            if (json) {
                newest.forEach(one -> terminal.line(ReplayText.json(one)));
            } else {
                terminal.line(newest.isEmpty() ? "There are no replays yet. `./waybill replay` begins one."
                        : ReplayText.table(newest, new Configured(attached.configuration().load()), terminal.width()));
            }
            return 0;
        }
    }
}
