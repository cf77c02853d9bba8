package dev.waybill.standin.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One request as it arrived.
 *
 * @param path    as sent, still percent-encoded
 * @param query   as sent, without {@code ?}; empty when there is none
 * @param headers names in lower case; of a repeated header the first value
 * @param body    the bytes as sent; empty when there were none
 */
public record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {

    public Request {
        headers = Map.copyOf(headers);
    }

    /** The header's value, or null. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The parts of the path between the slashes, decoded; a trailing slash gives an empty last part. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            // In a path, unlike in a form, "+" is a plus sign.
            segments.add(segment.indexOf('%') < 0 ? segment
                    : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return segments;
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
