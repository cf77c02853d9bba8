package dev.waybill.gateway;

import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.flow.Preview;
import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.postgres.PostgresDeliveries;
import dev.waybill.settings.Settings;
import dev.waybill.source.m3ter.M3terNotices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Puts a preview together: the route files and the beans of a gateway, on connections that PostgreSQL lets write nothing. A
 * gateway that runs beside it does not notice.
 */
public final class Previewing implements AutoCloseable {

    private final ConfigurationSnapshot configuration;
    private final DecideRoute rules;
    private final Preview preview;

    private Previewing(Settings settings, DataSource lookers) {
        PostgresConfiguration stored = Configuring.in(lookers, settings);
        GatewayBeans beans = new GatewayBeans(settings, Stores.looking(settings, lookers, stored), new SimpleMeterRegistry(),
                Clock.systemUTC(), () -> 0, () -> true);
        beans.configurations().read();
        configuration = stored.load();
        rules = DecideRoute.of(settings, beans.byName());
        preview = new Preview(new M3terNotices(), beans.bills(), beans.archive(), new PostgresDeliveries(lookers), rules,
                beans.decisions(), beans.reconciler(), Clock.systemUTC());
    }

    /**
     * With the configuration and the route files of now.
     *
     * @throws RouteFileException when a route file cannot be used
     */
    public static Previewing on(Database database, Settings settings) {
        return new Previewing(settings, database.lookers());
    }

    public Preview preview() {
        return preview;
    }

    /** The configuration that the preview works with. */
    public ConfigurationSnapshot configuration() {
        return configuration;
    }

    @Override
    public void close() {
        rules.close();
    }
}
