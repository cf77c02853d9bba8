package dev.waybill.provider.stripe;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body, or the query, of a request to Stripe. Keys are ours and plain ({@code lines[0][amount]}), so they are written as
 * they stand; values are percent-encoded as UTF-8, a space as {@code %20}. List indexes are always written out.
 */
final class FormBody {

    private static final String HEX = "0123456789ABCDEF";
    private static final boolean[] PLAIN = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".chars().forEach(c -> PLAIN[c] = true);
    }

    private final StringBuilder text = new StringBuilder(512);

    FormBody add(String key, String value) {
        begin(key);
        escape(value, text);
        return this;
    }

    FormBody add(String key, long value) {
        begin(key).append(value);
        return this;
    }

    FormBody add(String key, boolean value) {
        begin(key).append(value);
        return this;
    }

    /** Everything added so far, as it is sent. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** A value as it stands in a path, a query or a body. */
    static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        escape(value, escaped);
        return escaped.toString();
    }

    /** The keys and values of a body that {@link #toString} wrote; what is not one of ours yields what can be read of it. */
    static Map<String, String> parse(String body) {
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

    private static void escape(String value, StringBuilder into) {
        int i = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c < 128) {
                if (PLAIN[c]) {
                    into.append(c);
                } else {
                    octet(c, into);
                }
                i++;
            } else {
                int point = value.codePointAt(i);
                i += Character.charCount(point);
                wide(point, into);
            }
        }
    }

    private static void wide(int point, StringBuilder into) {
        if (point < 0x800) {
            octet(0xC0 | point >> 6, into);
        } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            octet('?', into);   // half of a pair stands for no character
            return;
        } else if (point < 0x10000) {
            octet(0xE0 | point >> 12, into);
            octet(0x80 | point >> 6 & 0x3F, into);
        } else {
            octet(0xF0 | point >> 18, into);
            octet(0x80 | point >> 12 & 0x3F, into);
            octet(0x80 | point >> 6 & 0x3F, into);
        }
        octet(0x80 | point & 0x3F, into);
    }

    private static void octet(int octet, StringBuilder into) {
        into.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }

    private static String plain(String body, int from, int to) {
        int percent = body.indexOf('%', from);
        if (percent < 0 || percent >= to) {
            return body.substring(from, to);
        }
        byte[] octets = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = body.charAt(i);
            if (c == '%' && i + 2 < to && Character.digit(body.charAt(i + 1), 16) >= 0
                    && Character.digit(body.charAt(i + 2), 16) >= 0) {
                octets[length++] = (byte) (Character.digit(body.charAt(i + 1), 16) << 4 | Character.digit(body.charAt(i + 2), 16));
                i += 2;
            } else {
                octets[length++] = (byte) c;
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
