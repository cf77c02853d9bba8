package dev.waybill.configuration;

import java.util.Objects;

/**
 * Where something stands in a configuration folder.
 *
 * @param file   as the person named the folder, plus the path below it: {@code demo/waybill.yaml}
 * @param line   from 1; 0 when the file as a whole is meant
 * @param column from 1; 0 when the line or file as a whole is meant
 */
public record Place(String file, int line, int column) {

    public Place {
        Objects.requireNonNull(file, "file");
    }

    /** What is to be said about this place. */
    public Finding finding(String message) {
        return new Finding(file, line, column, message);
    }

    /** {@code demo/waybill.yaml:31}. */
    public String fileAndLine() {
        return line == 0 ? file : file + ":" + line;
    }
}
