package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** How the YAML of a route file is read, with its lines. */
final class RouteNodes {

    private RouteNodes() {
    }

    /** What stands under this key, or null. */
    static Node child(Node node, String key) {
        return node instanceof MappingNode mapping ? entries(mapping).stream().filter(entry -> key.equals(text(entry.getKeyNode())))
                .map(NodeTuple::getValueNode).findFirst().orElse(null) : null;
    }

    /** The text under this key, or null. */
    static String text(Node node, String key) {
        return text(child(node, key));
    }

    /** A text that is not empty, or null. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar && !scalar.getValue().isEmpty() ? scalar.getValue() : null;
    }

    /** The entries of a mapping; none of anything else. */
    static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    /** The items of a list; none of anything else. */
    static List<Node> items(Node node) {
        return node instanceof SequenceNode list ? list.getValue() : List.of();
    }

    /** The line a node begins at, counted from 1. */
    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).map(line -> line + 1).orElse(1);
    }

    /** The same, with every text rewritten; lines stay those of the original. */
    static Node rewritten(Node node, Function<String, String> change) {
        if (node instanceof ScalarNode scalar) {
            return new ScalarNode(scalar.getTag(), false, change.apply(scalar.getValue()), scalar.getScalarStyle(),
                    scalar.getStartMark(), scalar.getEndMark());
        }
        if (node instanceof SequenceNode list) {
            List<Node> items = new ArrayList<>();
            list.getValue().forEach(item -> items.add(rewritten(item, change)));
            return new SequenceNode(list.getTag(), false, items, list.getFlowStyle(), list.getStartMark(), list.getEndMark());
        }
        List<NodeTuple> entries = new ArrayList<>();
        entries(node).forEach(entry -> entries.add(new NodeTuple(entry.getKeyNode(), rewritten(entry.getValueNode(), change))));
        return new MappingNode(node.getTag(), false, entries, ((MappingNode) node).getFlowStyle(), node.getStartMark(),
                node.getEndMark());
    }

    /** A route template's body with its parameters filled in. */
    static Node filled(Node body, Map<String, String> parameters) {
        return rewritten(body, text -> {
            String filled = text;
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                filled = filled.replace("{{" + parameter.getKey() + "}}", parameter.getValue());
            }
            return filled;
        });
    }
}
