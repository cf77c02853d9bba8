package dev.waybill.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A properties file that remembers its lines, which {@link Properties} forgets.
 *
 * @param entries  by key, in the order of the file
 * @param findings what cannot be read or stands there twice
 */
record PropertiesFile(Map<String, Entry> entries, List<String> findings) {

    /** One setting in the file; the line is that of its key, counted from 1. */
    record Entry(String value, int line) {
    }

    /** Reads the file as UTF-8; a file that is not there is an empty one. */
    static PropertiesFile read(Path file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> findings = new ArrayList<>();
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            for (int at = 0; at < lines.size(); at++) {
                int first = at;
                StringBuilder whole = new StringBuilder(lines.get(at));
                while (continues(lines.get(at)) && at + 1 < lines.size()) {
                    whole.append('\n').append(lines.get(++at));
                }
                add(whole.toString(), first + 1, file, entries, findings);
            }
        } catch (CharacterCodingException e) {
            findings.add(file + " is not UTF-8 text; save it with that encoding");
        } catch (IOException e) {
            findings.add(file + " cannot be read (" + e + "); let user " + System.getProperty("user.name") + " read it");
        }
        return new PropertiesFile(entries, findings);
    }

    private static void add(String text, int line, Path file, Map<String, Entry> entries, List<String> findings)
            throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            findings.add("line " + line + " of " + file + " cannot be read: a \\u must be followed by four hexadecimal digits;"
                    + " write \\\\ for a single backslash");
        }
        for (String key : properties.stringPropertyNames()) {
            Entry before = entries.putIfAbsent(key, new Entry(properties.getProperty(key).strip(), line));
            if (before != null) {
                findings.add("setting `" + key + "` is in " + file + " twice, at lines " + before.line() + " and " + line
                        + "; remove one of them");
            }
        }
    }

    /** A line goes on in the next one when it ends in an odd number of backslashes and is no comment. */
    private static boolean continues(String line) {
        String start = line.stripLeading();
        if (start.startsWith("#") || start.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
