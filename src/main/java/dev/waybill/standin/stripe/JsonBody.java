package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.waybill.bill.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** An answer in the making; written while the account does not change. */
@FunctionalInterface
interface JsonBody {

    void write(JsonGenerator json) throws IOException;

    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** {@code {"id": ..., "object": ..., "deleted": true}}. */
    static JsonBody deleted(String object, String id) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("object", object);
            json.writeBooleanField("deleted", true);
            json.writeEndObject();
        };
    }

    static JsonBody list(String url, boolean hasMore, List<JsonBody> elements) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            array(json, "data", elements);
            json.writeBooleanField("has_more", hasMore);
            json.writeStringField("url", url);
            json.writeEndObject();
        };
    }

    static void array(JsonGenerator json, String field, List<JsonBody> elements) throws IOException {
        json.writeArrayFieldStart(field);
        for (JsonBody element : elements) {
            element.write(json);
        }
        json.writeEndArray();
    }

    static void nulls(JsonGenerator json, String... fields) throws IOException {
        for (String field : fields) {
            json.writeNullField(field);
        }
    }

    static void emptyArrays(JsonGenerator json, String... fields) throws IOException {
        for (String field : fields) {
            json.writeArrayFieldStart(field);
            json.writeEndArray();
        }
    }

    static void number(JsonGenerator json, String field, Long value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeNumberField(field, value);
        }
    }

    static void texts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }
}
