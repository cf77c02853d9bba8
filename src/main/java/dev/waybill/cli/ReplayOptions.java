package dev.waybill.cli;

import dev.waybill.configuration.NearestWord;
import dev.waybill.delivery.ReplayFilter;
import dev.waybill.delivery.RunStatus;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.PostgresReplays;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which deliveries a replay takes, as it stands on the command line. */
final class ReplayOptions {

    @Option(names = "--integration", paramLabel = "NAME", description = "Only deliveries of this integration, by name or id.")
    private String integration;
    @Option(names = "--status", paramLabel = "STATUS", split = ",", description = "Only deliveries that stand so, several with"
            + " commas: ERROR, AWAITING_RETRY, AUTH_FAILED, ACCOUNTING_PERIOD_CLOSED, INVOICE_ALREADY_PAID, DISABLED,"
            + " TIMEOUT_LIMIT_EXCEEDED; COMPLETE with --also-successful.")
    private List<String> statuses = List.of();
    @Option(names = "--reason", paramLabel = "CODE", description = "Only deliveries that stopped for this reason: too-many-lines.")
    private String reason;
    @Option(names = "--from", paramLabel = "TIME", description = "Only deliveries whose newest run began then or later: "
            + PointInTime.ACCEPTED + ".")
    private String from;
    @Option(names = "--to", paramLabel = "TIME", description = "Only deliveries whose newest run began before; a bare date is included.")
    private String to;
    @Option(names = "--account", paramLabel = "ID", description = "Only bills of this platform account.")
    private String account;
    @Option(names = "--organization", paramLabel = "NAME",
            description = "Whose deliveries, by name or id; not needed when there is one organization, or with --integration.")
    private String organization;
    @Option(names = "--also-successful", description = "Also deliveries that succeeded: each is compared with what the provider holds,"
            + " and nothing is written where it is the same.")
    private boolean alsoSuccessful;

    /** @throws dev.waybill.delivery.ReplayRefusedException when nothing can be meant by it */
    ReplayFilter filter(CommandSpec spec, Configured configured, PostgresReplays replays, Instant now) {
        Set<RunStatus> wanted = statuses(spec);
        Instant begin = time(spec, "--from", from, PointInTime::begin, now);
        Instant end = time(spec, "--to", to, PointInTime::end, now);
        List<UUID> organizations = configured.organizations(organization);
        IntegrationConfiguration only = integration == null ? null : configured.integration(integration, organizations);
        UUID whose = only == null ? configured.only(organizations) : only.organizationId();
        ReplayFilter filter = new ReplayFilter(whose, only == null ? null : only.id(), wanted, reason, begin, end, account, alsoSuccessful);
        requireKnownAccount(replays, whose);
        requireNoMisspeltReason(replays, whose);
        return filter;
    }

    private Set<RunStatus> statuses(CommandSpec spec) {
        Set<RunStatus> wanted = EnumSet.noneOf(RunStatus.class);
        List<String> known = Arrays.stream(RunStatus.values()).map(Enum::name).toList();
        for (String status : statuses) {
            String word = status.trim().toUpperCase(Locale.ROOT).replace('-', '_');
            if (!known.contains(word)) {
                throw new ParameterException(spec.commandLine(), "--status: there is no status `" + status + "`"
                        + NearestWord.to(word, known).map(near -> "; did you mean " + near + "?").orElse(". There are: "
                        + String.join(", ", known) + "."));
            }
            wanted.add(RunStatus.valueOf(word));
        }
        return wanted;
    }

    private static Instant time(CommandSpec spec, String option, String text, BiFunction<String, Instant, Optional<Instant>> reading,
                                Instant now) {
        if (text == null) {
            return null;
        }
        return reading.apply(text.trim(), now).orElseThrow(() -> new ParameterException(spec.commandLine(), option + ": `" + text
                + "` is no time; write " + PointInTime.ACCEPTED + "."));
    }

    private void requireKnownAccount(PostgresReplays replays, UUID whose) {
        if (account != null && !replays.knowsAccount(whose, account)) {
            throw new CommandFailedException("--account: Waybill knows no bill of account `" + account + "`" + NearestWord.to(account,
                    replays.accounts(whose)).map(near -> "; did you mean `" + near + "`?").orElse("."));
        }
    }

    /** A reason for which nothing stands at present may be meant; one that is nearly another one is not. */
    private void requireNoMisspeltReason(PostgresReplays replays, UUID whose) {
        if (reason != null) {
            List<String> known = replays.reasons(whose);
            if (!known.contains(reason)) {
                NearestWord.to(reason, known).ifPresent(near -> {
                    throw new CommandFailedException("--reason: nothing stands with reason `" + reason + "`; did you mean `" + near
                            + "`?");
                });
            }
        }
    }
}
