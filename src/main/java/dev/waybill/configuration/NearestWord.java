package dev.waybill.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word a person probably meant. Case does not count. */
final class NearestWord {

    private NearestWord() {
    }

    /** The known word to suggest for an unknown one; empty when none is near. */
    static Optional<String> to(String word, Collection<String> known) {
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

    /** Letters to add, drop, replace or swap with their neighbour (optimal string alignment). */
    private static int changes(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = best;
            }
        }
        return distance[a.length()][b.length()];
    }
}
