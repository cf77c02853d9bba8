package dev.waybill.provider;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body, or the query, of a request that is a form. Keys are ours and plain ({@code lines[0][amount]}), so they are written
 * as they stand, in the order they were added; values are escaped. The same fields always make the same bytes.
 */
public final class FormBody {

    private final Escaping escaping;
    private final StringBuilder text = new StringBuilder(512);

    public FormBody(Escaping escaping) {
        this.escaping = escaping;
    }

    public FormBody add(String key, String value) {
        begin(key);
        escaping.write(value, text);
        return this;
    }

    public FormBody add(String key, long value) {
        begin(key).append(value);
        return this;
    }

    public FormBody add(String key, boolean value) {
        begin(key).append(value);
        return this;
    }

    /** Everything added so far, as it is sent. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** The keys and values of a body that {@link #toString} wrote; what is not one of ours yields what can be read of it. */
    public static Map<String, String> parse(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        int start = 0;
        while (start < body.length()) {
            int end = body.indexOf('&', start);
            end = end < 0 ? body.length() : end;
            int equals = body.indexOf('=', start);
            if (equals >= start && equals < end) {
                fields.put(body.substring(start, equals), plain(body, equals + 1, end));
            }
            start = end + 1;
        }
        return fields;
    }

    private StringBuilder begin(String key) {
        if (text.length() > 0) {
            text.append('&');
        }
        return text.append(key).append('=');
    }

    private static String plain(String body, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = body.charAt(i);
            if (c == '%' || c == '+') {
                return unescaped(body, from, i, to);
            }
        }
        return body.substring(from, to);
    }

    private static String unescaped(String body, int from, int firstEscape, int to) {
        StringBuilder text = new StringBuilder(to - from).append(body, from, firstEscape);
        byte[] octets = new byte[(to - firstEscape) / 3];
        int i = firstEscape;
        while (i < to) {
            int count = 0;
            for (; isOctet(body, i, to); i += 3) {
                octets[count++] = (byte) HexFormat.fromHexDigits(body, i + 1, i + 3);
            }
            if (count > 0) {
                text.append(new String(octets, 0, count, StandardCharsets.UTF_8));
            } else {
                char c = body.charAt(i++);
                text.append(c == '+' ? ' ' : c);
            }
        }
        return text.toString();
    }

    private static boolean isOctet(String body, int at, int to) {
        return at + 2 < to && body.charAt(at) == '%' && HexFormat.isHexDigit(body.charAt(at + 1))
                && HexFormat.isHexDigit(body.charAt(at + 2));
    }
}
