package dev.waybill.provider;

/** How a value is written where only some characters may stand: as UTF-8, every other octet as {@code %} and two digits. */
public enum Escaping {
    /** As in an address (RFC 3986): a space is {@code %20}. */
    ADDRESS("-._~", "%20"),
    /** As a browser sends a form, and as {@link java.net.URLEncoder} writes it: a space is {@code +}. */
    FORM("-._*", "+");

    private static final String HEX = "0123456789ABCDEF";

    private final boolean[] plain = new boolean[128];
    private final String space;

    Escaping(String marks, String space) {
        this.space = space;
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + marks).chars().forEach(c -> plain[c] = true);
    }

    /** The value as it stands in a path, a query or a body. */
    public String escaped(String value) {
        int start = firstToEscape(value);
        return start == value.length() ? value : rest(value, start, new StringBuilder(value.length() + 32)).toString();
    }

    void write(String value, StringBuilder into) {
        int start = firstToEscape(value);
        if (start == value.length()) {
            into.append(value);
        } else {
            rest(value, start, into);
        }
    }

    private int firstToEscape(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) < plain.length && plain[value.charAt(i)]) {
            i++;
        }
        return i;
    }

    private StringBuilder rest(String value, int start, StringBuilder into) {
        into.append(value, 0, start);
        int i = start;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c >= plain.length) {
                int point = value.codePointAt(i);
                i += Character.charCount(point);
                wide(point, into);
                continue;
            }
            if (plain[c]) {
                into.append(c);
            } else if (c == ' ') {
                into.append(space);
            } else {
                octet(c, into);
            }
            i++;
        }
        return into;
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
}
