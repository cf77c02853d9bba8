package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a set of route files as text and finds what Camel itself does not notice: routes without a name or description, an address
 * nobody listens at, a path taken twice, a misspelt setting, an option or header that would be sent to a provider, a script. Each
 * finding names file and line.
 */
final class RouteCatalog {

    private static final Set<String> NAMED_BY_ROUTE = Set.of("direct", "seda", "quartz");
    private static final Set<String> ENTRIES = Set.of("route", "routeConfiguration", "routeTemplate", "templatedRoute");

    private final RouteRules rules;
    private final List<RouteFinding> findings = new ArrayList<>();
    private final List<RouteSketch> routes = new ArrayList<>();
    private final Map<String, String> descriptions = new TreeMap<>();
    private final Map<String, RouteShared> configurations = new LinkedHashMap<>();
    private final Map<String, RouteShared> templates = new LinkedHashMap<>();
    /** Which templates each file makes routes of. */
    private final Map<String, Set<String>> filled = new HashMap<>();
    private boolean allRead = true;

    private RouteCatalog(RouteRules rules) {
        this.rules = rules;
    }

    /** Reads all of these files, each with the others in sight. */
    static RouteCatalog of(Collection<RouteText> texts, RouteRules rules) {
        RouteCatalog catalog = new RouteCatalog(rules);
        Map<String, List<Node>> entries = new LinkedHashMap<>();
        for (RouteText text : RouteFolder.inLoadingOrder(texts)) {
            entries.put(text.name(), catalog.entries(text));
        }
        entries.forEach((file, nodes) -> nodes.forEach(node -> catalog.shared(file, node)));
        entries.forEach((file, nodes) -> nodes.forEach(node -> catalog.entry(file, node)));
        new RouteLinks(rules, catalog.routes, catalog.configurations, catalog.allRead).addTo(catalog.findings);
        catalog.findings.addAll(RouteSending.findings(rules, catalog.routes));
        catalog.findings.addAll(RouteHeaders.findings(rules, catalog.routes, List.copyOf(catalog.configurations.values())));
        return catalog;
    }

    /** What is wrong, in the order of the files. */
    List<RouteFinding> findings() {
        return List.copyOf(findings);
    }

    /** Every route that has an id and a beginning. */
    List<RouteSketch> routes() {
        return List.copyOf(routes);
    }

    /** Every route's id and description. */
    Map<String, String> descriptions() {
        return Map.copyOf(descriptions);
    }

    /** The files that use something these files define. */
    Set<String> usersOf(Set<String> files) {
        Set<String> users = new HashSet<>();
        for (RouteSketch route : routes) {
            if (route.configurations().stream().map(configurations::get).anyMatch(used -> used != null && files.contains(used.file()))) {
                users.add(route.file());
            }
        }
        filled.forEach((file, used) -> {
            if (used.stream().map(templates::get).anyMatch(template -> template != null && files.contains(template.file()))) {
                users.add(file);
            }
        });
        return users;
    }

