package dev.waybill.postgres;

import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL is and who logs in.
 *
 * @param url      a JDBC URL; may carry parameters of its own
 * @param user     empty: as the URL or the driver says
 * @param password empty: none, or as the URL says
 */
public record DatabaseAddress(String url, String user, String password) {

    /** Host, port and database for messages, without anything secret: {@code db:5432/waybill}. */
    @Override
    public String toString() {
        Properties parts = Driver.parseURL(url, new Properties());
        if (parts == null) {
            return "an unreadable address";
        }
        StringBuilder shown = new StringBuilder();
        String[] hosts = PGProperty.PG_HOST.getOrDefault(parts).split(",");
        String[] ports = PGProperty.PG_PORT.getOrDefault(parts).split(",");
        for (int i = 0; i < hosts.length; i++) {
            shown.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(ports[Math.min(i, ports.length - 1)]);
        }
        String database = PGProperty.PG_DBNAME.getOrDefault(parts);
        return shown.append('/').append(database == null ? "" : database).toString();
    }
}
