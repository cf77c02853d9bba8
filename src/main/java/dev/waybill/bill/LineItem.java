package dev.waybill.bill;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One row of a bill.
 *
 * @param key         names the row over regenerations of its bill: made from what is charged (type, product, plan, aggregation,
 *                    period ...), not from the platform's line id, which a regeneration may change; unique within the bill
 * @param id          the platform's id of the row, or null
 * @param amount      in major units of the bill's currency, exact; negative for a credit
 * @param quantity    the usage, or null
 * @param unit        what the quantity counts, or null
 * @param unitPrice   average price of one unit, or null
 * @param productName what a customer knows the product as, or null
 * @param from        start of the service period, inclusive, or null
 * @param to          end of the service period, exclusive, or null
 */
public record LineItem(String key, String id, LineItemType type, String description, BigDecimal amount, BigDecimal quantity,
                       String unit, BigDecimal unitPrice, String productId, String productName, Instant from, Instant to) {

    public LineItem {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(amount, "amount");
    }

    /** The same amount, type and period; described by its type, its key a digest. */
    LineItem withoutWords() {
        return new LineItem(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString(), id, type, type.name(), amount,
                quantity, unit, unitPrice, null, null, from, to);
    }
}
