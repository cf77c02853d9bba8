package dev.waybill.gateway.routefiles;

import dev.waybill.gateway.routefiles.RouteSteps.Call;
import dev.waybill.gateway.routefiles.RouteSteps.End;
import dev.waybill.gateway.routefiles.RouteSteps.Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the headers of messages through all routes. Camel sends every header to a provider and back to a caller: what came in
 * with a webhook must be removed before both.
 */
final class RouteHeaders {

    private final RouteRules rules;
    private final List<RouteSketch> routes;
    private final List<RouteShared> configurations;
    /** Routes that a message may enter with headers of an outside caller. */
    private final Set<String> entered = new HashSet<>();

    private RouteHeaders(RouteRules rules, List<RouteSketch> routes, List<RouteShared> configurations) {
        this.rules = rules;
        this.routes = routes;
        this.configurations = configurations;
    }

    static List<RouteFinding> findings(RouteRules rules, List<RouteSketch> routes, List<RouteShared> configurations) {
        RouteHeaders headers = new RouteHeaders(rules, routes, configurations);
        headers.follow();
        List<RouteFinding> findings = new ArrayList<>();
        routes.forEach(route -> headers.call(route, findings));
        routes.stream().filter(route -> route.path(rules) != null).forEach(route -> headers.answer(route, findings));
        return findings;
    }

    /** Goes on until no further route is found that foreign headers reach. */
    private void follow() {
        for (RouteShared configuration : configurations) {
            for (Call call : configuration.calls()) {
                heard(call).forEach(route -> entered.add(route.id()));
            }
        }
        boolean more = true;
        while (more) {
            more = false;
            for (RouteSketch route : routes) {
                for (Call call : route.calls()) {
                    if (isForeign(route, call.headers())) {
                        for (RouteSketch called : heard(call)) {
                            more |= entered.add(called.id());
                        }
                    }
                }
            }
        }
    }

    private List<RouteSketch> heard(Call call) {
        return routes.stream().filter(route -> route.isEnteredFromOthers(rules) && route.hears(call.uri(), rules)).toList();
    }

    private boolean isForeign(RouteSketch route, Headers headers) {
        return headers == Headers.FOREIGN || headers == Headers.AS_ENTERED && entered.contains(route.id());
    }

    private void call(RouteSketch route, List<RouteFinding> findings) {
        for (Call call : route.calls()) {
            if (rules.isHttp(call.uri()) && isForeign(route, call.headers())) {
                findings.add(new RouteFinding(route.place().file(), call.line(), "the headers of whoever was asked before would go out with"
                        + " this call. Write a step removeHeaders with pattern: \"*\" before it, here or in every route that calls "
                        + route.id() + "."));
            }
        }
    }

    private void answer(RouteSketch route, List<RouteFinding> findings) {
        for (End end : route.steps().ends()) {
            if (end.headers() != Headers.CLEAN) {
                findings.add(new RouteFinding(route.place().file(), end.line(), "the caller of " + route.id() + " would get back the"
                        + " headers of the request, or those of a call in between. Write a step removeHeaders with pattern: \"*\" before"
                        + " the answer is put together."));
            }
        }
        for (RouteShared configuration : configurations) {
            if (route.configurations().contains(configuration.id())) {
                for (End end : configuration.answers()) {
                    if (end.headers() != Headers.CLEAN) {
                        findings.add(new RouteFinding(configuration.file(), end.line(), "the caller of " + route.id() + ", which uses "
                                + configuration.id() + ", would get back the headers of the request. Write a step removeHeaders with"
                                + " pattern: \"*\" before the answer is put together."));
                    }
                }
            }
        }
    }
}
