package dev.waybill.gateway.routefiles;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Names the route files that are refused. That is no outage - their last good version runs - and nothing a restart would help, so
 * it stays UP and says degraded; it is DOWN when routes are gone that ran before.
 */
public final class RouteHealth extends AbstractHealthCheck {

    /** The name of the check. */
    public static final String ID = "route-files";

    private final Supplier<RouteState> state;

    /** @param state how the files stand now */
    public RouteHealth(Supplier<RouteState> state) {
        super("waybill", ID);
        this.state = state;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        RouteState now = state.get();
        builder.detail("state", now.lost() ? "lost" : now.summary().isPresent() ? "degraded" : "good");
        now.summary().ifPresent(summary -> builder.message(summary + now.refused().stream().flatMap(file -> file.findings().stream())
                .map(finding -> " | " + shortly(finding)).collect(Collectors.joining())));
        now.refused().forEach(file -> builder.detail(file.name(), String.join(" | ", file.findings())));
        for (int i = 0; i < now.problems().size(); i++) {
            builder.detail("problem-" + (i + 1), now.problems().get(i));
        }
        if (now.lost()) {
            builder.down();
        } else {
            builder.up();
        }
    }

    /** Without the folders, and without quotes: Camel escapes this text twice. The details, {@code ?data=true}, have it as it is. */
    private static String shortly(String finding) {
        String place = finding.split(": ", 2)[0];
        return finding.substring(place.lastIndexOf('/') + 1).replace('"', '\'');
    }
}
