package dev.waybill.gateway.routefiles;

import dev.waybill.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;

/**
 * The settings of Camel that routes rely on, and that therefore cannot be changed: without them a call might be sent twice, a
 * credential might travel on, or a route file might be loaded unchecked.
 */
public final class RouteSafety {

    private static final String SENT_TWICE = "the HTTP client would repeat a call by itself, and a bill might be sent twice";
    private static final String TRAVELS_ON = "credentials would travel on to wherever a provider redirects";
    private static final String COOKIES = "a provider's cookies of one account would go along with the calls of another";
    private static final String COPIED = "the headers of a call, its credentials among them, would be taken for headers of the answer";
    private static final String SIGNED_BYTES = "the bytes that a sender signed could not be read again";
    private static final String UNCHECKED = "route files would be loaded past every check; routes.dir names their folder";
    private static final String SHOWS_BODIES = "bills would be shown to whoever reads logs or the management port";
    private static final String FROM_OUTSIDE = "whoever reaches the management port could change what runs";

    /** What stays as it is: the setting as Camel compares it, the value it must have, what would happen otherwise. */
    private static final Map<String, Pinned> PINNED = new LinkedHashMap<>();
    /** Settings that begin like this are for what Waybill does itself, or does not do at all. */
    private static final Map<String, String> REFUSED = Map.of(
            "camel.main.routesinclude", UNCHECKED, "camel.main.routesreload", UNCHECKED, "camel.main.routescollector", UNCHECKED,
            "camel.main.routesbuilders", UNCHECKED, "camel.main.routebuilderclasses", UNCHECKED, "camel.main.basepackagescan", UNCHECKED,
            "camel.routetemplate", UNCHECKED, "camel.debug.", SHOWS_BODIES, "camel.trace.", SHOWS_BODIES,
            "camel.main.tracing", SHOWS_BODIES);

    private record Pinned(String name, String value, String otherwise) {
    }

    static {
        for (String component : List.of("http", "https")) {
            String prefix = "camel.component." + component + ".";
            pin(prefix + "automaticRetriesDisabled", "true", SENT_TWICE);
            pin(prefix + "redirectHandlingDisabled", "true", TRAVELS_ON);
            pin(prefix + "followRedirects", "false", TRAVELS_ON);
            pin(prefix + "cookieManagementDisabled", "true", COOKIES);
            pin(prefix + "copyHeaders", "false", COPIED);
        }
        pin("camel.main.streamCachingEnabled", "true", SIGNED_BYTES);
        for (String door : List.of("devConsoleEnabled", "jolokiaEnabled", "uploadEnabled", "downloadEnabled", "sendEnabled")) {
            pin("camel.management." + door, "false", FROM_OUTSIDE);
        }
    }

    private RouteSafety() {
    }

    private static void pin(String name, String value, String otherwise) {
        PINNED.put(plain(name), new Pinned(name, value, otherwise));
    }

    /**
     * What settings would take away, one sentence or two each.
     *
     * @param settings every {@code camel.*} setting; others are not looked at
     */
    public static List<String> findings(Map<String, String> settings) {
        List<String> findings = new ArrayList<>();
        settings.forEach((name, value) -> {
            String plain = plain(name);
            Pinned pinned = PINNED.get(plain);
            if (pinned != null && !pinned.value().equalsIgnoreCase(value.strip())) {
                findings.add("setting `" + name + "` must stay " + pinned.value() + ": otherwise " + pinned.otherwise()
                        + ". Remove it from application.properties.");
            }
            REFUSED.forEach((prefix, why) -> {
                if (plain.startsWith(prefix)) {
                    findings.add("setting `" + name + "` is not taken: " + why + ". Remove it from application.properties.");
                }
            });
        });
        return findings;
    }

    /** @throws RouteFileException when settings would take something away */
    public static void require(Settings settings) {
        List<String> findings = new ArrayList<>(findings(settings.forCamel()));
        findings.addAll(RouteRules.of(settings, Map.of()).findings());
        if (!findings.isEmpty()) {
            throw new RouteFileException(String.join(System.lineSeparator(), findings));
        }
    }

    /**
     * Looks at what the started components really do, wherever they were told: Camel also reads the environment.
     *
     * @throws RouteFileException when one of them is not as it must be
     */
    public static void require(CamelContext context) {
        for (String component : List.of("http", "https")) {
            HttpComponent http = context.getComponent(component, HttpComponent.class);
            String prefix = "camel.component." + component + ".";
            require(http.isAutomaticRetriesDisabled(), prefix + "automaticRetriesDisabled");
            require(http.isRedirectHandlingDisabled(), prefix + "redirectHandlingDisabled");
            require(!http.isFollowRedirects(), prefix + "followRedirects");
            require(http.isCookieManagementDisabled(), prefix + "cookieManagementDisabled");
            require(!http.isCopyHeaders(), prefix + "copyHeaders");
        }
        require(context.isStreamCaching(), "camel.main.streamCachingEnabled");
    }

    private static void require(boolean holds, String name) {
        if (!holds) {
            Pinned pinned = PINNED.get(plain(name));
            String variable = name.replace('.', '_').toUpperCase(Locale.ROOT);
            throw new RouteFileException("Camel was started with `" + name + "` other than " + pinned.value() + ": "
                    + pinned.otherwise() + ". Remove it from application.properties and from the environment (" + variable
                    + ", or with underscores between its words).");
        }
    }

    /** As Camel compares names: in any case, with or without dashes. */
    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
