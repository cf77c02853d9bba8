package dev.waybill.source.m3ter;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one document: the first few in words, the others counted. */
final class Findings {

    private static final int MOST_SHOWN = 5;

    private final List<String> shown = new ArrayList<>();
    private int count;

    /** Notes one; {@code path} is like {@code lineItems[3].convertedSubtotal}, {@code problem} like {@code is missing}. */
    void add(String path, String problem) {
        if (++count <= MOST_SHOWN) {
            shown.add(path + " " + problem);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** All in one clause: {@code accountId is missing; currency is null ...; and 4 more}. */
    @Override
    public String toString() {
        return String.join("; ", shown) + (count > MOST_SHOWN ? "; and " + (count - MOST_SHOWN) + " more" : "");
    }
}
