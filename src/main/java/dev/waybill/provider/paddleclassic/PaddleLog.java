package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Set;
import java.util.regex.Pattern;

/** What of Paddle's words may be kept and shown: no personal data, no credentials. */
final class PaddleLog {

    // update_url, cancel_url and receipt_url open the buyer's own pages for whoever has them
    private static final Set<String> PERSONAL = Set.of("user_email", "email", "customer_name", "name", "address", "country",
            "update_url", "cancel_url", "receipt_url", "payment_information", "custom_data", "passthrough", "vendor_auth_code");
    // an auth code is a long hexadecimal number; the longest of ours in a tag has 16 digits
    private static final Pattern CODE = Pattern.compile("(?i)vendor_auth_code=[^&\\s\"']*|\\b[0-9a-f]{24,}\\b");
    private static final Pattern MAIL = Pattern.compile("[^\\s\"'<>:,@]{1,64}+@[^\\s\"'<>,]{1,255}+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]");
    private static final int LONGEST_TEXT = 2000;
    private static final int LONGEST_SENTENCE = 300;

    private PaddleLog() {
    }

    /** The body with personal data masked; of a body cut off, what of it could be read. Never longer than the body. */
    static String masked(String body) {
        if (body == null) {
            return "";
        }
        String start = body.stripLeading();
        boolean json = start.startsWith("{") || start.startsWith("[");
        String masked = json ? maskedJson(body) : withoutSecrets(plain(cut(body, LONGEST_TEXT)));
        return masked.length() <= body.length() ? masked : masked.substring(0, body.length());
    }

    /** A sentence of somebody else's, short and fit to be shown. */
    static String sayable(String text) {
        return text == null ? "" : cut(withoutSecrets(cut(text, LONGEST_TEXT)).replaceAll("[\\s\\p{Cntrl}]+", " ").strip(),
                LONGEST_SENTENCE);
    }

    /** The text with a space for every character that is none but white space: the database takes no zero byte. */
    private static String plain(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    private static String maskedJson(String body) {
        StringWriter masked = new StringWriter(body.length());
        try (JsonParser parser = Json.MAPPER.createParser(body);
             JsonGenerator generator = Json.MAPPER.createGenerator(masked)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            copy(parser, generator);
        } catch (IOException cutOff) {
            // what was readable up to here has been copied
            return masked.toString();
        }
        return masked.toString();
    }

    private static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        try {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && PERSONAL.contains(parser.currentName())) {
                    generator.writeFieldName(parser.currentName());
                    mask(parser, generator);
                } else if (token == JsonToken.VALUE_STRING) {
                    generator.writeString(withoutSecrets(parser.getText()));
                } else if (token.isNumeric()) {
                    generator.writeNumber(parser.getText());   // as it stands: 1e999 must not grow
                } else {
                    generator.copyCurrentEvent(parser);
                }
            }
        } finally {
            generator.flush();
        }
    }

    private static void mask(JsonParser parser, JsonGenerator generator) throws IOException {
        JsonToken value = parser.nextToken();
        if (value == null || value == JsonToken.VALUE_NULL) {
            generator.writeNull();
            return;
        }
        boolean empty = value == JsonToken.VALUE_STRING && parser.getTextLength() == 0;
        parser.skipChildren();
        generator.writeString(empty ? "" : "*");
    }

    private static String withoutSecrets(String text) {
        String open = CODE.matcher(text).replaceAll("*");
        return open.indexOf('@') < 0 ? open : MAIL.matcher(open).replaceAll("*");
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
