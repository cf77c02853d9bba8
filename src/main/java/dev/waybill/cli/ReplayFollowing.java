package dev.waybill.cli;

import dev.waybill.delivery.Replay;
import dev.waybill.postgres.PostgresReplays;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Shows how a replay comes on until nothing of it is left to do. */
final class ReplayFollowing {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final PostgresReplays replays;
    private final Configured configured;
    private final Terminal terminal;
    private final boolean json;

    ReplayFollowing(PostgresReplays replays, Configured configured, Terminal terminal, boolean json) {
        this.replays = replays;
        this.configured = configured;
        this.terminal = terminal;
        this.json = json;
    }

    /** The replay as it stands. @throws CommandFailedException when there is none */
    Replay find(UUID id) {
        return replays.find(id).orElseThrow(() -> new CommandFailedException("There is no replay " + id
                + ". `./waybill replay list` lists the newest."));
    }

    Integer show(UUID id) {
        show(find(id));
        return 0;
    }

    private void show(Replay replay) {
        terminal.line(json ? ReplayText.json(replay) : ReplayText.detail(replay, configured, terminal.width()));
    }

    /** Stays until the replay has ended. Returns 1 when a delivery failed or was not begun, else 0. */
    Integer follow(UUID id) {
        Replay replay = find(id);
        long lookedFor = 0;
        while (isAtWork(replay) && !Thread.currentThread().isInterrupted()) {
            if (json) {
                terminal.line(ReplayText.json(replay));
            } else {
                terminal.progress(ReplayText.progress(replay));
            }
            LockSupport.parkNanos(Math.max(LOOK_AGAIN.toNanos(), lookedFor));
            long begun = System.nanoTime();
            replay = find(id);
            lookedFor = (System.nanoTime() - begun) * 4;            // a large one takes a while to look at
        }
        show(replay);
        return replay.failed() == 0 && replay.state() == Replay.State.DONE ? 0 : 1;
    }

    private static boolean isAtWork(Replay replay) {
        return replay.state() == Replay.State.RUNNING || replay.underWay() > 0;
    }
}
