package dev.waybill.postgres;

import java.sql.SQLException;
import java.util.Optional;

/**
 * The database did not do what was asked. Repeating can help unless {@link #isMistake()}: then the statement itself is wrong,
 * which is a fault of Waybill.
 */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    public DatabaseException(String asked, SQLException cause) {
        super("The database could not " + asked + ": " + firstLine(cause.getMessage()), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** PostgreSQL: classes 22, 23 and 42 complain about the statement or its values, not about the state of the server. */
    public boolean isMistake() {
        return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("42");
    }

    /** What the database said, in one line, when that is why something else failed. */
    public static Optional<String> reasonIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseException) {
                return Optional.of(cause.getMessage());
            }
            if (cause instanceof SQLException) {
                return Optional.of("The database did not do it: " + firstLine(cause.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Detail lines may quote values of the row; only the first line is for logs. */
    private static String firstLine(String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("no message");
    }
}
