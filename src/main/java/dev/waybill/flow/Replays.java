package dev.waybill.flow;

import dev.waybill.delivery.BillArchive;
import dev.waybill.postgres.PostgresReplayTurns;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads running replays on, each at its rate. What a turn begins enters the lanes of its customers like every other delivery, so
 * that a replay keeps to the limits of its provider accounts too; only a few are under way at a time, so that other bills never
 * wait behind many. What finds no room is due, and found by whoever claims next.
 */
public final class Replays {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final PostgresReplayTurns turns;
    private final BillArchive archive;
    private final Lanes lanes;
    private final int share;
    private final IntSupplier room;

    /**
     * @param share most replayed deliveries under way at the same time, on all nodes together
     * @param room  how many may begin in one turn; 0 while stopping
     */
    public Replays(PostgresReplayTurns turns, BillArchive archive, Lanes lanes, int share, IntSupplier room) {
        this.turns = turns;
        this.archive = archive;
        this.lanes = lanes;
        this.share = share;
        this.room = room;
    }

    /** Begins the deliveries that are next. */
    public void next() {
        int most = room.getAsInt();
        if (most <= 0) {
            return;
        }
        PostgresReplayTurns.Turn turn = turns.turn(share, most);
        for (UUID done : turn.done()) {
            LOG.info("Replay {} is through: ./waybill replay show {} says what it came to", done, done);
        }
        lanes.enterAll(archive.claim(turn.begun()));
    }
}
