package dev.waybill.cli;

import dev.waybill.gateway.RouteCheck;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.EmbeddedDatabase;
import dev.waybill.settings.Settings;
import dev.waybill.settings.SettingsRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./waybill check}: everything that would keep the gateway from starting or serving, without starting it. */
@Command(name = "check", mixinStandardHelpOptions = true,
        description = "Checks settings, route files and database without starting the gateway, and prints every finding.",
        footer = {"", "Exit codes: 0 nothing found; 1 findings, each in words."})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @Option(names = "--offline", description = "Do not connect to the database.")
    private boolean offline;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Logging.quiet();
        List<String> findings = new ArrayList<>();
        Settings settings;
        try {
            settings = Settings.load(Map.of());
        } catch (SettingsRefusedException e) {
            e.findings().forEach(finding -> terminal.line("✗ " + finding));
            terminal.line(e.findings().size() + " finding(s) in the settings. Route files and database were not looked at.");
            return 1;
        }
        settings.warnings().forEach(warning -> terminal.line("! " + warning));
        terminal.line("✓ settings: " + Settings.FILE + " and the environment");
        List<String> routes = RouteCheck.findings(settings);
        if (routes.isEmpty()) {
            terminal.line("✓ routes: " + RouteCheck.routes(settings) + " routes below " + settings.path("routes.dir"));
        }
        findings.addAll(routes);
        RouteCheck.running(settings).ifPresent(says -> terminal.line("! the gateway that runs says: " + says));
        if (!offline) {
            database(settings, findings, terminal);
        }
        findings.forEach(finding -> terminal.line("✗ " + finding));
        terminal.line(findings.isEmpty() ? "Nothing found." : findings.size() + " finding(s).");
        return findings.isEmpty() ? 0 : 1;
    }

    private static void database(Settings settings, List<String> findings, Terminal terminal) {
        Path data = settings.path("data.dir");
        if (settings.optional("database.url").isEmpty() && EmbeddedDatabase.running(data).isEmpty()) {
            Path existing = data;
            while (existing != null && !Files.exists(existing)) {
                existing = existing.toAbsolutePath().getParent();
            }
            if (existing == null || !Files.isWritable(existing)) {
                findings.add("data.dir: the folder " + data + " cannot be written. Set data.dir to a folder that can.");
            } else {
                terminal.line("✓ database: embedded, started with the gateway in " + data);
            }
            return;
        }
        try (Database database = Database.attach(settings)) {
            terminal.line("✓ database: " + database);
        } catch (RuntimeException e) {
            findings.add("database: " + e.getMessage());
        }
    }
}
