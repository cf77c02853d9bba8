package dev.waybill.provider;

import java.util.Arrays;
import java.util.Collection;

/** Names of fields whose values are nobody's business, found among a body's characters without making a text of each name. */
final class PersonalFields {

    private final char[][][] byLength;
    /** Of the names of each length the first letters, a bit each: enough to pass over nearly every other name. */
    private final long[] firstLetters;

    PersonalFields(Collection<String> names) {
        byLength = new char[names.stream().mapToInt(String::length).max().orElse(0) + 1][][];
        firstLetters = new long[byLength.length];
        for (int length = 0; length < byLength.length; length++) {
            int wanted = length;
            byLength[length] = names.stream().filter(name -> name.length() == wanted).map(String::toCharArray).toArray(char[][]::new);
            for (char[] name : byLength[length]) {
                firstLetters[length] |= 1L << name[0];
            }
        }
    }

    boolean has(String name) {
        return has(name.toCharArray(), 0, name.length());
    }

    boolean has(char[] text, int from, int to) {
        int length = to - from;
        if (length == 0 || length >= firstLetters.length || (firstLetters[length] & 1L << text[from]) == 0) {
            return false;
        }
        for (char[] name : byLength[length]) {
            if (Arrays.equals(name, 0, length, text, from, to)) {
                return true;
            }
        }
        return false;
    }
}
