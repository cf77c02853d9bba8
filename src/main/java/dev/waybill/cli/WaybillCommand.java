package dev.waybill.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./waybill}: names the commands. */
@Command(name = "waybill", mixinStandardHelpOptions = true, versionProvider = WaybillVersion.class,
        description = "Carries bills from usage metering to the systems that collect the money, once each.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done; 1 found something wrong, said in words; 2 the command line itself was wrong.",
            "Settings come from application.properties and the environment (database.url → DATABASE_URL)."},
        subcommands = {DemoCommand.class, RunCommand.class, CheckCommand.class, PlanCommand.class, ApplyCommand.class,
            PreviewCommand.class, RunsCommand.class, TriggerCommand.class, EraseCommand.class, BenchCommand.class,
            StandInsCommand.class, CommandLine.HelpCommand.class})
public final class WaybillCommand {

    /** Runs the command line and returns its exit code. */
    public static int execute(String... arguments) {
        return new CommandLine(new WaybillCommand()).setExecutionExceptionHandler(new FailureReport())
                .setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    }
}
