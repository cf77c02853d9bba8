package dev.waybill.standin.stripe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One page of a list, newest first.
 *
 * @param hasMore whether there is more beyond the page in the direction of paging
 */
record Listing<T>(List<T> page, boolean hasMore) {

    private static final int USUAL_LIMIT = 10;

    /**
     * @param byAge      what is listed, under its sequence
     * @param sequenceOf the sequence of a cursor's id, or null when there is no such thing
     */
    static <T> Listing<T> of(NavigableMap<Long, T> byAge, Function<String, Long> sequenceOf, Parameters given, Predicate<T> kept) {
        Long limit = given.whole("limit");
        int size = limit == null ? USUAL_LIMIT : limit.intValue();
        if (given.has("ending_before")) {
            // The page that ends right before the cursor, so it is gathered from the cursor towards the newest.
            Listing<T> gathered = gather(byAge.tailMap(cursor(sequenceOf, given, "ending_before"), false).values(), kept, size);
            Collections.reverse(gathered.page);
            return gathered;
        }
        NavigableMap<Long, T> from = given.has("starting_after")
                ? byAge.headMap(cursor(sequenceOf, given, "starting_after"), false) : byAge;
        return gather(from.descendingMap().values(), kept, size);
    }

    private static <T> Listing<T> gather(Collection<T> from, Predicate<T> kept, int size) {
        List<T> page = new ArrayList<>(size);
        for (T held : from) {
            if (kept.test(held)) {
                if (page.size() == size) {
                    return new Listing<>(page, true);
                }
                page.add(held);
            }
        }
        return new Listing<>(page, false);
    }

    private static Long cursor(Function<String, Long> sequenceOf, Parameters given, String param) {
        Long sequence = sequenceOf.apply(given.text(param));
        if (sequence == null) {
            throw Refusal.unknownInParameters(param, "object", given.text(param));
        }
        return sequence;
    }

    /** Whether a time passes {@code created=...} or {@code created[gte]=...} and its kin. */
    static boolean isWithin(Parameters created, long time) {
        if (created == null) {
            return true;
        }
        if (created.text() != null) {
            return time == Long.parseLong(created.text());
        }
        return (!created.has("gt") || time > created.whole("gt")) && (!created.has("gte") || time >= created.whole("gte"))
                && (!created.has("lt") || time < created.whole("lt")) && (!created.has("lte") || time <= created.whole("lte"));
    }
}
