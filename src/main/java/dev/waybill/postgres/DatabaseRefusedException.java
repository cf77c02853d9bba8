package dev.waybill.postgres;

/** The database cannot be used. The message says which one, why, and what to do; it carries no password. */
public final class DatabaseRefusedException extends RuntimeException {

    DatabaseRefusedException(String message) {
        super(message);
    }

    DatabaseRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
