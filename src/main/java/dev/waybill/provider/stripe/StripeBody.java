package dev.waybill.provider.stripe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.util.Set;

/** The JSON of an answer of Stripe, without what nobody reads of it: most of an invoice is its lines. */
final class StripeBody {

    private static final ObjectReader VALUE = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StripeBody() {
    }

    /**
     * The whole document; missing when it is no JSON, is cut off, or has a field twice.
     *
     * @param unread fields of the outermost object that are checked and passed over
     */
    static JsonNode read(String body, Set<String> unread) {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return MissingNode.getInstance();
            }
            ObjectNode read = Json.MAPPER.createObjectNode();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (unread.contains(name)) {
                    parser.skipChildren();
                } else {
                    read.set(name, VALUE.readTree(parser));
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null ? read : MissingNode.getInstance();
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }
}
