package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Routes that send to a provider. What fails there becomes the answer, and the route goes on behind the step that failed: so nothing
 * may stand in it but the sending and the reading of the answer. A step before the sending could fail, and the call would go out all
 * the same; a failure elsewhere would be taken for a provider's answer.
 */
final class RouteSending {

    /** The routeConfiguration that makes an answer of every failure. */
    private static final String CONFIGURATION = "provider-call";
    private static final String NAME = "send-to-";
    private static final List<String> STEPS = List.of("to", "bean");
    /** Components that stay within the gateway. */
    private static final Set<String> INSIDE = Set.of("direct", "seda", "bean", "log", "mock", "sql", "jdbc");

    private final RouteRules rules;
    private final List<RouteFinding> findings = new ArrayList<>();

    private RouteSending(RouteRules rules) {
        this.rules = rules;
    }

    static List<RouteFinding> findings(RouteRules rules, List<RouteSketch> routes) {
        RouteSending sending = new RouteSending(rules);
        routes.forEach(sending::route);
        return sending.findings;
    }

    private void route(RouteSketch route) {
        boolean named = route.id().startsWith(NAME);
        boolean carries = route.configurations().contains(CONFIGURATION);
        if (carries && !named) {
            say(route, "the route " + route.id() + " carries " + CONFIGURATION + ", which makes a provider's answer of every failure and goes"
                    + " on behind it. Move the sending into a route " + NAME + "..., and take " + CONFIGURATION + " away here.");
        } else if (named && !route.configurations().equals(List.of(CONFIGURATION))) {
            say(route, "a call of " + route.id() + " that got no answer would not be told from one that was never sent. Write"
                    + " routeConfigurationId: " + CONFIGURATION + ", and no other.");
        }
        if (carries && named && !onlySends(route)) {
            say(route, "the route " + route.id() + " does more than send: what fails in it counts as an answer, and it goes on. Leave two"
                    + " steps in it, `to` its provider and `bean` that reads the answer (ref: answers, method: read); move the others to"
                    + " the route that calls it.");
        }
    }

    private boolean onlySends(RouteSketch route) {
        RouteSteps steps = route.steps();
        return route.scheme(rules).equals("direct") && steps.outermost().equals(STEPS)
                && steps.calls().size() == 1 && !INSIDE.contains(rules.scheme(steps.calls().get(0).uri()))
                && steps.asked().get(0).endsWith(".read");
    }

    private void say(RouteSketch route, String sentence) {
        findings.add(new RouteFinding(route.place().file(), route.place().line(), sentence));
    }
}
