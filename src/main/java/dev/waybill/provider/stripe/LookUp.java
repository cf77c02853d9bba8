package dev.waybill.provider.stripe;

/**
 * How far we are with finding out: pages of a list, and the outcome of an unsettled call.
 *
 * @param cursor  id after which the next page begins, or null for the first page
 * @param pages   pages read so far
 * @param absent  true when the look-up found no effect of the unsettled call, so that it may be sent again
 * @param rounds  how often the unsettled call was sent in this go without a usable answer
 * @param stored  how far its key is known to be useless
 * @param said    what Stripe said when it refused the last write over the invoice's state, or did unasked, or null
 */
record LookUp(String cursor, int pages, boolean absent, int rounds, Stored stored, String said) {

    enum Stored {
        /** The key may still bring an answer. */
        NO,
        /** Stripe keeps a failure under the key; not looked up since. */
        FAILURE,
        /** The same, and it is for a later try to look once more before a new key is used. */
        FAILURE_LOOK_LATER
    }

    static final LookUp NONE = new LookUp(null, 0, false, 0, Stored.NO, null);

    LookUp {
        stored = stored == null ? Stored.NO : stored;
    }

    LookUp page(String cursor) {
        return new LookUp(cursor, pages + 1, absent, rounds, stored, said);
    }

    LookUp firstPage() {
        return new LookUp(null, 0, absent, rounds, stored, said);
    }

    LookUp found(boolean absent) {
        return new LookUp(null, 0, absent, rounds, stored, said);
    }

    LookUp sentInVain(int rounds, Stored stored) {
        return new LookUp(null, 0, false, rounds, stored, said);
    }

    LookUp withStored(Stored stored) {
        return new LookUp(cursor, pages, absent, rounds, stored, said);
    }

    LookUp refused(String said) {
        return new LookUp(null, 0, false, 0, Stored.NO, said);
    }

    /** For the next try: only what is known of the key lasts. */
    LookUp stopped() {
        return new LookUp(null, 0, false, 0, stored, null);
    }
}
