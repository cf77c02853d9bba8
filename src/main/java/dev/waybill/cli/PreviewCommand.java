package dev.waybill.cli;

import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.flow.Preview;
import dev.waybill.flow.PreviewRefusedException;
import dev.waybill.flow.PreviewedBill;
import dev.waybill.gateway.Previewing;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.Database;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill preview}: what would become of a bill, call by call, with nothing sent and nothing kept. */
@Command(name = "preview", mixinStandardHelpOptions = true,
        description = "Shows what would become of a bill: which integrations take it and why, the lines they drop, and the very"
                + " calls a delivery would make. Nothing is sent and nothing is stored.",
        footer = {"", "Examples:",
            "  ./waybill preview bill.json",
            "  ./waybill preview bill.json --integration \"Bills to Stripe\" --json",
            "  ./waybill preview --bill 3f0c8a52-7f0b-4c5e-9a0e-1d2f6b7c8d90", "",
            "Exit codes: 0 shown; 1 the bill cannot be used, or no such bill, integration or organization."})
final class PreviewCommand implements Callable<Integer> {

    /** What is previewed. */
    static final class Subject {
        @Parameters(paramLabel = "BILL.json", description = "A bill of m3ter, or an event around one, as if it came in now.")
        private Path file;
        @Option(names = "--bill", paramLabel = "ID",
                description = "A bill that Waybill knows, by the platform's id, in its newest version.")
        private String bill;
    }

    private final Supplier<Settings> settings;

    @Spec
    private CommandSpec spec;
    @ArgGroup(multiplicity = "1")
    private Subject subject;
    @Option(names = "--integration", paramLabel = "NAME", description = "Only this integration, by name or id.")
    private String integration;
    @Option(names = "--organization", paramLabel = "NAME",
            description = "The organization the bill belongs to, by name or id; not needed when there is one.")
    private String organization;
    @Option(names = "--json", description = "One JSON object, for scripts, with the bodies as they would be sent.")
    private boolean json;

    PreviewCommand() {
        this(() -> {
            Settings loaded = Settings.load(Map.of());
            Logging.quiet();
            return loaded;
        });
    }

    /** @param settings where the gateway's database and route files are */
    PreviewCommand(Supplier<Settings> settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        byte[] document = subject.file == null ? null : document(subject.file);
        Settings loaded = settings.get();
        try (Database database = Database.attach(loaded); Previewing previewing = Previewing.on(database, loaded)) {
            PreviewedBill previewed = previewed(previewing, document);
            terminal.line(json ? PreviewJson.of(previewed) : new PreviewText(previewed, subject.file == null).render());
            return 0;
        } catch (PreviewRefusedException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    private static byte[] document(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandFailedException("The file " + file + " cannot be read.");
        }
        return Files.readAllBytes(file);
    }

    private PreviewedBill previewed(Previewing previewing, byte[] document) {
        ConfigurationSnapshot configuration = previewing.configuration();
        Preview preview = previewing.preview();
        List<UUID> organizations = organizations(configuration);
        Predicate<IntegrationConfiguration> asked = any -> true;
        if (integration != null) {
            IntegrationConfiguration only = integration(configuration, organizations);
            organizations = List.of(only.organizationId());
            asked = one -> one.id().equals(only.id());
        }
        if (document == null) {
            return known(preview, organizations, asked);
        }
        if (organizations.size() > 1) {
            throw new CommandFailedException("There are several organizations; choose one with --organization: "
                    + quoted(configuration.organizations().values()) + ".");
        }
        return preview.ofDocument(organizations.get(0), document, asked);
    }

    private PreviewedBill known(Preview preview, List<UUID> organizations, Predicate<IntegrationConfiguration> asked) {
        List<PreviewedBill> found = organizations.stream().map(one -> preview.ofKnown(one, subject.bill, asked))
                .flatMap(Optional::stream).toList();
        if (found.isEmpty()) {
            throw new CommandFailedException("Waybill knows no bill " + subject.bill + ". To preview one that has not come in yet, give"
                    + " its document: ./waybill preview BILL.json.");
        }
        if (found.size() > 1) {
            throw new CommandFailedException("Several organizations have a bill " + subject.bill
                    + "; choose one of them with --organization.");
        }
        return found.get(0);
    }

    private List<UUID> organizations(ConfigurationSnapshot configuration) {
        Map<UUID, String> all = configuration.organizations();
        if (all.isEmpty()) {
            throw new CommandFailedException("Nothing is configured yet. `./waybill apply DIR` sets up organizations, webhooks and"
                    + " integrations from a folder; demo/ is an example.");
        }
        List<UUID> fitting = all.entrySet().stream().filter(one -> organization == null || one.getValue().equals(organization)
                || one.getKey().toString().equals(organization)).map(Map.Entry::getKey).toList();
        if (fitting.isEmpty()) {
            throw new CommandFailedException("There is no organization \"" + organization + "\". Known: " + quoted(all.values())
                    + ".");
        }
        return fitting;
    }

    private IntegrationConfiguration integration(ConfigurationSnapshot configuration, List<UUID> organizations) {
        List<IntegrationConfiguration> all = organizations.stream().flatMap(one -> configuration.integrationsOf(one).stream())
                .toList();
        List<IntegrationConfiguration> fitting = all.stream().filter(one -> one.name().equals(integration)
                || one.id().toString().equals(integration)).toList();
        if (fitting.isEmpty()) {
            throw new CommandFailedException("There is no integration \"" + integration + "\". Known: "
                    + quoted(all.stream().map(IntegrationConfiguration::name).toList()) + ".");
        }
        if (fitting.size() > 1) {
            throw new CommandFailedException("Several organizations have an integration \"" + integration
                    + "\"; choose one with --organization, or give the integration's id.");
        }
        return fitting.get(0);
    }

    private static String quoted(Collection<String> names) {
        return names.isEmpty() ? "none" : names.stream().map(name -> "\"" + name + "\"").sorted()
                .collect(Collectors.joining(", "));
    }
}
