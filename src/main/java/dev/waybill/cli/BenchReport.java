package dev.waybill.cli;

import dev.waybill.bench.BacklogResult;
import dev.waybill.bench.Cost;
import dev.waybill.bench.Counts;
import dev.waybill.bench.KillResult;
import dev.waybill.bench.KillRound;
import dev.waybill.bench.Latency;
import dev.waybill.bench.Machine;
import dev.waybill.bench.Percentiles;
import dev.waybill.bench.SpeedResult;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words of {@code ./waybill bench}. Gates and aims are those of docs/performance.md, for two processors. */
final class BenchReport {

    private static final double MEGABYTE = 1024.0 * 1024.0;
    private static final double MUCH_FOR_OTHERS = 5;
    private static final int SECONDS_SHOWN = 15;
    private static final String UNKNOWN = "only on Linux";

    private BenchReport() {
    }

    static String of(SpeedResult result, int width) {
        Table table = new Table("What", "Measured", "Gate", "Aim", "In words").alignRight(1).alignRight(2).alignRight(3);
        table.row("ready", number(result.readyMillis() / 1_000.0, 1) + " s", "3 s", "2 s", "from the start of the process, database present");
        if (result.fixed() != null) {
            fixed(table, result);
        }
        if (result.closed() != null) {
            closed(table, result);
        }
        if (result.statements() != null) {
            table.row("statements alone", number(result.statements().billsPerSecond(), 0) + " /s", "", "", "the ledger's "
                    + result.statements().statements() + " statements per bill over JDBC, " + result.statements().connections()
                    + " connections, nothing else at work");
        }
        if (result.share() != null) {
            table.row("share of that", number(result.share(), 2), "0.35", "0.55", "of what the database alone could do in the same minute");
        }
        table.row("gateway's memory", result.peakMemory() == null ? UNKNOWN : number(result.peakMemory() / MEGABYTE, 0) + " MB", "400 MB",
                "300 MB", "the most it had resident");
        return "\n" + table.render(width) + "\n" + counts(result.counts(), result.settled()) + notes(result);
    }

    private static void fixed(Table table, SpeedResult result) {
        String rate = number(result.plan().rate(), 0) + " bills/s from the first second";
        latency(table, result.fixed(), rate, "20 ms", "10 ms", "50 ms", "20 ms");
        if (result.warm() != null) {
            latency(table, result.warm(), "the same after 15 s", "", "", "", "");
        }
    }

    private static void latency(Table table, Latency latency, String when, String gate, String aim, String deliveredGate,
                                String deliveredAim) {
        Percentiles acknowledged = latency.acknowledged();
        Percentiles delivered = latency.delivered();
        table.row("acknowledged, p99", millis(acknowledged.p99()), gate, aim, when + "; p50 " + millis(acknowledged.p50()) + ", worst "
                + millis(acknowledged.worst()));
        table.row("delivered, p95", millis(delivered.p95()), deliveredGate, deliveredAim, when + "; p50 " + millis(delivered.p50())
                + ", p99 " + millis(delivered.p99()) + ", worst " + millis(delivered.worst()));
    }

    private static void closed(Table table, SpeedResult result) {
        Cost cost = result.closed();
        table.row("bills per second", number(cost.billsPerSecond(), 0), "400", "900", number(cost.bills(), 0) + " bills in "
                + number(cost.seconds(), 0) + " s, at most " + result.plan().onTheirWay() + " on their way, "
                + result.plan().connections() + " connections; acknowledged p50 " + millis(result.closedLatency().acknowledged().p50())
                + ", p99 " + millis(result.closedLatency().acknowledged().p99()));
        table.row("gateway", processor(cost.gatewayMillis()), "3 ms", "1.5 ms", "processor time per bill");
        table.row("database", processor(cost.databaseMillis()), "1.7 ms", "0.8 ms", "processor time per bill, all its processes");
        table.row("stand-in and load", processor(cost.standInMillis()) + " + " + processor(cost.loadMillis()), "", "", "processor time per bill");
        table.row("write-ahead log", number(cost.walBytesPerBill() / 1_024, 1) + " kB", "", "", "per bill");
        table.row("calls", number(cost.callsPerBill(), 2), "", "", "to Stripe per bill");
    }

