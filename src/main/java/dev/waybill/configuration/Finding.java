package dev.waybill.configuration;

import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that is wrong, or deserves a look, in a configuration folder. Findings sort in the order a person reads the files.
 *
 * @param file    as the person named the folder, plus the path below it
 * @param line    from 1; 0 when the file as a whole is meant
 * @param column  from 1; 0 when the line or file as a whole is meant
 * @param message what is wrong, what was seen, what to write instead; never a secret
 */
public record Finding(String file, int line, int column, String message) implements Comparable<Finding> {

    private static final Comparator<Finding> READING_ORDER = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line).thenComparingInt(Finding::column).thenComparing(Finding::message);

    public Finding {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public int compareTo(Finding other) {
        return READING_ORDER.compare(this, other);
    }

    /** {@code demo/waybill.yaml:31:9: unknown key ...}, which terminals and editors turn into a link. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column) + ": " + message;
    }
}
