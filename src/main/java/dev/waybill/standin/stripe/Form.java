package dev.waybill.standin.stripe;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads {@code application/x-www-form-urlencoded} text, from a body or a query, without forgiving anything. */
final class Form {

    private Form() {
    }

    /** @throws Refusal when the text is not percent-encoded UTF-8, or names one parameter twice */
    static Parameters read(String form) {
        Parameters root = Parameters.root();
        int start = 0;
        while (start < form.length()) {
            int end = form.indexOf('&', start);
            end = end < 0 ? form.length() : end;
            if (end > start) {
                int equals = form.indexOf('=', start);
                boolean hasValue = equals >= 0 && equals < end;
                put(root, decode(form.substring(start, hasValue ? equals : end)),
                        hasValue ? decode(form.substring(equals + 1, end)) : "");
            }
            start = end + 1;
        }
        return root;
    }

    private static void put(Parameters root, String key, String value) {
        int open = key.indexOf('[');
        Parameters at = root.into(open < 0 ? key : key.substring(0, open));
        while (open >= 0) {
            int close = key.indexOf(']', open);
            if (close < 0 || close + 1 < key.length() && key.charAt(close + 1) != '[') {
                throw Refusal.unknownParameter(key);
            }
            at = at.into(key.substring(open + 1, close));
            open = close + 1 < key.length() ? close + 1 : -1;
        }
        at.set(value);
    }

    private static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' ? hex(text, i + 1) * 16 + hex(text, i + 2) : c == '+' ? ' ' : c;
            if (value >= 0x80) {
                return decodeUtf8(text);
            }
            decoded.append((char) value);
            i += c == '%' ? 2 : 0;
        }
        return decoded.toString();
    }

    /** As above for text with characters beyond ASCII, which are several bytes each. */
    private static String decodeUtf8(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(hex(text, i + 1) * 16 + hex(text, i + 2));
                i += 2;
            } else if (c < 0x80) {
                bytes.write(c == '+' ? ' ' : c);
            } else {
                throw Refusal.invalid(null, "Invalid request: a form must be percent-encoded, character " + (int) c + " is not.");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.invalid(null, "Invalid request: the percent-encoded bytes are not UTF-8.");
        }
    }

    private static int hex(String text, int index) {
        int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0) {
            throw Refusal.invalid(null, "Invalid request: % is not followed by two hexadecimal digits.");
        }
        return digit;
    }
}
