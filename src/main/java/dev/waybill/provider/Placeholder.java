package dev.waybill.provider;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for an id that only the provider can give. In the answers of a preview it is a word that no encoding changes, so that
 * it travels through paths, queries and bodies as the id itself will; people see {@code {invoice id}} in its place.
 */
public final class Placeholder {

    private static final Pattern WORD = Pattern.compile("waybill\\.preview\\.([a-z0-9-]+)\\.");

    private Placeholder() {
    }

    /** @param name lower case letters, digits and blanks: {@code invoice id} */
    public static String named(String name) {
        return "waybill.preview." + name.replace(' ', '-') + ".";
    }

    /** The text as people see it; null stays null. */
    public static String shown(String text) {
        return text == null || text.indexOf("waybill.preview.") < 0 ? text
                : WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement("{" + word.group(1).replace('-', ' ') + "}"));
    }
}
