package dev.waybill.cli;

import dev.waybill.delivery.ReplayCount;
import dev.waybill.delivery.ReplayFilter;
import dev.waybill.delivery.ReplayRefusedException;
import dev.waybill.postgres.PostgresReplays;
import dev.waybill.settings.Settings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./waybill replay}: many deliveries tried again, counted first, at a rate of their own. */
@Command(name = "replay", mixinStandardHelpOptions = true,
        subcommands = {ReplayListCommand.class, ReplayShowCommand.class, ReplayCancelCommand.class},
        description = "Tries again what never succeeded, by filter: counts bills and money first, then asks.",
        footer = {"", "Examples:",
            "  ./waybill replay                                      everything that did not succeed",
            "  ./waybill replay --integration \"Bills to Stripe\" --status AUTH_FAILED --yes --follow",
            "  ./waybill replay --from 2026-11-19T14:00 --to 2026-11-19T16:00 --count", "",
            "Exit codes: 0 begun, counted, or nothing to replay (--follow: all of it succeeded); 1 not begun, or something of it"
                + " failed; 2 the command line was wrong."})
final class ReplayCommand implements Callable<Integer> {

    private static final Set<String> YES = Set.of("y", "yes");

    private final Supplier<Settings> settings;
    private final Asking asking;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReplayOptions options;
    @Option(names = "--rate", paramLabel = "N", defaultValue = "25", description = "Deliveries begun in a second, at most (default:"
            + " ${DEFAULT-VALUE}).")
    private String rate;
    @Option(names = "--yes", description = "Begin without asking.")
    private boolean yes;
    @Option(names = "--count", description = "Only count; begin nothing.")
    private boolean countOnly;
    @Option(names = "--follow", description = "Stay, and show how it comes on.")
    private boolean follow;
    @Option(names = "--json", description = "One JSON object a line, for scripts.")
    private boolean json;

    ReplayCommand() {
        this(() -> {
            Settings loaded = Settings.load(Map.of());
            Logging.quiet();
            return loaded;
        }, Asking.atTerminal());
    }

    /** @param settings where the gateway's database is */
    ReplayCommand(Supplier<Settings> settings, Asking asking) {
        this.settings = settings;
        this.asking = asking;
    }

    /** The database for a command below this one. */
    Attached attach() {
        return Attached.to(settings.get());
    }

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        int perSecond = rate();
        try (Attached attached = attach()) {
            PostgresReplays replays = attached.replays();
            Configured configured = new Configured(attached.configuration().load());
            ReplayFilter filter = options.filter(spec, configured, replays, Instant.now().truncatedTo(ChronoUnit.MILLIS));
            ReplayCount count = replays.count(filter);
            terminal.line(json ? ReplayText.json(count, perSecond) : count.deliveries() == 0 ? ReplayText.nothing(count)
                    : ReplayText.count(count, perSecond));
            if (count.deliveries() == 0 || countOnly) {
                return 0;
            }
            requireConsent();
            Optional<UUID> begun = replays.begin(filter, perSecond, count.at());
            if (begun.isEmpty()) {
                terminal.line(json ? "{}" : "Nothing is left to replay: all of it went on meanwhile.");
                return 0;
            }
            ReplayFollowing following = new ReplayFollowing(replays, configured, terminal, json);
            if (follow) {
                return following.follow(begun.get());
            }
            terminal.line(json ? ReplayText.json(following.find(begun.get())) : "Replay " + begun.get() + " runs; a running gateway begins"
                    + " within a moment.\n`./waybill replay show " + begun.get() + " --follow` shows how it comes on, `./waybill replay"
                    + " cancel " + begun.get() + "` ends it.");
            return 0;
        } catch (ReplayRefusedException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private int rate() {
        if (rate.matches("[0-9]{1,4}") && Integer.parseInt(rate) >= 1 && Integer.parseInt(rate) <= PostgresReplays.HIGHEST_RATE) {
            return Integer.parseInt(rate);
        }
        throw new ParameterException(spec.commandLine(), "--rate: `" + rate + "` deliveries a second cannot be; write a whole number"
                + " from 1 to " + PostgresReplays.HIGHEST_RATE + ".");
    }

    private void requireConsent() {
        if (yes) {
            return;
        }
        String answer = asking.ask("Replay them? [y/N] ").orElseThrow(() -> new CommandFailedException("Nothing was begun: there is"
                + " nobody to ask. Add --yes to begin, or --count to count only."));
        if (!YES.contains(answer.trim().toLowerCase(Locale.ROOT))) {
            throw new CommandFailedException("Nothing was begun.");
        }
    }
}
