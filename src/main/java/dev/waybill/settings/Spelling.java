package dev.waybill.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
public final class Spelling {

    private Spelling() {
    }

    /** The nearest known word within so many slips, the first of them when several are equally near. */
    static Optional<String> nearest(String written, Collection<String> known, int mostSlips) {
        return known.stream()
                .filter(word -> slips(written, word) <= mostSlips)
                .min(Comparator.comparingInt(word -> slips(written, word)));
    }

    /** How many letters were added, left out, replaced or swapped with their neighbour. */
    public static int slips(String written, String meant) {
        int[][] slips = new int[written.length() + 1][meant.length() + 1];
        for (int i = 0; i <= written.length(); i++) {
            for (int j = 0; j <= meant.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : fewest(slips, written, meant, i, j);
            }
        }
        return slips[written.length()][meant.length()];
    }

    private static int fewest(int[][] slips, String written, String meant, int i, int j) {
        boolean same = written.charAt(i - 1) == meant.charAt(j - 1);
        int fewest = Math.min(slips[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped = i > 1 && j > 1
                && written.charAt(i - 1) == meant.charAt(j - 2) && written.charAt(i - 2) == meant.charAt(j - 1);
        return swapped ? Math.min(fewest, slips[i - 2][j - 2] + 1) : fewest;
    }
}
