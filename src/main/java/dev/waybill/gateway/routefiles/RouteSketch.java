package dev.waybill.gateway.routefiles;

import dev.waybill.gateway.routefiles.RouteSteps.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One route, as far as its text tells.
 *
 * @param file           that brings it into being
 * @param place          where its text is
 * @param from           the address it listens at, as written
 * @param parameters     the options of that address, or null
 * @param configurations the ids of the routeConfigurations it names
 * @param calls          whom its steps and its error handler call
 */
record RouteSketch(String file, RouteFinding place, String id, String from, MappingNode parameters, List<String> configurations,
                   RouteSteps steps, List<Call> calls) {

    private static final Set<String> ENTERED_FROM_OTHERS = Set.of("direct", "seda");

    /**
     * Reads a route that has an id and a beginning.
     *
     * @param node below {@code route:}, or a template's with its parameters filled in
     */
    static RouteSketch of(String file, String textFile, String id, Node node, RouteRules rules) {
        Node begin = RouteNodes.child(node, "from");
        String from = begin instanceof MappingNode ? RouteNodes.text(begin, "uri") : RouteNodes.text(begin);
        String configurations = RouteNodes.text(node, "routeConfigurationId");
        RouteSteps.Headers first = ENTERED_FROM_OTHERS.contains(rules.scheme(from)) ? RouteSteps.Headers.AS_ENTERED
                : RouteSteps.Headers.FOREIGN;
        RouteSteps steps = RouteSteps.of(RouteNodes.child(begin, "steps"), RouteNodes.line(node), first);
        List<Call> calls = new ArrayList<>(steps.calls());
        Node errorHandler = RouteNodes.child(node, "errorHandler");
        if (errorHandler != null) {
            calls.addAll(RouteShared.configuration(textFile, id, errorHandler).calls());
        }
        return new RouteSketch(file, new RouteFinding(textFile, RouteNodes.line(node), ""), id, from,
                RouteNodes.child(begin, "parameters") instanceof MappingNode options ? options : null,
                configurations == null ? List.of() : Arrays.stream(configurations.split(",")).map(String::strip).toList(),
                steps, List.copyOf(calls));
    }

    /** The component it is entered by: {@code platform-http}. */
    String scheme(RouteRules rules) {
        return rules.scheme(from);
    }

    boolean isEnteredFromOthers(RouteRules rules) {
        return ENTERED_FROM_OTHERS.contains(scheme(rules));
    }

    /** The path of a route that the outside reaches, or null: {@code /webhooks/m3ter/{endpointId}}. */
    String path(RouteRules rules) {
        return scheme(rules).equals("platform-http") ? rules.resolved(from).replaceFirst("^platform-http:(//)?", "") : null;
    }

    /** The methods it takes there; empty = every one. */
    Set<String> methods() {
        String restricted = RouteNodes.text(parameters, "httpMethodRestrict");
        return restricted == null ? Set.of() : Arrays.stream(restricted.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    /** True when a call to this address, as written, may reach this route. */
    boolean hears(String uri, RouteRules rules) {
        String address = rules.address(from);
        int varies = uri.indexOf("${");
        return varies < 0 ? address.equals(rules.address(uri)) : address.startsWith(rules.address(uri.substring(0, varies)));
    }
}
