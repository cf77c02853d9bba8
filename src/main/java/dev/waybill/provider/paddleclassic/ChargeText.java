package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a buyer reads on a modifier. */
final class ChargeText {

    // with a blank and a tag of at most 43 characters it stays below the 255 that Paddle's own clients allow
    private static final int LONGEST = 200;

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
        return typeOf(line);
    }

    /** For lines of one product: its name, else that of the type they share, else {@code Charges}; and how many they are. */
    static String ofProduct(List<LineItem> lines) {
        Optional<String> name = lines.stream().map(LineItem::productName).filter(one -> one != null && !one.isBlank()).findFirst();
        boolean sameType = lines.stream().map(LineItem::type).distinct().count() == 1;
        return counted(name.orElseGet(() -> sameType ? typeOf(lines.get(0)) : "Charges"), lines);
    }

    /** For lines of one type: the type in words, and how many they are. */
    static String ofType(List<LineItem> lines) {
        return counted(typeOf(lines.get(0)), lines);
    }

    private static String counted(String name, List<LineItem> lines) {
        return lines.size() == 1 ? of(lines.get(0)) : name + ", " + lines.size() + " lines";
    }

    private static String typeOf(LineItem line) {
        String words = String.valueOf(line.type().name()).replace('_', ' ').toLowerCase(Locale.ROOT).strip();
        return words.isEmpty() ? "Charge" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
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
