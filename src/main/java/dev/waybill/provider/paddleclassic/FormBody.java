package dev.waybill.provider.paddleclassic;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The body of a request to Paddle Classic: every call is a form, reads too. Keys are ours and plain; values are UTF-8. */
final class FormBody {

    private final StringBuilder text = new StringBuilder(256);

    FormBody add(String key, Object value) {
        if (text.length() > 0) {
            text.append('&');
        }
        text.append(key).append('=').append(URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8));
        return this;
    }

    /** Everything added so far, as it is sent. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** The keys and values of a body that {@link #toString} wrote. */
    static Map<String, String> parse(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : body.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
