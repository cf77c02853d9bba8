package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;

/** Text from outside, made fit for databases, logs and sentences. */
final class PlainText {

    private static final int LONGEST_SHOWN = 60;

    private PlainText() {
    }

    /** The same text with a space in place of every control character and every half of a broken character pair. */
    static String clean(String text) {
        StringBuilder clean = null;
        for (int at = 0; at < text.length(); at++) {
            if (!fits(text, at)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(at, ' ');
            }
        }
        return clean == null ? text : clean.toString();
    }

    /** At most this many characters of the text, and no broken pair at the cut. */
    static String cut(String text, int longest) {
        return text.length() <= longest ? text : clean(text.substring(0, longest)).strip() + "...";
    }

    /** A JSON value as a sentence shows it: {@code the text "12.00"}, {@code the number 1E+30}, {@code null}, {@code a list}. */
    static String shown(JsonNode value) {
        if (value.isTextual()) {
            return "the text \"" + cut(clean(value.textValue()), LONGEST_SHOWN) + "\"";
        }
        if (value.isNumber()) {
            return "the number " + cut(value.asText(), LONGEST_SHOWN);
        }
        if (value.isBoolean()) {
            return value.asText();
        }
        return value.isNull() ? "null" : value.isArray() ? "a list" : "an object";
    }

    private static boolean fits(String text, int at) {
        char character = text.charAt(at);
        if (Character.isHighSurrogate(character)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(character)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return !Character.isISOControl(character);
    }
}
