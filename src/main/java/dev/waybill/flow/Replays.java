package dev.waybill.flow;

import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.postgres.PostgresReplayTurns;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads running replays on. What a turn begins is leased at once, for workers of its own, so that a replay never stands in the
 * queue of other bills; what this node cannot take any more is due, and found by whoever claims next.
 */
public final class Replays {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final PostgresReplayTurns turns;
    private final BillArchive archive;
    private final int share;
    private final IntSupplier room;

    /**
     * @param share most replayed deliveries under way at the same time, on all nodes together
     * @param room  how many deliveries the queue of the replays' workers still takes; 0 while stopping
     */
    public Replays(PostgresReplayTurns turns, BillArchive archive, int share, IntSupplier room) {
        this.turns = turns;
        this.archive = archive;
        this.share = share;
        this.room = room;
    }

    /** The deliveries that are next, leased to this node. */
    public List<Claim> next() {
        int most = room.getAsInt();
        if (most <= 0) {
            return List.of();
        }
        PostgresReplayTurns.Turn turn = turns.turn(share, most);
        for (UUID done : turn.done()) {
            LOG.info("Replay {} is through: ./waybill replay show {} says what it came to", done, done);
        }
        return archive.claim(turn.begun());
    }
}
