package dev.waybill.flow;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** Tells whether two versions of a bill say the same. */
final class BillContent {

    private static final int BYTES = 16;

    private BillContent() {
    }

    /** A hash of everything in the bill but its version and the time of the change; 9.9 and 9.90 are the same amount. */
    static String hash(Bill bill) {
        Bill timeless = new Bill(bill.source(), bill.id(), 0, Instant.EPOCH, bill.accountId(), bill.accountCode(), bill.currency(),
                bill.status(), bill.locked(), bill.deleted(), bill.startDate(), bill.endDate(), bill.billDate(), bill.dueDate(),
                bill.purchaseOrder(), bill.number(), plain(bill.statedTotal()),
                bill.lineItems().stream().map(BillContent::plain).toList());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.write(timeless).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static LineItem plain(LineItem line) {
        return new LineItem(line.key(), null, line.type(), line.description(), plain(line.amount()), plain(line.quantity()),
                line.unit(), plain(line.unitPrice()), line.productId(), line.productName(), line.from(), line.to());
    }

    private static BigDecimal plain(BigDecimal number) {
        return number == null ? null : number.stripTrailingZeros();
    }
}
