package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How a change of state reaches the disk: on return of {@link #write} it is committed. */
interface Writes extends AutoCloseable {

    /** One statement, and reading what it returned. Perhaps run twice, when the first time was rolled back. */
    @FunctionalInterface
    interface Change<T> {

        T in(Connection connection) throws SQLException;
    }

    /** @throws SQLException as the statement itself would; nothing of it is kept then, unless the connection broke */
    <T> T write(Change<T> change) throws SQLException;

    /** Takes nothing more, and ends once what was taken is written. */
    @Override
    void close();

    /** Each change in a transaction of its own, on a connection of its own. */
    static Writes each(DataSource source) {
        return new Writes() {
            @Override
            public <T> T write(Change<T> change) throws SQLException {
                try (Connection connection = source.getConnection()) {
                    return change.in(connection);
                }
            }

            @Override
            public void close() {
                // every change was written before its caller went on
            }
        };
    }
}
