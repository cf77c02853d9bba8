package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Ids as m3ter writes them: UUIDs today; any short plain text is accepted. */
final class M3terIds {

    static final int LONGEST = 200;

    private M3terIds() {
    }

    /** Whether this is the text of an id: not blank, no white space at the ends, nothing unprintable. */
    static boolean isId(JsonNode node) {
        return node.isTextual() && isId(node.textValue());
    }

    static boolean isId(String id) {
        return id != null && !id.isBlank() && id.length() <= LONGEST && id.strip().equals(id) && PlainText.clean(id).equals(id);
    }

    /** Whether the id may stand in a path: one made of dots only would name another address. */
    static boolean fitsPath(String id) {
        return isId(id) && !id.equals(".") && !id.equals("..");
    }

    /** Percent-encoded for a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
}
