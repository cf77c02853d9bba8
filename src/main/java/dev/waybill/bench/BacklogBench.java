package dev.waybill.bench;

import java.time.Duration;
import java.util.List;

/** Many bills at once for one provider account that takes only so many calls in a second. */
public final class BacklogBench {

    private static final String PREFIX = "b";
    /** So slow may it be, measured against the limit, before it is given up. */
    private static final int TIMES_SLOWER = 6;
    private static final Duration BESIDES = Duration.ofSeconds(90);
    private static final int CALLS_PER_BILL = 2;

    private BacklogBench() {
    }

    public static BacklogResult run(Rig rig, long bills, Progress progress) {
        BenchPlan plan = rig.plan();
        Machine machine = Machine.of(rig);
        Watch watch = new Watch(rig, progress);
        rig.standIn().faults(Mishaps.limit(plan.limit()));
        watch.begin(LoadJob.all(PREFIX, bills, rig.records(PREFIX)));
        watch.awaitSent("Sending the backlog");
        progress.line("The backlog is acknowledged.");
        boolean settled = watch.awaitSettled(BESIDES.plusSeconds(bills * CALLS_PER_BILL * TIMES_SLOWER / plan.limit()));
        List<StandInControl.Second> traffic = rig.standIn().traffic();
        List<StandInControl.Invoice> invoices = rig.standIn().holding().invoices();
        long first = traffic.isEmpty() ? 0 : traffic.get(0).epochSecond();
        List<BacklogResult.Second> bySecond = traffic.stream()
                .map(second -> new BacklogResult.Second(second.epochSecond() - first, second.calls(), second.refused())).toList();
        long refused = bySecond.stream().mapToLong(BacklogResult.Second::refused).sum();
        long refusedLater = bySecond.stream().filter(second -> second.second() >= 1).mapToLong(BacklogResult.Second::refused).sum();
        long last = invoices.stream().mapToLong(StandInControl.Invoice::writtenAt).max().orElse(0);
        double seconds = Math.max(0.001, last / 1e6 - first);
        double calls = (bySecond.stream().mapToLong(BacklogResult.Second::calls).sum() - refused) / seconds;
        return new BacklogResult(machine, plan, bills, round(seconds), round(rig.standIn().delivered() / seconds), round(calls),
                round(calls / plan.limit() * 100), refused, refusedLater, bySecond, settled, watch.counts());
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
