package dev.waybill.bench;

/** The benchmark could not measure; the message says why, for the person at the terminal. */
public final class BenchFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchFailedException(String message) {
        super(message);
    }

    BenchFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
