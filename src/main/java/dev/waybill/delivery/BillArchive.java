package dev.waybill.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the database knows of bills, deliveries and events, and what of it is due. */
public interface BillArchive {

    /** The bill of this platform id, with how its deliveries stand. */
    Optional<StoredBill> find(UUID organizationId, String source, String externalId);

    /** Whether the event still has to be worked on. */
    boolean isOpen(InboundEvent event);

    /**
     * Leases deliveries that are due, never two workers the same one. What is due in a lane that is paused, or that another node
     * works on, is put off instead.
     *
     * @param rooms how many at most of each integration; of others nothing is taken
     * @param most  how many at most in all
     */
    List<Claim> claimDue(Map<UUID, Integer> rooms, int most);

    /** How many deliveries are due now or within two seconds and have no worker yet; counts up to {@code most}. */
    int due(int most);

    /** Leases this delivery if it is due; empty when another worker has it or nothing is due. */
    Optional<Claim> claim(UUID deliveryId);

    /** Leases those of these deliveries that are due and that no other worker was quicker to lease. */
    List<Claim> claim(List<UUID> deliveryIds);

    /** Whether the lease of this number still holds, and the delivery's bill is still at this revision. */
    boolean isCurrent(UUID deliveryId, long fence, int revision);

    /**
     * Gives a leased delivery back, due at once. Nothing happens when another worker has it.
     *
     * @param call the number of the call that is stored and was not sent after all, 0 when there is none
     * @param why  one sentence for the log of calls
     */
    void giveBack(UUID deliveryId, long fence, int call, String why);

    /** Gives leased deliveries back whose work has not begun; they are due again after the pause. */
    void giveBack(List<Claim> claims, Duration pause);

    /** Leases up to {@code most} events that nobody works on. */
    List<InboundEvent> claimEvents(int most);

    /** Puts an event back for a later try. Nothing happens when it was closed meanwhile. */
    void postpone(InboundEvent event, Duration pause, String reason);

    /** Makes the events that were put back for a later try due at once. Returns how many. */
    int hasten();

    /** Closes an event that cannot be used, with what a person must do about it, in one statement. */
    void refuse(InboundEvent event, String billExternalId, String message, String remedy);

    /** Closes an event nothing follows from. */
    void close(InboundEvent event, InboundEvent.Status status, String reason);

    /**
     * Writes an integration event about an inbound webhook, unless one of that name is still unactioned for it and nothing about
     * the webhook and its credentials has changed since.
     */
    void tellOnce(InboundEvent event, String eventName, String message, String remedy);

    /** Gives back every lease of this node: when it stops, and, after a crash, when it starts again. Returns how many. */
    int releaseLeases();
}
