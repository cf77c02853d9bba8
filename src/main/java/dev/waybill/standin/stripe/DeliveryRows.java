package dev.waybill.standin.stripe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.waybill.bill.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What became of every bill, in little: {@code {"pendingItems": 0, "invoices": [[bill mark, status, total in minor units, lines,
 * different line marks, last written in microseconds since 1970], ...]}}.
 */
final class DeliveryRows {

    private DeliveryRows() {
    }

    static byte[] of(Account account) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            synchronized (account) {
                json.writeStartObject();
                json.writeNumberField("pendingItems", account.customers.values().stream()
                        .mapToInt(customer -> customer.pending.size()).sum());
                json.writeArrayFieldStart("invoices");
                for (Invoice invoice : account.invoicesByAge.values()) {
                    write(json, invoice);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Invoice invoice) throws IOException {
        json.writeStartArray();
        json.writeString(invoice.metadata.get("gw_bill"));
        json.writeString(invoice.status);
        json.writeNumber(invoice.subtotal());
        json.writeNumber(invoice.lines.size());
        json.writeNumber(invoice.lines.values().stream().map(line -> line.metadata.get("gw_line")).distinct().count());
        json.writeNumber(ChronoUnit.MICROS.between(Instant.EPOCH, invoice.writtenAt));
        json.writeEndArray();
    }
}
