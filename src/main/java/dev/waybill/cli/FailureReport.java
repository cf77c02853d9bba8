package dev.waybill.cli;

import dev.waybill.bench.BenchFailedException;
import dev.waybill.configuration.SetupRefusedException;
import dev.waybill.gateway.PortTakenException;
import dev.waybill.gateway.RouteFileException;
import dev.waybill.postgres.DataFolderInUseException;
import dev.waybill.postgres.DatabaseException;
import dev.waybill.postgres.DatabaseRefusedException;
import dev.waybill.security.SealingException;
import dev.waybill.settings.SettingsRefusedException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in words why a command failed. A stack trace is shown only for what nobody foresaw. */
final class FailureReport implements IExecutionExceptionHandler {

    /** Failures whose message is written for the person at the terminal. */
    private static final Set<Class<? extends Exception>> SAID_IN_WORDS = Set.of(CommandFailedException.class,
            SettingsRefusedException.class, SetupRefusedException.class, DatabaseRefusedException.class, DatabaseException.class,
            DataFolderInUseException.class, PortTakenException.class, RouteFileException.class, SealingException.class,
            BenchFailedException.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        Throwable told = failure;
        while (told != null && !SAID_IN_WORDS.contains(told.getClass())) {
            told = told.getCause();
        }
        if (told != null) {
            err.println(told.getMessage());
        } else {
            err.println("waybill " + command.getCommandName() + " met something nobody foresaw:");
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