    /** The routes that wait for a route of this id while it works, however many others are in between. */
    Set<String> callersOf(String id) {
        Set<String> callers = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(id));
        while (!next.isEmpty()) {
            String called = next.remove(next.size() - 1);
            routes.stream().filter(route -> route.id().equals(called)).forEach(target -> {
                for (RouteSketch route : routes) {
                    if (route.calls().stream().anyMatch(call -> call.waits() && target.hears(call.uri(), rules))
                            && callers.add(route.id())) {
                        next.add(route.id());
                    }
                }
            });
        }
        return callers;
    }

    private List<Node> entries(RouteText file) {
        if (file.problem() != null) {
            allRead = false;
            say(file.name(), 0, file.problem());
            return List.of();
        }
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.name()).setUseMarks(true).build();
            Optional<Node> root = new Compose(settings).composeString(file.text());
            if (root.isPresent() && root.get() instanceof SequenceNode list) {
                return list.getValue();
            }
            say(file.name(), 0, "a route file is a list; begin it with `- route:`.");
        } catch (MarkedYamlEngineException e) {
            allRead = false;
            say(file.name(), e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1), "this is not YAML: " + e.getProblem()
                    + ". Look at this line and those before it for an indent, a colon or a quote that is off.");
        } catch (YamlEngineException e) {
            allRead = false;
            say(file.name(), 0, "this is not YAML: " + e.getMessage() + ".");
        } catch (StackOverflowError e) {
            allRead = false;
            say(file.name(), 0, "this is nested too deeply to be read. Split it into routes that call each other.");
        }
        return List.of();
    }

    private void shared(String file, Node entry) {
        Node configuration = RouteNodes.child(entry, "routeConfiguration");
        if (configuration != null) {
            define(file, configuration, "routeConfiguration", configurations, RouteShared.configuration(file, id(configuration), configuration));
        }
        Node template = RouteNodes.child(entry, "routeTemplate");
        if (template != null) {
            define(file, template, "routeTemplate", templates, RouteShared.template(file, id(template), template));
        }
    }

    private void define(String file, Node node, String word, Map<String, RouteShared> known, RouteShared shared) {
        if (shared.id() == null) {
            say(file, RouteNodes.line(node), "the " + word + " has no id. Routes use it by that name only.");
            return;
        }
        RouteShared other = known.putIfAbsent(shared.id(), shared);
        if (other != null) {
            say(file, RouteNodes.line(node), "the id " + shared.id() + " is used at " + other.file() + ":" + other.line()
                    + " already. Ids are unique.");
        }
    }

    private void entry(String file, Node entry) {
        if (!(entry instanceof MappingNode mapping)) {
            say(file, RouteNodes.line(entry), "`- route:` or `- routeConfiguration:` was expected here.");
            return;
        }
        Set<String> parameters = Set.of();
        for (NodeTuple part : mapping.getValue()) {
            String word = String.valueOf(RouteNodes.text(part.getKeyNode()));
            if (word.equals("route")) {
                route(file, file, entry, part.getValueNode(), null);
            } else if (word.equals("templatedRoute")) {
                templated(file, entry, part.getValueNode());
            } else if (word.equals("routeTemplate")) {
                parameters = RouteShared.template(file, "", part.getValueNode()).parameters().keySet();
            } else if (!ENTRIES.contains(word) && rules.refusedWord(word).isEmpty() && !rules.allowed().contains(word.toLowerCase(Locale.ROOT))) {
                say(file, RouteNodes.line(part.getKeyNode()), "`" + word + "` does not begin anything here. Write `- route:` with an id, a"
                        + " description and `from:`, or `- routeConfiguration:`.");
            }
        }
        RouteTextRules.check(rules, file, entry, parameters, findings);
        RouteBeanRules.check(rules, file, entry, findings);
    }

    /** @param as the id of a route that a template makes; null = its own */
    private void route(String file, String textFile, Node place, Node route, String as) {
        if (!(route instanceof MappingNode)) {
            say(textFile, RouteNodes.line(place), "the route is empty. Give it an id, a description and `from:`.");
            return;
        }
        int line = RouteNodes.line(route);
        String id = as == null ? id(route) : as;
        if (id == null) {
            say(textFile, line, "the route has no id. Logs and failure reports name it by that.");
            return;
        }
        String description = RouteNodes.text(route, "description");
        if (description == null) {
            say(textFile, line, "the route " + id + " has no description. Say in one line what it does.");
        } else {
            descriptions.put(id, description);
        }
        Node begin = RouteNodes.child(route, "from");
        String from = begin instanceof MappingNode ? RouteNodes.text(begin, "uri") : RouteNodes.text(begin);
        if (from == null) {
            say(textFile, line, "the route " + id + " has no `from:` with a `uri:`.");
            return;
        }
        String scheme = rules.scheme(from);
        if (NAMED_BY_ROUTE.contains(scheme) && !rules.address(from).equals(scheme + ":" + id)) {
            say(textFile, line, "the route " + id + " listens at " + from + "; its name must be the same: " + scheme + ":" + id + ".");
        }
        routes.add(RouteSketch.of(file, textFile, id, route, rules));
    }

    private void templated(String file, Node place, Node node) {
        String id = RouteNodes.text(node, "routeId");
        String name = RouteNodes.text(node, "routeTemplateRef");
        RouteShared template = name == null ? null : templates.get(name);
        if (id == null || template == null) {
            say(file, RouteNodes.line(place), id == null ? "the route has no routeId. Logs and failure reports name it by that."
                    : "no file defines the routeTemplate " + name + ". Write it, or correct `routeTemplateRef:`.");
            return;
        }
        filled.computeIfAbsent(file, any -> new HashSet<>()).add(name);
        Map<String, String> parameters = template.parameters();
        for (Node parameter : RouteNodes.items(RouteNodes.child(node, "parameters"))) {
            parameters.put(String.valueOf(RouteNodes.text(parameter, "name")), RouteNodes.text(parameter, "value"));
        }
        List<String> missing = parameters.entrySet().stream().filter(one -> one.getValue() == null).map(Map.Entry::getKey).toList();
        if (!missing.isEmpty()) {
            say(file, RouteNodes.line(place), "the routeTemplate " + name + " needs a value for " + String.join(", ", missing) + ".");
            return;
        }
        Node body = RouteNodes.filled(template.body(), parameters);
        route(file, template.file(), place, body, id);
        RouteTextRules.check(rules, template.file(), body, Set.of(), findings);
    }

    private static String id(Node node) {
        return RouteNodes.text(node, "id");
    }

    private void say(String file, int line, String sentence) {
        findings.add(new RouteFinding(file, line, sentence));
    }
}
