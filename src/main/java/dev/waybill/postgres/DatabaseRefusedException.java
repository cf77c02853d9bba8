package dev.waybill.postgres;

/** The database, or the folder it lies in, cannot be used. The message says which, why and what to do, and no password. */
public final class DatabaseRefusedException extends RuntimeException {

    DatabaseRefusedException(String message) {
        super(message);
    }

    DatabaseRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
