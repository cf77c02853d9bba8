package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A statement put together from fragments that each bring their own values, so that a value always stands beside the text it
 * belongs to. Values only ever become parameters, never text.
 */
final class SqlText {

    private final StringBuilder text = new StringBuilder(1024);
    private final List<Object> values = new ArrayList<>();

    static SqlText of(String fragment, Object... values) {
        return new SqlText().add(fragment, values);
    }

    /** Appends a fragment with one value for each {@code ?} in it, in their order. */
    SqlText add(String fragment, Object... its) {
        int places = 0;
        for (int at = fragment.indexOf('?'); at >= 0; at = fragment.indexOf('?', at + 1)) {
            places++;
        }
        if (places != its.length) {
            throw new IllegalArgumentException(its.length + " values for: " + fragment);
        }
        text.append(fragment);
        Collections.addAll(values, its);
        return this;
    }

    /** Appends another statement's text with its values. */
    SqlText add(SqlText other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /** The statement with its values bound. The caller closes it. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        int position = 1;
        for (Object value : values) {
            bind(statement, position++, value);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof Instant instant) {
            statement.setObject(position, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof UUID[] || value instanceof Integer[] || value instanceof Long[]) {
            String type = value instanceof UUID[] ? "uuid" : value instanceof Integer[] ? "integer" : "bigint";
            statement.setArray(position, statement.getConnection().createArrayOf(type, (Object[]) value));
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else {
            statement.setObject(position, value);
        }
    }
}
