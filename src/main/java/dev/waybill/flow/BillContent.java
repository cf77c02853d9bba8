package dev.waybill.flow;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
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

    /** A hash of everything in the bill but its version and the time of the change. */
    static String hash(Bill bill) {
        Bill timeless = new Bill(bill.source(), bill.id(), 0, Instant.EPOCH, bill.accountId(), bill.accountCode(), bill.currency(),
                bill.status(), bill.locked(), bill.deleted(), bill.startDate(), bill.endDate(), bill.billDate(), bill.dueDate(),
                bill.purchaseOrder(), bill.number(), bill.statedTotal(), bill.lineItems());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.write(timeless).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
