package dev.waybill.cli;

import dev.waybill.configuration.Setup;
import dev.waybill.configuration.SetupPlan;
import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill plan DIR}: the difference between a folder and what is configured. Changes nothing. */
@Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Shows what `apply` would change, without changing anything.",
        footer = {"", "Exit codes: 0 read and compared (also when there are differences, unless --detailed); 1 the folder has",
            "mistakes, each named with file and line; 3 with --detailed: there are differences."})
final class PlanCommand implements Callable<Integer> {

    private static final int DIFFERENCES = 3;

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "DIR", description = "The folder with the configuration's YAML files.")
    private Path folder;
    @Option(names = "--prune", description = "Also plan to remove what is configured but not in the folder.")
    private boolean prune;
    @Option(names = "--detailed", description = "End with exit code 3 when there are differences.")
    private boolean detailed;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        Setup setup = Folders.read(folder, terminal);
        try (Attached attached = Attached.to(settings)) {
            SetupPlan plan = attached.configuration().plan(setup, prune);
            terminal.line(plan.text());
            return detailed && !plan.isEmpty() ? DIFFERENCES : 0;
        }
    }
}
