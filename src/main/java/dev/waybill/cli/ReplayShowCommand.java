package dev.waybill.cli;

import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ./waybill replay show}: one replay, by status and money. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one replay: how many of its deliveries stand how.",
        footer = {"", "Exit codes: 0 shown (--follow: all of it succeeded); 1 no such replay, or with --follow something failed."})
final class ReplayShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @ParentCommand
    private ReplayCommand replay;
    @Parameters(paramLabel = "ID", description = "The replay's id; `./waybill replay list` knows it.")
    private UUID id;
    @Option(names = "--follow", description = "Stay until it has ended.")
    private boolean follow;
    @Option(names = "--json", description = "One JSON object a line, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        try (Attached attached = replay.attach()) {
            ReplayFollowing following = new ReplayFollowing(attached.replays(), new Configured(attached.configuration().load()),
                    terminal, json);
            return follow ? following.follow(id) : following.show(id);
        }
    }
}
