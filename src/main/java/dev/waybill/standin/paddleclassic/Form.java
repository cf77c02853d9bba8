package dev.waybill.standin.paddleclassic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded} bodies without forgiving anything, and shows them without their credentials. */
final class Form {

    private static final String SECRET = "vendor_auth_code";

    private Form() {
    }

    /** @throws Refusal 159 when the bytes are not percent-encoded UTF-8, or name one parameter twice */
    static Map<String, String> read(byte[] body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int start = 0; start < body.length; start = end(body, start) + 1) {
            int end = end(body, start);
            if (end > start) {
                int equals = equals(body, start, end);
                String name = text(decode(body, start, equals));
                if (fields.put(name, equals == end ? "" : text(decode(body, equals + 1, end))) != null) {
                    throw unreadable(name + " is given more than once");
                }
            }
        }
        return fields;
    }

    /**
     * The body without its credential, for the request log. In a body that is no form nobody knows where it stands: of one that
     * begins as JSON does nothing is shown.
     */
    static String masked(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
            Arrays.fill(body, (byte) '*');
        }
        for (int start = 0; start < body.length; start = end(body, start) + 1) {
            int end = end(body, start);
            int equals = equals(body, start, end);
            if (equals < end && isSecret(body, start, equals)) {
                Arrays.fill(body, equals + 1, end, (byte) '*');
            }
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static boolean isSecret(byte[] body, int start, int end) {
        try {
            return text(decode(body, start, end)).equals(SECRET);
        } catch (Refusal unreadable) {
            // A name that nobody can read may be the one we look for.
            return true;
        }
    }

    private static int end(byte[] body, int start) {
        int end = start;
        while (end < body.length && body[end] != '&') {
            end++;
        }
        return end;
    }

    private static int equals(byte[] body, int start, int end) {
        int equals = start;
        while (equals < end && body[equals] != '=') {
            equals++;
        }
        return equals;
    }

    private static byte[] decode(byte[] body, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            if (body[i] == '%') {
                bytes.write(hex(body, i + 1, end) * 16 + hex(body, i + 2, end));
                i += 2;
            } else if (body[i] > ' ') {
                bytes.write(body[i] == '+' ? ' ' : body[i]);
            } else {
                throw unreadable("a form is percent-encoded, the byte " + (body[i] & 0xff) + " is not");
            }
        }
        return bytes.toByteArray();
    }

    private static int hex(byte[] body, int index, int end) {
        int digit = index < end ? Character.digit(body[index], 16) : -1;
        if (digit < 0) {
            throw unreadable("% is not followed by two hexadecimal digits");
        }
        return digit;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw unreadable("the percent-encoded bytes are not UTF-8");
        }
    }

    private static Refusal unreadable(String why) {
        return new Refusal(PaddleError.BAD_COMBINATION, why);
    }
}
