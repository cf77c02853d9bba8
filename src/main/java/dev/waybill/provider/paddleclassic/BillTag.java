package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Delivery;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark by which a bill's modifiers are found again, the last word of their description: {@code [bg1:<bill>:<part>:<rev>]}.
 * A buyer may read it, so it holds nothing but fingerprints: of the bill, of the line, of amount and currency.
 */
final class BillTag {

    /** The part of a modifier over the whole bill. */
    static final String WHOLE_BILL = "all";
    private static final String CORRECTION = "adj";

    private static final Pattern TAG =
            Pattern.compile("\\[bg1:([0-9a-f]{16}):(all|adj[0-9]{1,6}|[0-9a-f]{8}):[0-9a-f]{8}]\\s*$");
    private static final int BILL_DIGITS = 16;
    private static final int SHORT_DIGITS = 8;

    private final String bill;

    private BillTag(String bill) {
        this.bill = bill;
    }

    /** The tag of the delivery's bill. It does not name the integration: one bill is charged once, whichever brings it. */
    static BillTag of(Delivery delivery) {
        String source = String.valueOf(delivery.source()).replaceFirst("/", "|");
        return new BillTag(hash(source + "|" + delivery.bill().id()).substring(0, BILL_DIGITS));
    }

    /** The tag of one modifier. */
    String on(String part, BigDecimal amount, String currency) {
        String revision = hash(amount.toPlainString() + "|" + currency).substring(0, SHORT_DIGITS);
        return "[bg1:" + bill + ":" + part + ":" + revision + "]";
    }

    /** The part that a modifier of this bill stands for; empty when the description ends with no tag of this bill. */
    Optional<String> partOf(String description) {
        Matcher tag = TAG.matcher(description == null ? "" : description);
        return tag.find() && tag.group(1).equals(bill) ? Optional.of(tag.group(2)) : Optional.empty();
    }

    /** The part of a line. */
    static String line(String key) {
        return hash(key).substring(0, SHORT_DIGITS);
    }

    /** The part of the n-th correction of what was charged. */
    static String correction(int number) {
        return CORRECTION + number;
    }

    /** The n of {@link #correction}; 0 for every other part. */
    static int correctionNumber(String part) {
        return part.startsWith(CORRECTION) ? Integer.parseInt(part.substring(CORRECTION.length())) : 0;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
