package dev.waybill.provider.stripe;

import java.util.List;

/**
 * What the invoice holds, as far as we know.
 *
 * @param seen     how we know it
 * @param lines    the lines seen so far, or null when none were asked for
 * @param subtotal Stripe's sum of the lines in its smallest unit, before discounts and tax, or null when not told
 * @param revision {@code gw_rev} as last written or read, or null
 * @param mixed    true while lines were changed since {@code revision} was written, so that it names no content
 */
record HeldContent(Seen seen, List<HeldLine> lines, Long subtotal, String revision, boolean mixed) {

    enum Seen {
        /** Nothing current is known: ask. */
        NOTHING,
        /** The invoice was read, its lines were not, or not all. */
        INVOICE,
        /** Every line was listed. */
        LISTED,
        /** Lines were written since, and the rest follows from what was sent. */
        ASSUMED
    }

    static final HeldContent UNKNOWN = new HeldContent(Seen.NOTHING, null, null, null, false);

    HeldContent {
        seen = seen == null ? Seen.NOTHING : seen;
        lines = lines == null ? null : List.copyOf(lines);
    }

    /** To be asked for again: a person may change a draft at any time. */
    HeldContent stale() {
        return new HeldContent(Seen.NOTHING, null, subtotal, revision, mixed);
    }

    HeldContent read(Long subtotal, String revision) {
        return new HeldContent(Seen.INVOICE, null, subtotal, revision, mixed);
    }

    HeldContent listing(List<HeldLine> lines, boolean complete) {
        return new HeldContent(complete ? Seen.LISTED : Seen.INVOICE, lines, subtotal, revision, mixed);
    }

    HeldContent written(List<HeldLine> lines, Long subtotal) {
        return new HeldContent(Seen.ASSUMED, lines, subtotal, revision, mixed);
    }

    /** {@code gw_rev} was written together with, or after, everything it names. */
    HeldContent marked(String revision) {
        return new HeldContent(seen, lines, subtotal, revision, false);
    }

    HeldContent asMixed() {
        return new HeldContent(seen, lines, subtotal, revision, true);
    }

    HeldContent withSubtotal(Long subtotal) {
        return new HeldContent(seen, lines, subtotal, revision, mixed);
    }

    /** Whether the invoice says that it holds this content, and nothing was written to it since. */
    boolean holds(String wantedRevision) {
        return !mixed && wantedRevision.equals(revision);
    }

    int foreignLines() {
        return lines == null ? 0 : (int) lines.stream().filter(HeldLine::foreign).count();
    }

    int ownLines() {
        return lines == null ? 0 : lines.size() - foreignLines();
    }

    long foreignAmount() {
        return lines == null ? 0 : lines.stream().filter(HeldLine::foreign).mapToLong(HeldLine::amount).sum();
    }
}
