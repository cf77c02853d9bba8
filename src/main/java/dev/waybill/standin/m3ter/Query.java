package dev.waybill.standin.m3ter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads query parameters. */
final class Query {

    private Query() {
    }

    static Map<String, String> read(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.put(decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /**
     * As {@link #read}. What m3ter does with a parameter it does not know is not published; the stand-in refuses it, since a
     * filter that is silently ignored hides a mistake.
     */
    static Map<String, String> read(String query, Set<String> known) {
        Map<String, String> parameters = read(query);
        Set<String> unknown = new TreeSet<>(parameters.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new M3terError(400, "The stand-in knows no query parameter " + unknown + " here, only " + new TreeSet<>(known));
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new M3terError(400, "The query is not percent-encoded: " + e.getMessage());
        }
    }
}
