package dev.waybill.gateway.routefiles;

import dev.waybill.gateway.routefiles.RouteSteps.Call;
import dev.waybill.gateway.routefiles.RouteSteps.End;
import dev.waybill.gateway.routefiles.RouteSteps.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Something that routes of other files use: a routeConfiguration, or a routeTemplate.
 *
 * @param calls   whom its steps call
 * @param answers where a failure that it handles ends: the caller gets what the message carries there
 * @param node    its text
 */
record RouteShared(String file, int line, String id, List<Call> calls, List<End> answers, Node node) {

    static RouteShared configuration(String file, String id, Node node) {
        List<Call> calls = new ArrayList<>();
        List<End> answers = new ArrayList<>();
        collect(node, calls, answers);
        return new RouteShared(file, RouteNodes.line(node), id, List.copyOf(calls), List.copyOf(answers), node);
    }

    static RouteShared template(String file, String id, Node node) {
        return new RouteShared(file, RouteNodes.line(node), id, List.of(), List.of(), node);
    }

    private static void collect(Node node, List<Call> calls, List<End> answers) {
        Node steps = RouteNodes.child(node, "steps");
        if (steps != null) {
            RouteSteps walk = RouteSteps.of(steps, RouteNodes.line(node), Headers.FOREIGN);
            calls.addAll(walk.calls());
            if (RouteNodes.child(node, "handled") != null) {
                answers.addAll(walk.ends());
            }
            return;
        }
        String dead = RouteNodes.text(node, "deadLetterUri");
        if (dead != null) {
            calls.add(new Call("to", dead, RouteNodes.line(node), null, Headers.FOREIGN));
        }
        for (NodeTuple entry : RouteNodes.entries(node)) {
            collect(entry.getValueNode(), calls, answers);
        }
        RouteNodes.items(node).forEach(item -> collect(item, calls, answers));
    }

    /** The names a template fills in, each with its default or null. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Node parameter : RouteNodes.items(RouteNodes.child(node, "parameters"))) {
            parameters.put(String.valueOf(RouteNodes.text(parameter, "name")), RouteNodes.text(parameter, "defaultValue"));
        }
        return parameters;
    }

    /** What a template makes a route of. */
    Node body() {
        Node route = RouteNodes.child(node, "route");
        return route == null ? node : route;
    }
}
