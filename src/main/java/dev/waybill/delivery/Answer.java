package dev.waybill.delivery;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back for a {@link Call}.
 *
 * @param outcome how much is known
 * @param status  the HTTP status; 0 unless {@link Outcome#ANSWERED}
 * @param headers the answer's headers, names in lower case
 * @param body    the answer's body, or a sentence about the failure when there was no answer
 */
public record Answer(Outcome outcome, int status, Map<String, String> headers, String body) {

    public enum Outcome {
        /** A whole answer arrived. */
        ANSWERED,
        /** Sent, or perhaps sent, and no whole answer came: the provider may have done it. */
        UNKNOWN,
        /** Surely never left this machine: no connection could be made. */
        NOT_SENT
    }

    public Answer {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    public static Answer of(int status, Map<String, String> headers, String body) {
        return new Answer(Outcome.ANSWERED, status, headers, body);
    }

    /** No answer: a timeout, a reset, a worker that died. */
    public static Answer unknown(String what) {
        return new Answer(Outcome.UNKNOWN, 0, Map.of(), what);
    }

    /** The connection was refused, or no address was found. */
    public static Answer notSent(String what) {
        return new Answer(Outcome.NOT_SENT, 0, Map.of(), what);
    }

    /** The header's value, or null. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
