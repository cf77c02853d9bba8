package dev.waybill.gateway;

import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Checks the route files without starting anything: no port is opened, no database asked, no call made. */
public final class RouteCheck {

    private RouteCheck() {
    }

    /** Everything that is wrong, each with file and line where known; empty when the gateway would take all files. */
    public static List<String> findings(Settings settings) {
        Map<String, Object> beans = beans(settings);
        RouteRules rules = RouteRules.of(settings, beans);
        List<String> findings = new ArrayList<>(RouteSafety.findings(settings.forCamel()));
        findings.addAll(rules.findings());
        try {
            Collection<RouteText> texts = RouteFolder.of(settings.path("routes.dir")).read().values();
            List<RouteFinding> found = RouteCatalog.of(texts, rules).findings();
            if (found.isEmpty()) {
                found = RouteScratch.findings(beans, settings.forCamel(), texts);
            }
            found.forEach(finding -> findings.add(finding.toString()));
        } catch (RouteFileException e) {
            findings.add(e.getMessage());
        } catch (Exception e) {
            findings.add("The route files could not be checked: " + RouteFailure.deepest(e));
        }
        return findings;
    }

    /** How many routes there are. */
    public static int routes(Settings settings) {
        return RouteCatalog.of(RouteFolder.of(settings.path("routes.dir")).read().values(), rules(settings))
                .descriptions().size();
    }

    /** What route files may use under these settings. */
    static RouteRules rules(Settings settings) {
        return RouteRules.of(settings, beans(settings));
    }

    private static Map<String, Object> beans(Settings settings) {
        Unopened database = new Unopened();
        return new GatewayBeans(settings, database, database, database, null, new UUID(0, 0), new SimpleMeterRegistry(),
                Clock.systemUTC(), () -> 0, () -> 0).byName();
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