    private static String notes(SpeedResult result) {
        StringBuilder notes = new StringBuilder("\n").append(machine(result.machine()));
        Cost cost = result.closed() != null ? result.closed() : result.fixedCost();
        if (cost != null && cost.busyPercent() != null) {
            notes.append("\nThe machine was ").append(number(cost.busyPercent(), 0)).append(" % busy");
            notes.append(cost.othersPercent() > MUCH_FOR_OTHERS ? ", " + number(cost.othersPercent(), 0) + " % with something else: the"
                    + " figures are those of a shared machine." : ".");
        }
        if (result.rowsScanned() > 0) {
            notes.append("\nThe database read ").append(number(result.rowsScanned(), 0)).append(" rows by scanning whole tables.");
        }
        return notes.toString();
    }

    private static String machine(Machine machine) {
        String durability = machine.durability().entrySet().stream().map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        return machine.at() + ", " + machine.processors() + " processors, " + machine.system() + ", Java " + machine.java() + ", "
                + machine.database() + (machine.embedded() ? " (embedded), " : " (database.url), ") + durability + "."
                + (machine.isDurable() ? "" : "\nCommits are NOT on disk before they are acknowledged here: these figures do not count.");
    }

    private static String counts(Counts counts, boolean settled) {
        return (counts.isAllRight() && settled ? "✓ " : "✗ ") + summary(counts)
                + (settled ? "" : "\n✗ Bills were still under way when the patience was over; `lost` counts them too.");
    }

    private static String summary(Counts counts) {
        return String.format(Locale.ROOT, "%,d acknowledged, %,d delivered; %d lost, %d duplicated, %d half-made, %d wrong; %,d runs complete,"
                + " %d bills without exactly one", counts.acknowledged(), counts.delivered(), counts.lost(), counts.duplicated(),
                counts.halfMade(), counts.wrong(), counts.complete(), counts.notOnce());
    }

    /** One round of killing. */
    static String line(KillRound round) {
        return String.format(Locale.ROOT, "%s %3d  %-20s after %.1f s, %d cut off; ready %d ms, first call %d ms after the start; %s",
                round.settled() && round.counts().isAllRight() ? "✓" : "✗", round.number(), round.killed(), round.afterSeconds(),
                round.cutOff(), round.readyMillis(), round.progressMillis(), summary(round.counts()));
    }

    static String of(KillResult result) {
        long worst = result.rounds().stream().mapToLong(KillRound::progressMillis).max().orElse(0);
        long cutOff = result.rounds().stream().mapToLong(KillRound::cutOff).sum();
        boolean settled = result.rounds().stream().allMatch(KillRound::settled);
        return "\n" + result.rounds().size() + " rounds of kill -9 at " + number(result.plan().rate(), 0) + " bills/s cut off " + cutOff
                + " bills under way; first call after a restart at the latest after " + worst + " ms; "
                + number(result.counts().repeated(), 0) + " bills had to be sent again by their senders.\n"
                + counts(result.counts(), settled) + "\n" + machine(result.machine()) + "\nRepeat it with --seed " + result.plan().seed();
    }

    static String of(BacklogResult result, int width) {
        Table table = new Table("Second", "Calls", "Of them 429", "").alignRight(0).alignRight(1).alignRight(2);
        result.bySecond().stream().limit(SECONDS_SHOWN).forEach(second -> table.row(String.valueOf(second.second()),
                String.valueOf(second.calls()), String.valueOf(second.refused()), ""));
        int more = result.bySecond().size() - SECONDS_SHOWN;
        return "\n" + table.render(width) + (more > 0 ? "… and " + more + " more seconds with calls (--json has them all)\n" : "")
                + "\n" + number(result.bills(), 0) + " bills in " + number(result.seconds(), 1) + " s: " + number(result.billsPerSecond(), 1)
                + " bills/s; " + number(result.callsPerSecond(), 1) + " calls/s taken, " + number(result.percentOfLimit(), 1) + " % of the limit of "
                + result.plan().limit() + "; " + number(result.refused(), 0) + " answered 429, " + number(result.refusedAfterFirstSecond(), 0)
                + " of them after the first second.\n" + counts(result.counts(), result.settled()) + "\n" + machine(result.machine());
    }

    private static String millis(double value) {
        return number(value, value < 100 ? 1 : 0) + " ms";
    }

    private static String processor(Double value) {
        return value == null ? UNKNOWN : number(value, 2) + " ms";
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
