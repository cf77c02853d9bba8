package dev.waybill.configuration;

import dev.waybill.settings.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word a person probably meant. Case does not count. */
public final class NearestWord {

    private NearestWord() {
    }

    /** The known word to suggest for an unknown one; empty when none is near. */
    public static Optional<String> to(String word, Collection<String> known) {
        return nearest(word, known, Math.max(2, word.length() / 3));
    }

    /** The known word of which this one is surely a misspelling: so near that nobody would choose it for another meaning. */
    static Optional<String> misspelt(String word, Collection<String> known) {
        return nearest(word, known, word.length() < 5 ? 1 : 2);
    }

    /** {@code ; did you mean `daysUntilDue`?}, or the accepted words when none is near. */
    static String suggestion(String word, Collection<String> known) {
        return to(word, known).map(near -> "; did you mean `" + near + "`?")
                .orElseGet(() -> known.isEmpty() ? "; none is known here" : ". Known here: " + String.join(", ", known));
    }

    private static Optional<String> nearest(String word, Collection<String> known, int mostChanges) {
        return known.stream().filter(candidate -> changes(word, candidate) <= mostChanges)
                .min(Comparator.<String>comparingInt(candidate -> changes(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int changes(String first, String second) {
        return Spelling.slips(first.toLowerCase(Locale.ROOT), second.toLowerCase(Locale.ROOT));
    }
}
