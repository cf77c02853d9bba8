package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The documents under {@code src/test/resources/m3ter}, and small ones written in tests. */
final class Samples {

    static final String BILL_ID = "1b1b0000-0000-4000-8000-000000000002";

    private Samples() {
    }

    static byte[] bytes(String name) {
        try (InputStream file = Objects.requireNonNull(Samples.class.getResourceAsStream("/m3ter/" + name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static ObjectNode bill() {
        return (ObjectNode) json(text("bill.json"));
    }

    /** JSON that may be written with single quotes. */
    static JsonNode json(String text) {
        try {
            return ReceivedJson.read(text.replace('\'', '"'));
        } catch (UnreadableJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A bill with these lines and no total; each line is JSON with single quotes. */
    static ObjectNode billOf(String... lines) {
        ObjectNode bill = (ObjectNode) json("{'id': 'b-1', 'version': 2, 'accountId': 'acme', 'currency': 'EUR'}");
        for (String line : lines) {
            bill.withArray("lineItems").add(json(line));
        }
        bill.withArray("lineItems");
        return bill;
    }
}
