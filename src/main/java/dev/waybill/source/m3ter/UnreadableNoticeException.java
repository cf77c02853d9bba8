package dev.waybill.source.m3ter;

/**
 * A webhook's body is neither an event nor a bill, so its sender is answered 400. The message says what was found and what was
 * expected, in a sentence fit for that answer; it repeats no values.
 */
public final class UnreadableNoticeException extends RuntimeException {

    UnreadableNoticeException(String message) {
        super(message);
    }
}
