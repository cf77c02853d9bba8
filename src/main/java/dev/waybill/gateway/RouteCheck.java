package dev.waybill.gateway;

import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.postgresql.ds.PGSimpleDataSource;

/** Checks the route files without starting anything: no port is opened, no database asked, no call made. */
public final class RouteCheck {

    private RouteCheck() {
    }

    /** Everything that is wrong, each with file and line where known; empty when the gateway would take all files. */
    public static List<String> findings(Settings settings) {
        Path folder = settings.path("routes.dir");
        Map<String, String> known = settings.forCamel();
        List<String> findings;
        try {
            findings = new ArrayList<>(RouteCatalog.read(folder, known::containsKey).findings());
        } catch (RouteFileException e) {
            return List.of(e.getMessage());
        }
        if (findings.isEmpty()) {
            findings.addAll(built(settings, folder));
        }
        return findings;
    }

    /** How many routes there are. */
    public static int routes(Settings settings) {
        return RouteCatalog.read(settings.path("routes.dir"), any -> true).descriptions().size();
    }

    /** Builds the routes in a context of their own that never starts a consumer. */
    private static List<String> built(Settings settings, Path folder) {
        List<String> findings = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.setAutoStartup(false);
            settings.forCamel().forEach((key, value) -> context.getPropertiesComponent().addInitialProperty(key, value));
            Unopened database = new Unopened();
            new GatewayBeans(settings, database, database, database, null, new UUID(0, 0), new SimpleMeterRegistry(),
                    Clock.systemUTC(), () -> 0).byName().forEach((name, bean) -> context.getRegistry().bind(name, bean));
            context.start();
            for (Path file : new RouteFiles(folder).all()) {
                try {
                    PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromBytes("file:" + file, Files.readAllBytes(file)));
                } catch (Exception e) {
                    findings.add(folder.getFileName() + "/" + folder.relativize(file) + ": " + RouteFiles.deepest(e));
                }
            }
        } catch (Exception e) {
            findings.add("The route files could not be checked: " + RouteFiles.deepest(e));
        }
        return findings;
    }

    /** A database nobody may ask: the check must not need one. */
    private static final class Unopened extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("the check of the routes opens no database");
        }
    }
}
