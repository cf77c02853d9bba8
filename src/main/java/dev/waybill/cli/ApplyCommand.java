package dev.waybill.cli;

import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.Setup;
import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill apply DIR}: makes the configuration what the folder says, all of it or nothing. */
@Command(name = "apply", mixinStandardHelpOptions = true,
        description = "Makes the configuration what the folder says: all of it in one transaction, or nothing. A running gateway"
                + " takes it over within a moment.",
        footer = {"", "Exit codes: 0 applied, or nothing to do; 1 nothing was changed, and why is said in words."})
final class ApplyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "DIR", description = "The folder with the configuration's YAML files.")
    private Path folder;
    @Option(names = "--prune", description = "Also remove what is configured but not in the folder.")
    private boolean prune;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        Setup setup = Folders.read(folder, terminal);
        try (Attached attached = Attached.to(settings)) {
            AppliedSetup applied = attached.configuration().apply(setup, prune);
            terminal.line(applied.text());
            return 0;
        }
    }
}
