package dev.waybill.gateway.routefiles;

import dev.waybill.gateway.routefiles.RouteSteps.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the routes of all files fit together: ids and addresses are had once, and whatever is called or named is there. */
final class RouteLinks {

    /** What every webhook asks, of one bean, before it is answered: nothing is acknowledged that is not genuine and stored. */
    private static final String CHECKS = ".check";
    private static final String KEEPS = ".keep";

    private static final Set<String> INSIDE = Set.of("direct", "seda");

    private final RouteRules rules;
    private final List<RouteSketch> routes;
    private final Map<String, RouteShared> configurations;
    private final boolean allRead;
    private final List<RouteFinding> findings = new ArrayList<>();

    /** @param allRead false when a file could not be read: there may be any route in it */
    RouteLinks(RouteRules rules, List<RouteSketch> routes, Map<String, RouteShared> configurations, boolean allRead) {
        this.rules = rules;
        this.routes = routes;
        this.configurations = configurations;
        this.allRead = allRead;
    }

    void addTo(List<RouteFinding> all) {
        ids();
        listeners();
        paths();
        if (allRead) {
            calls();
            configurations();
        }
        routes.stream().filter(route -> route.path(rules) != null && route.path(rules).startsWith("/webhooks")).forEach(this::webhook);
        all.addAll(findings);
    }

    private void ids() {
        Map<String, RouteSketch> known = new HashMap<>();
        for (RouteSketch route : routes) {
            RouteSketch other = known.putIfAbsent(route.id(), route);
            if (other != null) {
                say(route, "the id " + route.id() + " is used at " + other.place().place() + " already. Ids are unique.");
            }
        }
    }

    private void listeners() {
        Map<String, RouteSketch> known = new HashMap<>();
        for (RouteSketch route : routes) {
            String address = rules.address(route.from());
            RouteSketch other = route.path(rules) == null && !address.equals("sql") ? known.putIfAbsent(address, route) : null;
            if (other != null) {
                say(route, address + " is listened at by " + other.place().place() + " already.");
            }
        }
    }

    /** Two paths are the same when they differ in the names of their parameters only. */
    private void paths() {
        Map<String, RouteSketch> known = new HashMap<>();
        for (RouteSketch route : routes) {
            if (route.path(rules) == null) {
                continue;
            }
            String path = route.path(rules).replaceAll("\\{[^}/]*}", "{}").replaceAll("(.)/$", "$1");
            Set<String> methods = route.methods().isEmpty() ? Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
                    : route.methods();
            Set<RouteSketch> told = new HashSet<>();
            for (String method : methods) {
                RouteSketch other = known.putIfAbsent(method + " " + path, route);
                if (other != null && told.add(other)) {
                    say(route, method + " " + route.path(rules) + " is taken by the route " + other.id() + " at " + other.place().place()
                            + " already. Give this one another path or method.");
                }
            }
        }
    }

    private void calls() {
        routes.forEach(route -> route.calls().forEach(call -> heard(call, route.place().file())));
        configurations.values().forEach(one -> one.calls().forEach(call -> heard(call, one.file())));
    }

    private void heard(Call call, String file) {
        if (INSIDE.contains(rules.scheme(call.uri())) && routes.stream().noneMatch(route -> route.hears(call.uri(), rules))) {
            String address = call.uri().contains("${") ? call.uri() : rules.address(call.uri());
            findings.add(new RouteFinding(file, call.line(), "no route listens at " + address + ". Write its route, or correct the"
                    + " name."));
        }
    }

    private void configurations() {
        for (RouteSketch route : routes) {
            for (String id : route.configurations()) {
                if (!configurations.containsKey(id)) {
                    say(route, "the route " + route.id() + " names the routeConfiguration " + id + ", which no file defines. Write it, or"
                            + " correct the name: without it failures would go unhandled.");
                }
            }
        }
    }

    private void webhook(RouteSketch route) {
        List<String> asked = route.steps().asked();
        String bean = asked.stream().filter(one -> one.endsWith(CHECKS)).map(one -> one.substring(0, one.length() - CHECKS.length()))
                .findFirst().orElse(null);
        if (bean == null) {
            say(route, "the route " + route.id() + " would acknowledge what was not proven genuine. Write a step bean with ref: webhooks and"
                    + " method: check that every message passes.");
        }
        if (asked.stream().noneMatch(one -> one.endsWith(KEEPS) && (bean == null || one.equals(bean + KEEPS)))) {
            say(route, "the route " + route.id() + " would acknowledge what was not stored. Write a step bean with ref: "
                    + (bean == null ? "webhooks" : bean) + " and method: keep that every message passes.");
        }
    }

    private void say(RouteSketch route, String sentence) {
        findings.add(new RouteFinding(route.place().file(), route.place().line(), sentence));
    }
}
