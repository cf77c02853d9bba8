package dev.waybill.cli;

import dev.waybill.delivery.Replay;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ./waybill replay cancel}: nothing more of a replay is begun. */
@Command(name = "cancel", mixinStandardHelpOptions = true,
        description = "Ends a replay: nothing more of it is begun. What is under way ends by itself, and what is done stays done.",
        footer = {"", "Exit codes: 0 cancelled; 1 no such replay, or it has ended already."})
final class ReplayCancelCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @ParentCommand
    private ReplayCommand replay;
    @Parameters(paramLabel = "ID", description = "The replay's id; `./waybill replay list` knows it.")
    private UUID id;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        try (Attached attached = replay.attach()) {
            Configured configured = new Configured(attached.configuration().load());
            ReplayFollowing following = new ReplayFollowing(attached.replays(), configured, terminal, false);
            boolean cancelled = attached.replays().cancel(id);
            Replay now = following.find(id);
            if (!cancelled) {
                throw new CommandFailedException("Replay " + id + " has ended already: it is " + now.state() + ".");
            }
            terminal.line(ReplayText.detail(now, configured, terminal.width()));
            return 0;
        }
    }
}
