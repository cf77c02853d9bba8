package dev.waybill.cli;

import dev.waybill.bill.Json;
import dev.waybill.delivery.ErasureReport;
import dev.waybill.settings.Settings;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./waybill erase}: what is personal about one account leaves the database, when the person asks for it. */
@Command(name = "erase", mixinStandardHelpOptions = true,
        description = "Erases the personal data kept of one account: bodies of webhooks, words on bills, requests, answers, messages."
                + " Amounts, dates, ids and states stay for the books. Without --yes it only counts.",
        footer = {"", "Exit codes: 0 erased, or counted; 1 nothing was erased, said in words why."})
final class EraseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @Option(names = "--account", required = true, paramLabel = "ID", description = "The platform's account id.")
    private String account;
    @Option(names = "--organization", paramLabel = "NAME", description = "Whose account; needed when there are several organizations.")
    private String organization;
    @Option(names = "--yes", description = "Erase. It cannot be undone.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        try (Attached attached = Attached.to(settings)) {
            UUID id = attached.erasure().organization(organization).orElseThrow(() -> new CommandFailedException(organization == null
                    ? "There is no organization yet, or more than one: name it with --organization."
                    : "There is no organization called " + organization + "."));
            ErasureReport report = yes ? attached.erasure().erase(id, account) : attached.erasure().count(id, account);
            boolean erased = yes && report.underWay() == 0;
            if (json) {
                terminal.line(Json.write(Map.of("account", account, "erased", erased, "rows", report)));
            } else {
                terminal.line(words(report, erased));
            }
            return yes && !erased ? 1 : 0;
        }
    }

    private String words(ErasureReport report, boolean erased) {
        if (report.bills() + report.messages() == 0) {
            return "Nothing is kept of account " + account + ".";
        }
        String rows = report.bills() + " bill(s), " + report.inboundEvents() + " webhook(s), " + report.runs() + " run(s), "
                + report.calls() + " call(s) and " + report.messages() + " message(s) of account " + account;
        if (report.underWay() > 0) {
            return "Not erased: " + report.underWay() + " of account " + account + " are still on their way, and what is sent must"
                    + " stay as it was stored. Switch its integrations off, or wait until `./waybill runs --account " + account
                    + "` shows nothing open, then try again.";
        }
        return erased ? "Erased what is personal in " + rows + "."
                : rows + " would lose what is personal. Nothing was erased: add --yes to do it; it cannot be undone.";
    }
}
