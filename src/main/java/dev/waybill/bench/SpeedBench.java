package dev.waybill.bench;

import dev.waybill.postgres.StatementLoop;
import java.time.Duration;
import java.util.List;

/** The usual benchmark: latency at a fixed rate on a gateway that has just started, then as many bills as it can, then what the database could. */
public final class SpeedBench {

    /** Prefixes of the bills' ids. */
    private static final String FIXED = "f";
    private static final String CLOSED = "c";

    private static final long COLD_MICROS = 15_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_WITH_FAULTS = Duration.ofMinutes(5);

    private SpeedBench() {
    }

    public static SpeedResult run(Rig rig, Progress progress) {
        BenchPlan plan = rig.plan();
        Watch watch = new Watch(rig, progress);
        Machine machine = Machine.of(rig);
        if (plan.faults()) {
            rig.standIn().faults(Mishaps.usual(plan.seed()));
        }
        boolean settled = true;
        Cost fixedCost = null;
        Cost closedCost = null;
        long closedBegan = 0;
        if (plan.rateSeconds() > 0) {
            Snapshot before = rig.snapshot();
            watch.begin(LoadJob.fixed(FIXED, plan.rate(), plan.rateSeconds(), rig.records(FIXED)));
            watch.pass(Duration.ofSeconds(plan.rateSeconds()), rate(plan) + " from the first second");
            watch.awaitSent("Fixed rate");
            settled = watch.awaitSettled(patience(plan));
            fixedCost = rig.snapshot().since(before);
            progress.line(rate(plan) + " from the first second: done.");
        }
        if (plan.seconds() > 0) {
            watch.begin(LoadJob.closed(CLOSED, 0, plan.onTheirWay(), rig.records(CLOSED)));
            watch.pass(Duration.ofSeconds(plan.warmUp()), "As fast as it goes, warming up");
            Snapshot before = rig.snapshot();
            closedBegan = System.currentTimeMillis() * 1_000;
            watch.pass(Duration.ofSeconds(plan.seconds()), "As fast as it goes");
            closedCost = rig.snapshot().since(before);
            rig.stopSending();
            watch.awaitSent("As fast as it goes");
            settled &= watch.awaitSettled(patience(plan));
            progress.line("As fast as it goes: done.");
        }
        rig.standIn().noFaults();
        long scanned = rig.gateway().database().rowsScanned();
        StandInControl.Holding holding = rig.standIn().holding();
        Counts counts = watch.counts();
        Long peak = rig.gateway().peakMemory().isPresent() ? rig.gateway().peakMemory().getAsLong() : null;
        StatementLoop.Speed statements = null;
        if (plan.statements() > 0) {
            progress.now("The gateway's four statements alone …");
            statements = Statements.measure(rig);
            progress.line("The four statements alone: done.");
        }
        List<LoadRecords.Sent> fixed = watch.records(FIXED);
        List<LoadRecords.Sent> closed = watch.records(CLOSED);
        long closedFrom = closedBegan;
        return new SpeedResult(machine, plan, rig.readyMillis(),
                fixed == null ? null : Latency.of(FIXED, fixed, holding.invoices(), any -> true),
                fixed == null || fixed.isEmpty() || plan.rateSeconds() * 1_000_000L <= COLD_MICROS ? null
                        : warm(fixed, holding.invoices()), fixedCost, closedCost,
                closed == null ? null : Latency.of(CLOSED, closed, holding.invoices(), bill -> bill.due() >= closedFrom), scanned, statements,
                statements == null || closedCost == null ? null
                        : Math.round(closedCost.billsPerSecond() / statements.billsPerSecond() * 100) / 100.0, peak, settled, counts);
    }

    private static Latency warm(List<LoadRecords.Sent> sent, List<StandInControl.Invoice> invoices) {
        long begun = sent.stream().mapToLong(LoadRecords.Sent::due).min().orElse(0);
        return Latency.of(FIXED, sent, invoices, bill -> bill.due() - begun >= COLD_MICROS);
    }

    private static String rate(BenchPlan plan) {
        return Math.round(plan.rate()) + " bills/s" + (plan.faults() ? ", with faults" : "");
    }

    private static Duration patience(BenchPlan plan) {
        return plan.faults() ? PATIENCE_WITH_FAULTS : PATIENCE;
    }
}
