package dev.waybill.delivery;

/** How a run stands, in m3ter's eleven words. */
public enum RunStatus {
    /** Queued. */
    WAITING(false),
    /** A worker is at it. */
    STARTED(false),
    /** The provider holds what is wanted. */
    COMPLETE(true),
    /** Needs a person; the run's error says what for. */
    ERROR(true),
    /** Failed in a way that may pass; tried again by itself. */
    AWAITING_RETRY(false),
    /** The provider refused our credentials; goes on when they change. */
    AUTH_FAILED(true),
    /** The provider refuses postings to that period. */
    ACCOUNTING_PERIOD_CLOSED(true),
    /** The bill changed after its invoice became final. */
    INVOICE_ALREADY_PAID(true),
    /** The integration, or one of its rules, no longer lets the bill through. */
    DISABLED(true),
    /** Retries ran out of time. */
    TIMEOUT_LIMIT_EXCEEDED(true),
    /** The provider asked us to slow down; tried again by itself. */
    RATE_LIMIT_RETRY(false);

    private final boolean ended;

    RunStatus(boolean ended) {
        this.ended = ended;
    }

    /** True when nothing more happens by itself. */
    public boolean hasEnded() {
        return ended;
    }
}
