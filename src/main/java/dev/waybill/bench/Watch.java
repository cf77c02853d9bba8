package dev.waybill.bench;

import dev.waybill.postgres.DatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Follows the jobs of the load on a rig: waits, tells how far it is, and counts at the end. */
final class Watch {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LISTEN = Duration.ofMillis(200);

    private final Rig rig;
    private final Progress progress;
    private final Map<String, List<LoadRecords.Sent>> sent = new LinkedHashMap<>();
    private LoadJob job;
    private Rig.Sending latest = new Rig.Sending(0, 0, false);

    Watch(Rig rig, Progress progress) {
        this.rig = rig;
        this.progress = progress;
    }

    void begin(LoadJob next) {
        job = next;
        latest = new Rig.Sending(0, 0, false);
        rig.send(next);
    }

    /** Lets time pass, and tells how far it is. */
    void pass(Duration time, String doing) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0 && !latest.done(); left = (until - System.nanoTime()) / 1_000_000) {
            listen(Duration.ofMillis(Math.min(left, LISTEN.toMillis())));
            progress.now(String.format(Locale.ROOT, "%s: %,d bills acknowledged, %d s to go …", doing, latest.acknowledged(), left / 1_000));
        }
    }

    private void listen(Duration patience) {
        Rig.Sending now = rig.sending(patience);
        latest = now == null ? latest : now;
    }

    /** Waits until the load has ended its job, and takes its records. */
    void awaitSent(String doing) {
        while (!latest.done()) {
            listen(LISTEN);
            progress.now(String.format(Locale.ROOT, "%s: %,d of %,d bills acknowledged …", doing, latest.acknowledged(), latest.sent()));
        }
        sent.computeIfAbsent(job.prefix(), any -> new ArrayList<>()).addAll(LoadRecords.read(job.records()));
    }

    /**
     * Waits until nothing is under way any more.
     *
     * @return false when something still was after that time
     */
    boolean awaitSettled(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            long unsettled = unsettled();
            if (unsettled == 0) {
                return true;
            }
            progress.now(String.format(Locale.ROOT, "Waiting for the last %,d bills …", unsettled));
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    /** How many bills are under way; a database that is away is asked again. */
    private long unsettled() {
        try {
            return rig.gateway().database().unsettled();
        } catch (DatabaseException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The bills of one job. */
    List<LoadRecords.Sent> records(String prefix) {
        return sent.get(prefix);
    }

    /** Everything sent so far, counted at the stand-in and in the database. */
    Counts counts() {
        return Counts.of(sent, rig.standIn().holding(), rig.gateway().database().kept());
    }
}
