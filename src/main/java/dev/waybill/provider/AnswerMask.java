package dev.waybill.provider;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a provider's words may be kept and shown: no personal data, no credentials. Every answer passes through it on its way
 * to the run log, so a text is searched only when it holds one of the few characters without which there is nothing to hide.
 */
public final class AnswerMask {

    /** How a provider's credentials look, wherever they stand. */
    public interface Credentials {

        /** Whether one can stand in this text, or in a part of it: cheap, and never no where {@link #hidden} hides something. */
        boolean canBeIn(String text);

        /** The text with {@code *} in place of each of them. */
        String hidden(String text);
    }

    private static final Pattern MAIL = Pattern.compile("[^\\s\"'<>:,@]{1,64}+@[^\\s\"'<>,]{1,255}+");
    private static final int LONGEST_TEXT = 2000;
    private static final int LONGEST_SENTENCE = 300;

    private final PersonalFields personal;
    private final Credentials credentials;

    /** @param personal the names of the fields whose values, of whatever kind, are hidden */
    public AnswerMask(Set<String> personal, Credentials credentials) {
        this.personal = new PersonalFields(personal);
        this.credentials = credentials;
    }

    /** The body with personal data masked; of a body cut off, what of it could be read. Never longer than the body. */
    public String masked(String body) {
        if (body == null) {
            return "";
        }
        if (isJson(body)) {
            return new MaskedJson(body, personal, credentials.canBeIn(body), this::withoutSecrets).copy();
        }
        return plain(withoutSecrets(cut(body, LONGEST_TEXT)));
    }

    /** A sentence of somebody else's, short and fit to be shown. */
    public String sayable(String text) {
        return text == null ? "" : cut(onOneLine(withoutSecrets(cut(text, LONGEST_TEXT))), LONGEST_SENTENCE);
    }

    /** The text with a space for every character that is none but white space: the database takes no zero byte. */
    public static String plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i))) {
                char[] plain = text.toCharArray();
                for (int j = i; j < plain.length; j++) {
                    plain[j] = isUnprintable(plain[j]) ? ' ' : plain[j];
                }
                return new String(plain);
            }
        }
        return text;
    }

    private static boolean isUnprintable(char c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F;
    }

    private static boolean isJson(String body) {
        int start = 0;
        while (start < body.length() && Character.isWhitespace(body.charAt(start))) {
            start++;
        }
        return start < body.length() && (body.charAt(start) == '{' || body.charAt(start) == '[');
    }

    private String withoutSecrets(String text) {
        String open = credentials.canBeIn(text) ? credentials.hidden(text) : text;
        return open.indexOf('@') < 0 ? open : MAIL.matcher(open).replaceAll("*");
    }

    /** Every run of white space and control characters as one space, none at the ends. */
    private static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean gap = c <= ' ' || c == 0x7F;
            if (!gap) {
                line.append(c);
            } else if (line.length() == 0 || line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().strip();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
