package dev.waybill.flow;

import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.InboundEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is due from the database, never more than the workers' queues have room for. */
public final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final BillArchive archive;
    private final Webhooks webhooks;
    private final int batch;
    private final IntSupplier deliveryRoom;
    private final IntSupplier eventRoom;

    /**
     * @param batch        most rows claimed by one statement
     * @param deliveryRoom how many deliveries the queue of the workers still takes; 0 while stopping
     * @param eventRoom    the same for events
     */
    public Claims(BillArchive archive, Webhooks webhooks, int batch, IntSupplier deliveryRoom, IntSupplier eventRoom) {
        this.archive = archive;
        this.webhooks = webhooks;
        this.batch = batch;
        this.deliveryRoom = deliveryRoom;
        this.eventRoom = eventRoom;
    }

    public List<Claim> deliveries() {
        List<Claim> claims = new ArrayList<>();
        int room = deliveryRoom.getAsInt();
        while (claims.size() < room) {
            int most = Math.min(batch, room - claims.size());
            List<Claim> some = archive.claimDue(most);
            claims.addAll(some);
            if (some.size() < most) {
                break;
            }
        }
        if (!claims.isEmpty()) {
            LOG.debug("Claimed {} deliveries that were due", claims.size());
        }
        return claims;
    }

    public List<Arrival> events() {
        int room = Math.min(batch, eventRoom.getAsInt());
        List<InboundEvent> events = room <= 0 ? List.of() : archive.claimEvents(room);
        if (!events.isEmpty()) {
            LOG.info("Took up {} acknowledged events that nobody was working on", events.size());
        }
        return events.stream().map(this::again).flatMap(Optional::stream).toList();
    }

    /** The others of a batch do not wait for one that this node cannot take up yet. */
    private Optional<Arrival> again(InboundEvent event) {
        try {
            return Optional.of(webhooks.again(event));
        } catch (RuntimeException e) {
            LOG.warn("Event {} is left until its lease ends: {}", event.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
