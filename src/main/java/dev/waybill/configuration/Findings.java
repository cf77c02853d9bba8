package dev.waybill.configuration;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Gathers everything that is wrong, so that a person sees all of it at once. */
final class Findings {
    private final SortedSet<Finding> refused = new TreeSet<>();
    private final SortedSet<Finding> warnings = new TreeSet<>();
    private int timesRefused;

    void refuse(Place place, String message) {
        refused.add(place.finding(message));
        timesRefused++;
    }

    void warn(Place place, String message) {
        warnings.add(place.finding(message));
    }

    /** Rises with every refusal, also with one that was made before: a block can be used twice, through an alias. */
    int refusedSoFar() {
        return timesRefused;
    }

    List<Finding> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfAny() {
        if (!refused.isEmpty()) {
            throw new SetupRefusedException(List.copyOf(refused));
        }
    }
}
