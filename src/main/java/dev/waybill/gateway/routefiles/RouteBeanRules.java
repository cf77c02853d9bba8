package dev.waybill.gateway.routefiles;

import dev.waybill.settings.Spelling;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Whether the beans that a route file names are there, and have the methods it asks. */
final class RouteBeanRules {

    private static final Pattern REFERENCE = Pattern.compile("#(bean:)?([A-Za-z][A-Za-z0-9-]*)");
    private static final Set<String> ASKED = Set.of("bean", "method");

    private final Map<String, Class<?>> beans;
    private final String file;
    private final List<RouteFinding> findings;

    private RouteBeanRules(Map<String, Class<?>> beans, String file, List<RouteFinding> findings) {
        this.beans = beans;
        this.file = file;
        this.findings = findings;
    }

    /** Adds what is wrong in one entry of a file. */
    static void check(RouteRules rules, String file, Node entry, List<RouteFinding> findings) {
        new RouteBeanRules(rules.beans(), file, findings).walk(entry);
    }

    private void walk(Node node) {
        for (NodeTuple entry : RouteNodes.entries(node)) {
            String key = RouteNodes.text(entry.getKeyNode());
            Node value = entry.getValueNode();
            if (key != null && ASKED.contains(key) && RouteNodes.text(value, "ref") != null) {
                asked(RouteNodes.text(value, "ref"), RouteNodes.text(value, "method"), value);
            }
            walk(value);
        }
        RouteNodes.items(node).forEach(this::walk);
        String text = RouteNodes.text(node);
        Matcher reference = REFERENCE.matcher(text == null ? "" : text);
        if (reference.matches()) {
            bean(reference.group(2), node);
        }
    }

    private void asked(String name, String method, Node place) {
        Class<?> type = bean(name.replaceFirst("^#(bean:)?", ""), place);
        if (type == null) {
            return;
        }
        Set<String> methods = Arrays.stream(type.getMethods()).filter(one -> one.getDeclaringClass() != Object.class)
                .map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        if (method == null && methods.size() > 1) {
            say(place, "the bean " + name + " can do several things. Name one of them with `method:` " + String.join(", ", methods) + ".");
        } else if (method != null) {
            String plain = method.replaceFirst("\\(.*", "").strip();
            if (!methods.contains(plain)) {
                say(place, "the bean " + name + " has no method `" + plain + "`." + meant(plain, methods));
            }
        }
    }

    private Class<?> bean(String name, Node place) {
        Class<?> type = beans.get(name);
        if (type == null) {
            say(place, "there is no bean `" + name + "`." + meant(name, beans.keySet()));
        }
        return type;
    }

    /** The word that somebody probably meant, or all there are. */
    static String meant(String written, Collection<String> known) {
        Optional<String> nearest = known.stream().min(Comparator.comparingInt(word -> Spelling.slips(written, word)))
                .filter(word -> Spelling.slips(written, word) <= Math.max(2, written.length() / 3));
        return nearest.map(word -> " Did you mean `" + word + "`?").orElseGet(() -> " There are: "
                + String.join(", ", new TreeSet<>(known)) + ".");
    }

    private void say(Node place, String sentence) {
        findings.add(new RouteFinding(file, RouteNodes.line(place), sentence));
    }
}
