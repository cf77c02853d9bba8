package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import java.time.LocalDate;

/** What a buyer reads on a modifier. */
final class ChargeText {

    // with a blank and a tag of at most 43 characters it stays below the 255 that Paddle's own clients allow
    static final int LONGEST = 200;

    private ChargeText() {
    }

    /** {@code Usage 2025-09-01 to 2025-09-30}. */
    static String of(Bill bill) {
        if (bill.startDate() != null && bill.endDate() != null) {
            LocalDate last = bill.endDate().minusDays(1);
            return "Usage " + bill.startDate() + " to " + (last.isBefore(bill.startDate()) ? bill.startDate() : last);
        }
        return bill.billDate() == null ? "Usage" : "Usage, bill of " + bill.billDate();
    }

    /** The line's description, else its product, else its type in words. */
    static String of(LineItem line) {
        if (!line.description().isBlank()) {
            return line.description();
        }
        if (line.productName() != null && !line.productName().isBlank()) {
            return line.productName();
        }
        return line.type().inWords();
    }

    /** The description of a modifier: one line of text, cut where it is too long, and the tag as its last word. */
    static String description(String text, String tag) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.codePointCount(0, line.length()) > LONGEST) {
            line = line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
        }
        return line + " " + tag;
    }
}
