package dev.waybill.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * One JSON body, copied for the run log in one pass: white space between the tokens is left out, what is personal becomes
 * {@code "*"}, the rest stands as it came, numbers too (1e999 must not grow). What is no JSON ends the copy, so of a body cut
 * off there is what could be read. Every answer goes this way, and a parser that makes tokens, with a generator that writes
 * them again, takes several times as long.
 */
final class MaskedJson {

    /** Reads single texts, and only those with a backslash. */
    private static final JsonFactory TEXTS = new JsonFactory();
    /** Jackson's own limit; no provider answers anything near it. */
    private static final int DEEPEST = 1000;
    private static final char[] QUOTE = {'"'};
    private static final char[] MASK = {'"', '*', '"'};
    /** The characters that matter in a text: its end, a backslash, the @ of an address, and those that may not stand there. */
    private static final boolean[] MATTERS = new boolean[128];

    static {
        for (char c = 0; c < ' '; c++) {
            MATTERS[c] = true;
        }
        MATTERS['"'] = true;
        MATTERS['\\'] = true;
        MATTERS['@'] = true;
    }

    private final String whole;
    private final char[] body;
    private final PersonalFields personal;
    private final boolean anyText;
    private final UnaryOperator<String> hiding;
    private final char[] kept;
    private int length;
    /** Behind the last token that was read. */
    private int at;
    /** Behind what is kept already, or left out. */
    private int from;
    private boolean hidden;
    /** What {@link #textEnd} met on its way. */
    private boolean escaped;
    private boolean addressed;

    /**
     * @param anyText whether every text has to be searched; otherwise only those with an @ or a backslash
     * @param hiding  a text without its credentials and addresses
     */
    MaskedJson(String body, PersonalFields personal, boolean anyText, UnaryOperator<String> hiding) {
        whole = body;
        this.body = body.toCharArray();
        this.personal = personal;
        this.anyText = anyText;
        this.hiding = hiding;
        kept = new char[body.length()];
    }

    /** The copy, and no more of it than the body was long: values shorter than the mask can be personal. To be asked once. */
    String copy() {
        boolean readable = true;
        for (char first = next(); readable && first != 0; first = next()) {
            readable = value(first, 1);
        }
        keep();
        return new String(kept, 0, length);
    }

    /** The next character that is no white space, or 0 when there is none; a zero byte is no JSON either. */
    private char next() {
        if (at < body.length && body[at] > ' ') {
            return body[at];
        }
        keep();
        char[] text = body;
        int behind = at;
        while (behind < text.length && isBlank(text[behind])) {
            behind++;
        }
        at = behind;
        from = behind;
        return behind < text.length ? text[behind] : 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private void keep() {
        if (!hidden) {
            keep(body, from, at - from);
        }
        from = at;
    }

    private void keep(char[] text, int start, int count) {
        int fitting = Math.min(count, kept.length - length);
        System.arraycopy(text, start, kept, length, fitting);
        length += fitting;
    }

    /** Reads on; false, here and below, when the value is not whole. */
    private boolean value(char first, int depth) {
        return switch (first) {
            case '"' -> text();
            case '{' -> depth <= DEEPEST && fields(depth);
            case '[' -> depth <= DEEPEST && elements(depth);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number(first);
        };
    }

    private boolean fields(int depth) {
        at++;
        if (next() == '}') {
            at++;
            return true;
        }
        while (next() == '"') {
            int start = at;
            int end = textEnd();
            if (end < 0) {
                return false;
            }
            String name = escaped ? unescaped(start, end) : "";
            if (name == null) {
                return false;
            }
            boolean isPersonal = escaped ? personal.has(name) : personal.has(body, start + 1, end - 1);
            at = end;
            if (next() != ':') {
                return false;
            }
            at++;
            char first = next();
            if (!(isPersonal ? masked(first, depth + 1) : value(first, depth + 1))) {
                return false;
            }
            char after = next();
            if (after != ',' && after != '}') {
                return false;
            }
            at++;
            if (after == '}') {
                return true;
            }
        }
        return false;
    }

    private boolean elements(int depth) {
        at++;
        if (next() == ']') {
            at++;
            return true;
        }
        while (value(next(), depth + 1)) {
            char after = next();
            if (after != ',' && after != ']') {
                return false;
            }
            at++;
            if (after == ']') {
                return true;
            }
        }
        return false;
    }

    /** A personal value, of whatever kind; that there is none may be seen. */
    private boolean masked(char first, int depth) {
        boolean none = first == 'n' || first == '"' && at + 1 < body.length && body[at + 1] == '"';
        if (none || hidden) {
            return value(first, depth);
        }
        keep();
        hidden = true;
        if (!value(first, depth)) {
            return false;   // and stay silent: copy() keeps nothing of it
        }
        hidden = false;
        from = at;
        keep(MASK, 0, MASK.length);
        return true;
    }

    private boolean text() {
        int end = textEnd();
        if (end < 0) {
            return false;
        }
        if (hidden || !anyText && !escaped && !addressed) {
            at = end;
            return true;
        }
        String text = escaped ? unescaped(at, end) : whole.substring(at + 1, end - 1);
        if (text == null) {
            return false;
        }
        String open = hiding.apply(text);
        if (escaped || !open.equals(text)) {
            keep();
            char[] quoted = JsonStringEncoder.getInstance().quoteAsString(open);
            keep(QUOTE, 0, 1);
            keep(quoted, 0, quoted.length);
            keep(QUOTE, 0, 1);
            from = end;
        }
        at = end;
        return true;
    }

    /** Behind the closing quote of the text that begins here, or -1 when it has none, or holds what no text may hold. */
    private int textEnd() {
        char[] text = body;
        boolean backslash = false;
        boolean address = false;
        for (int i = at + 1; i < text.length; i++) {
            char c = text[i];
            if (c >= MATTERS.length || !MATTERS[c]) {
                continue;
            }
            if (c == '"') {
                escaped = backslash;
                addressed = address;
                return i + 1;
            }
            if (c < ' ') {
                return -1;
            }
            address |= c == '@';
            if (c == '\\') {
                backslash = true;
                i++;
            }
        }
        return -1;
    }

    /** The text between these quotes, or null when its escapes mean nothing. */
    private String unescaped(int start, int end) {
        try (JsonParser parser = TEXTS.createParser(body, start, end - start)) {
            return parser.nextTextValue();
        } catch (IOException noText) {
            return null;
        }
    }

    private boolean word(String word) {
        if (!whole.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private boolean number(char first) {
        if (first != '-' && !isDigit(first)) {
            return false;
        }
        char[] digits = body;
        int end = at + 1;
        while (end < digits.length && (isDigit(digits[end]) || isOfNumber(digits[end]))) {
            end++;
        }
        at = end;
        return true;
    }

    private static boolean isOfNumber(char c) {
        return c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
