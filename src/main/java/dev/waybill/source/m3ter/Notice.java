package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;

/**
 * What a m3ter webhook tells us.
 *
 * @param key            the same for every repetition of one notice, at most 200 plain characters: the event's id, else made
 *                       from the content
 * @param eventName      m3ter's name of the event; a bill without an event counts as {@code billing.bill.updated}
 * @param eventTime      when it happened at m3ter, or null
 * @param ignoredBecause a sentence when the kind is IGNORED, else null
 * @param billId         m3ter's id of the bill; null when the notice is ignored or names none
 * @param bill           the bill as the notice has it, or null when it has none: then the bill must be read from m3ter
 */
public record Notice(String key, String eventName, Instant eventTime, Kind kind, String ignoredBecause, String billId,
                     JsonNode bill) {

    public enum Kind { BILL_CHANGED, BILL_DELETED, IGNORED }

    public Notice {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(eventName, "eventName");
        Objects.requireNonNull(kind, "kind");
    }

    /** Leaves the bill out: it may hold personal data. */
    @Override
    public String toString() {
        return "Notice[" + kind + " " + eventName + ", key " + key + ", bill " + billId + "]";
    }

    /** By its key alone, which agrees with equals: Camel asks at every step, and the bill is much to go through. */
    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
