package dev.waybill.delivery;

/**
 * The four changes of state a bill goes through, each one statement: it happened whole or not at all, and a worker whose lease
 * has passed to another changes nothing.
 */
public interface Ledger extends AutoCloseable {

    /**
     * Keeps a posted message. Returns only after it is on disk.
     *
     * @param atOnce whether the caller goes on with it, and leases it for that; else it is there to be claimed
     * @return the first one's id when the same message is kept already
     */
    Acceptance accept(InboundEvent event, boolean atOnce);

    /**
     * Closes an event with all that follows from it.
     *
     * @return false when the event was closed, or the bill was changed, since they were read: read again
     */
    boolean decided(DecidedBill decided);

    /**
     * Keeps an answer, what the provider holds after it, and the next call, before that call is sent.
     *
     * @param answered the call the answer belongs to, or null when the work was just begun or resumed
     * @param number   the call's number in its run
     * @param log      the answer's body as it may be kept
     * @param after    the work with its next call
     * @return false when the lease has passed to another worker: stop
     */
    boolean answered(Call answered, int number, Answer answer, String log, Work after);

    /**
     * Keeps the last answer and how the run stands now: ended, or waiting for its next try.
     *
     * @return false when the lease has passed to another worker: stop
     */
    boolean finished(Call answered, int number, Answer answer, String log, Work after);

    /** Ends once what was begun is written. */
    @Override
    void close();
}
