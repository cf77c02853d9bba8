package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What the steps of a route do, in the order a message passes them: whom they call, which beans they ask, and what becomes of the
 * headers the message came with.
 */
final class RouteSteps {

    /** What a message carries at some step. */
    enum Headers {
        /** Only what this route set itself. */
        CLEAN,
        /** Whatever it came in with. */
        AS_ENTERED,
        /** What an outside caller sent, or what a called route or provider left. */
        FOREIGN;

        /** Where two ways meet: the worse of the two. */
        Headers or(Headers other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /**
     * A step that sends the message on.
     *
     * @param step       its word: to, toD, wireTap
     * @param uri        as written
     * @param parameters the options below it, or null
     * @param headers    what the message carries there
     */
    record Call(String step, String uri, int line, MappingNode parameters, Headers headers) {

        /** Whether the route waits until the called one is done. */
        boolean waits() {
            return !step.equals("wireTap") && !(uri.startsWith("seda:")
                    && "Never".equals(RouteNodes.text(parameters, "waitForTaskToComplete")));
        }
    }

    /** A place where a message leaves the route for good, and what it carries there. */
    record End(int line, Headers headers) {
    }

    private static final Set<String> CALLS = Set.of("to", "toD", "wireTap");
    /** Components that leave the headers of the message as they are. */
    private static final Set<String> LEAVE_HEADERS = Set.of("seda", "log");

    private final List<Call> calls = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> outermost = new ArrayList<>();

    private RouteSteps() {
    }

    /** @param steps the list below {@code from: steps:}, or null for a route without any */
    static RouteSteps of(Node steps, int line, Headers first) {
        RouteSteps walk = new RouteSteps();
        Headers last = walk.walk(steps, first, true);
        List<Node> items = RouteNodes.items(steps);
        items.forEach(item -> RouteNodes.entries(item).forEach(entry ->
                walk.outermost.add(String.valueOf(RouteNodes.text(entry.getKeyNode())))));
        walk.ends.add(new End(items.isEmpty() ? line : RouteNodes.line(items.get(items.size() - 1)), last));
        return walk;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<End> ends() {
        return List.copyOf(ends);
    }

    /** The beans that every message asks before the route ends, as {@code ref.method}; those within a block are left out. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The words of the steps that stand in no other step: to, bean. */
    List<String> outermost() {
        return List.copyOf(outermost);
    }

    private Headers walk(Node steps, Headers before, boolean always) {
        Headers now = before;
        for (Node step : RouteNodes.items(steps)) {
            for (NodeTuple entry : RouteNodes.entries(step)) {
                now = step(String.valueOf(RouteNodes.text(entry.getKeyNode())), entry, now, always);
            }
        }
        return now;
    }

    private Headers step(String word, NodeTuple entry, Headers now, boolean always) {
        Node body = entry.getValueNode();
        int line = RouteNodes.line(entry.getKeyNode());
        switch (word) {
            case "removeHeaders" -> {
                boolean all = "*".equals(RouteNodes.text(body, "pattern")) && RouteNodes.child(body, "excludePattern") == null;
                return all ? Headers.CLEAN : now;
            }
            case "stop" -> {
                ends.add(new End(line, now));
                return now;
            }
            case "choice" -> {
                return choice(body, now);
            }
            case "loop" -> {
                return blocks(body, now.or(new RouteSteps().blocks(body, now)));     // its second round begins where the first ended
            }
            case "bean" -> {
                if (always) {
                    String method = String.valueOf(RouteNodes.text(body, "method"));
                    asked.add(RouteNodes.text(body, "ref") + "." + method.replaceFirst("\\(.*", ""));
                }
                return now;
            }
            default -> {
                return CALLS.contains(word) ? call(word, body, line, now) : blocks(body, now);
            }
        }
    }

    private Headers call(String word, Node body, int line, Headers now) {
        String uri = body instanceof MappingNode ? RouteNodes.text(body, "uri") : RouteNodes.text(body);
        if (uri == null) {
            return now;
        }
        int place = body instanceof MappingNode ? RouteNodes.line(body) : line;
        MappingNode parameters = RouteNodes.child(body, "parameters") instanceof MappingNode mapping ? mapping : null;
        calls.add(new Call(word, uri, place, parameters, now));
        return word.equals("wireTap") || LEAVE_HEADERS.contains(uri.split(":", 2)[0]) ? now : Headers.FOREIGN;
    }

    /** With an `otherwise` every message takes one of the branches; without it a message may pass them all. */
    private Headers choice(Node body, Headers now) {
        Headers after = RouteNodes.child(body, "otherwise") == null ? now : Headers.CLEAN;
        for (Node when : RouteNodes.items(RouteNodes.child(body, "when"))) {
            after = after.or(walk(RouteNodes.child(when, "steps"), now, false));
        }
        Node otherwise = RouteNodes.child(body, "otherwise");
        return otherwise == null ? after : after.or(walk(RouteNodes.child(otherwise, "steps"), now, false));
    }

    /** Any other step: what is done in its blocks may have been done or not; a catch or fallback begins wherever it broke off. */
    private Headers blocks(Node body, Headers now) {
        Headers after = now.or(walk(RouteNodes.child(body, "steps"), now, false));
        for (NodeTuple entry : RouteNodes.entries(body)) {
            if (!"steps".equals(RouteNodes.text(entry.getKeyNode()))) {
                after = after.or(blocks(entry.getValueNode(), after));
            }
        }
        for (Node item : RouteNodes.items(body)) {
            after = after.or(blocks(item, after));
        }
        return after;
    }
}
