package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Step.Parked;
import java.util.ArrayList;
import java.util.List;

/**
 * What this go has looked at so far. None of it outlasts the go.
 *
 * @param subscription the subscription looked at, or null
 * @param deletedAsked true once it was also looked for among the deleted ones
 * @param read         true once the subscription was read
 * @param cursor       modifier id after which the next page begins, or null for the first page
 * @param pages        pages of the present list read so far
 * @param rows         rows on them
 * @param found        our modifiers on them
 * @param listed       true once its modifiers were listed to the end
 * @param created      modifiers made in this go
 * @param verified     true once they were seen in a list
 * @param lists        how many lists were read to the end
 * @param said         what is wrong with a modifier that was made in this go, or null
 * @param refusal      why one of several modifiers was refused, so that the others have to go, or null
 */
record LookUp(String subscription, boolean deletedAsked, boolean read, Long cursor, int pages, int rows, List<HeldModifier> found,
              boolean listed, List<Long> created, boolean verified, int lists, String said, Parked refusal) {

    static final LookUp NONE = new LookUp(null, false, false, null, 0, 0, List.of(), false, List.of(), false, 0, null, null);

    LookUp {
        found = found == null ? List.of() : List.copyOf(found);
        created = created == null ? List.of() : List.copyOf(created);
    }

    /** What was seen of this subscription: nothing, when another one was looked at. */
    LookUp at(String other) {
        return other.equals(subscription) ? this
                : new LookUp(other, false, false, null, 0, 0, List.of(), false, created, verified, lists, said, refusal);
    }

    LookUp askingDeleted() {
        return new LookUp(subscription, true, read, cursor, pages, rows, found, listed, created, verified, lists, said, refusal);
    }

    LookUp withSubscription() {
        return new LookUp(subscription, deletedAsked, true, cursor, pages, rows, found, listed, created, verified, lists, said, refusal);
    }

    LookUp page(Long cursor, int rows, List<HeldModifier> found) {
        List<HeldModifier> all = new ArrayList<>(this.found);
        all.addAll(found);
        return new LookUp(subscription, deletedAsked, read, cursor, pages + 1, this.rows + rows, all, listed, created, verified,
                lists, said, refusal);
    }

    /** The list is complete, and the next one begins at its first page. */
    LookUp complete(String said) {
        return new LookUp(subscription, deletedAsked, read, null, 0, 0, List.of(), true, created, !created.isEmpty(), lists + 1,
                said, refusal);
    }

    LookUp unsaid() {
        return new LookUp(subscription, deletedAsked, read, cursor, pages, rows, found, listed, created, verified, lists, null, refusal);
    }

    LookUp refused(Parked why) {
        return new LookUp(subscription, deletedAsked, read, cursor, pages, rows, found, listed, created, verified, lists, said, why);
    }

    LookUp made(Long id) {
        List<Long> all = new ArrayList<>(created);
        all.add(id);
        return new LookUp(subscription, deletedAsked, read, cursor, pages, rows, found, listed, all, false, lists, said, refusal);
    }

    /** Something was made that no list has shown yet. */
    boolean lacksProof() {
        return !created.isEmpty() && !verified;
    }
}
