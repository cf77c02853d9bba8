package dev.waybill.cli;

/** A command found something wrong and says what; it ends with exit code 1. */
final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
