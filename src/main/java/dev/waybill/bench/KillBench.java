package dev.waybill.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Kills the gateway under load, again and again, every third time with its database; each round goes on with what the one before
 * left, until everything has settled and was counted.
 */
public final class KillBench {

    private static final String PREFIX = "k";
    private static final int WITH_DATABASE = 3;
    /** More bills than a round sends. */
    private static final int NUMBERS_APART = 100_000;
    private static final int LEAST_MILLIS = 1_000;
    private static final int MOST_MILLIS = 3_000;
    /** Long enough after the restart for the senders to come back and for new bills to meet the old ones. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    private static final Duration FIRST_PROGRESS = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(2);

    private KillBench() {
    }

    /** @param told gets each round when it has ended */
    public static KillResult run(Rig rig, int rounds, Progress progress, Consumer<KillRound> told) {
        Random random = new Random(rig.plan().seed());
        Machine machine = Machine.of(rig);
        Watch watch = new Watch(rig, progress);
        if (rig.plan().faults()) {
            rig.standIn().faults(Mishaps.usual(rig.plan().seed()));
        }
        List<KillRound> ended = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            String doing = String.format(Locale.ROOT, "Round %d of %d", number, rounds);
            watch.begin(LoadJob.fixed(PREFIX, rig.plan().rate(), 0, rig.records(PREFIX)).from((long) number * NUMBERS_APART));
            int after = LEAST_MILLIS + random.nextInt(MOST_MILLIS - LEAST_MILLIS);
            watch.pass(Duration.ofMillis(after), doing);
            long cutOff = rig.gateway().database().unsettled();
            boolean withDatabase = rig.gateway().isEmbedded() && number % WITH_DATABASE == 0;
            if (withDatabase) {
                rig.gateway().killWithDatabase();
            } else {
                rig.gateway().kill();
            }
            long calls = rig.standIn().calls();
            FirstCall first = new FirstCall(rig.standIn(), calls);
            long ready = rig.gateway().start();
            long progressMillis = (first.await() - rig.gateway().begun()) / 1_000_000;
            watch.pass(AFTERWARDS, doing);
            rig.stopSending();
            watch.awaitSent(doing);
            boolean settled = watch.awaitSettled(PATIENCE);
            KillRound round = new KillRound(number, withDatabase ? "gateway and database" : "gateway", after / 1_000.0, cutOff, ready,
                    progressMillis, settled, watch.counts());
            ended.add(round);
            told.accept(round);
        }
        return new KillResult(machine, rig.plan(), ended);
    }

    /** Watches for the first call after those that had arrived before, while the gateway starts. */
    private static final class FirstCall {
        private final Thread watcher;
        private volatile long seen;

        private FirstCall(StandInControl standIn, long before) {
            watcher = new Thread(() -> {
                long giveUp = System.nanoTime() + FIRST_PROGRESS.toNanos();
                while (standIn.calls() <= before && System.nanoTime() < giveUp) {
                    LockSupport.parkNanos(LOOK.toNanos());
                }
                seen = System.nanoTime();
            }, "first call");
            watcher.setDaemon(true);
            watcher.start();
        }

        private long await() {
            try {
                watcher.join();
                return seen;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchFailedException("The benchmark was interrupted.", e);
            }
        }
    }
}
