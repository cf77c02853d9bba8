package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads Paddle's rows. Paddle writes the same field as a number here and as text there, and so does this reader take it. */
final class PaddleReader {

    private static final int MOST_DIGITS = 16;
    private static final int MOST_DECIMALS = 12;

    private PaddleReader() {
    }

    /** The subscription among these rows. */
    static Optional<SeenSubscription> subscription(JsonNode rows, String id) {
        for (JsonNode row : rows) {
            if (String.valueOf(PaddleAnswers.number(row.path(PaddleCalls.SUBSCRIPTION))).equals(id)) {
                JsonNode last = row.path("last_payment");
                JsonNode next = row.path("next_payment");
                String currency = text(next, "currency") == null ? text(last, "currency") : text(next, "currency");
                return Optional.of(new SeenSubscription(id, String.valueOf(text(row, "state")).toLowerCase(Locale.ROOT),
                        currency == null ? null : currency.toUpperCase(Locale.ROOT), text(last, "date"), plain(last),
                        text(next, "date"), plain(next)));
            }
        }
        return Optional.empty();
    }

    /**
     * Of these rows the modifiers that carry the bill's tag, and those we know by id.
     *
     * @param digits how many decimals the bill's currency has; Paddle writes three
     * @return empty when one of them cannot be read
     */
    static Optional<List<HeldModifier>> modifiers(JsonNode rows, String subscription, BillTag tag, List<HeldModifier> known,
                                                  int digits, String paidBefore) {
        List<HeldModifier> ours = new ArrayList<>();
        for (JsonNode row : rows) {
            long id = PaddleAnswers.number(row.path(PaddleCalls.MODIFIER));
            Optional<String> part = tag.partOf(text(row, "description"));
            if (PaddleAnswers.isOf(row, subscription) && (part.isPresent() || known.stream().anyMatch(one -> one.is(id)))) {
                BigDecimal amount = amount(row.path("amount"));
                if (amount == null) {
                    return Optional.empty();
                }
                String currency = text(row, "currency");
                ours.add(new HeldModifier(id, subscription, part.orElse(""), tidy(amount, digits),
                        currency == null ? null : currency.toUpperCase(Locale.ROOT), isSet(row.path("is_recurring")),
                        HeldModifier.State.OPEN, true, false, paidBefore));
            }
        }
        return Optional.of(ours);
    }

    /** The date of a payment among these rows that is paid, is no one-off charge, and came after this day; the last one. */
    static Optional<LocalDate> paidAfter(JsonNode rows, String subscription, LocalDate day) {
        LocalDate found = null;
        for (JsonNode row : rows) {
            LocalDate paid = SeenSubscription.date(text(row, "payout_date"));
            boolean regular = isSet(row.path("is_paid")) && !isSet(row.path("is_one_off_charge"))
                    && PaddleAnswers.isOf(row, subscription);
            if (regular && paid != null && (day == null || paid.isAfter(day)) && (found == null || paid.isAfter(found))) {
                found = paid;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The amount with as many decimals, where it has no more that count. */
    private static BigDecimal tidy(BigDecimal amount, int digits) {
        BigDecimal plain = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
        return plain.setScale(Math.max(plain.scale(), digits), RoundingMode.UNNECESSARY);
    }

    private static boolean isSet(JsonNode flag) {
        return flag.isBoolean() ? flag.asBoolean() : PaddleAnswers.number(flag) == 1
                || flag.isTextual() && flag.asText().equalsIgnoreCase("true");
    }

    private static String plain(JsonNode payment) {
        BigDecimal amount = amount(payment.path("amount"));
        return amount == null ? null : (amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros()).toPlainString();
    }

    private static BigDecimal amount(JsonNode value) {
        if (!value.isNumber() && !value.isTextual()) {
            return null;
        }
        try {
            BigDecimal amount = value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText().trim());
            boolean huge = (long) amount.precision() - amount.scale() > MOST_DIGITS || amount.scale() > MOST_DECIMALS
                    || amount.scale() < -MOST_DIGITS;
            return huge ? null : amount;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static String text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }
}
