package dev.waybill.source.m3ter;

/** A text is not the JSON we accept. The message says why and where, and repeats nothing of the text. */
final class UnreadableJsonException extends Exception {

    UnreadableJsonException(String message) {
        super(message);
    }
}
