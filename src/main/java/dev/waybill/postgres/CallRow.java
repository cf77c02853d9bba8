package dev.waybill.postgres;

import dev.waybill.bill.Json;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Run;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** A {@link Call} as a row of the call log. */
final class CallRow {

    private CallRow() {
    }

    /** The insert of a call for every row of the statement's part {@code from}. */
    static SqlText insertInto(SqlText sql, Run run, int number, Call call, String from) {
        return sql.add("""
                insert into call (run_id, number, run_created_at, name, method, path, query, content_type, headers, body,
                                  idempotency_key, writes, prepared_at)
                select ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, now() from\s""", run.id(), number, run.createdAt(), call.name(),
                call.method(), call.path(), call.query(), call.contentType(), Json.write(call.headers()),
                call.body().getBytes(StandardCharsets.UTF_8), call.idempotencyKey(), call.writes()).add(from);
    }

    /** Reads the call from the columns of the table {@code call}. */
    @SuppressWarnings("unchecked")
    static Call read(ResultSet row) throws SQLException {
        return new Call(row.getString("name"), row.getString("method"), row.getString("path"), row.getString("query"),
                row.getString("content_type"), new String(row.getBytes("body"), StandardCharsets.UTF_8),
                row.getString("idempotency_key"), Json.read(row.getString("headers"), Map.class), row.getBoolean("writes"));
    }
}
