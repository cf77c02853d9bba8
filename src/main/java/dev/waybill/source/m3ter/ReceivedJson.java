package dev.waybill.source.m3ter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that a stranger may have written: exact decimals, no field twice in one object, nothing after the document, and
 * bounds that make hostile text fail early instead of filling memory or the stack.
 */
final class ReceivedJson {

    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 1_000;
    private static final int LONGEST_TEXT = 5_000_000;
    private static final int LONGEST_NAME = 1_000;
    /** A line of a bill has some 160 tokens; a bill of 10,000 lines, old and new in one event, fits. */
    private static final long MOST_TOKENS = 5_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(LONGEST_TEXT).maxNameLength(LONGEST_NAME).maxTokenCount(MOST_TOKENS).build())
            .build();

    private ReceivedJson() {
    }

    /** Null is read as an empty text. */
    static JsonNode read(String text) throws UnreadableJsonException {
        return read(text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode read(byte[] bytes) throws UnreadableJsonException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            JsonNode document = Json.MAPPER.readTree(parser);
            if (document == null || document.isMissingNode()) {
                throw new UnreadableJsonException("it is empty");
            }
            return document;
        } catch (StreamConstraintsException e) {
            throw new UnreadableJsonException("it goes beyond what is accepted (" + DEEPEST + " levels, numbers of "
                    + LONGEST_NUMBER + " digits, texts of " + LONGEST_TEXT + " and names of " + LONGEST_NAME + " characters, "
                    + MOST_TOKENS + " values and names)" + at(e.getLocation()));
        } catch (JsonEOFException e) {
            throw new UnreadableJsonException("it ends in the middle" + at(e.getLocation()));
        } catch (MismatchedInputException e) {
            throw new UnreadableJsonException("something follows the document" + at(e.getLocation()));
        } catch (JsonProcessingException e) {
            // The parser's own message may repeat what was sent, so only its place is told.
            boolean doubled = e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
            String what = doubled ? "a field occurs twice in one object" : "it is not JSON";
            throw new UnreadableJsonException(what + at(e.getLocation()));
        } catch (NumberFormatException e) {
            // The parser lets an exponent pass that no BigDecimal holds.
            throw new UnreadableJsonException("a number in it is beyond all measure");
        } catch (IOException e) {
            throw new UnreadableJsonException("it is not text in UTF-8");
        }
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
