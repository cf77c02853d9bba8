package dev.waybill.provider.paddleclassic;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What Paddle last said about a subscription.
 *
 * @param id         Paddle's id
 * @param state      active, past_due, trialing, paused or deleted; {@link #UNKNOWN} when Paddle knows no such subscription
 * @param currency   ISO 4217, upper case, or null when no payment names one
 * @param lastDate   date of the last payment, as Paddle writes it, or null
 * @param lastAmount its amount in major units, or null
 * @param nextDate   date of the next payment, as Paddle writes it, or null when nothing is scheduled
 * @param nextAmount its amount in major units, or null
 */
record SeenSubscription(String id, String state, String currency, String lastDate, String lastAmount, String nextDate,
                        String nextAmount) {

    /** A state of ours: there is no such subscription. */
    static final String UNKNOWN = "unknown";

    static SeenSubscription unknown(String id) {
        return new SeenSubscription(id, UNKNOWN, null, null, null, null, null);
    }

    /**
     * Whether no renewal can have come between these two looks. A renewal always moves the date of the last payment or of the
     * next one; that a change of plan moves them too makes us ask a person too often, never too rarely.
     */
    boolean isAsPaidAs(SeenSubscription before) {
        return Objects.equals(id, before.id) && Objects.equals(lastDate, before.lastDate)
                && Objects.equals(lastAmount, before.lastAmount) && Objects.equals(nextDate, before.nextDate);
    }

    /** Whether it was paid on a later day than this one. */
    boolean isPaidAfter(LocalDate day) {
        LocalDate paid = date(lastDate);
        return paid != null && paid.isAfter(day);
    }

    /** A date as Paddle writes it, with or without a time; null for anything else. */
    static LocalDate date(String text) {
        try {
            return text == null || text.length() < 10 ? null : LocalDate.parse(text.substring(0, 10));
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
