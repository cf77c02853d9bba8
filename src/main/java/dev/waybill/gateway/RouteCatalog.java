package dev.waybill.gateway;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the route files as text and finds what Camel itself does not notice: routes without a name or description, an address
 * nobody listens at, a misspelt setting, an option that would be sent to a provider as part of its URL, a script. Each finding
 * names file and line.
 */
final class RouteCatalog {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:?]+)(:[^}]*)?}}");
    private static final Pattern ADDRESS = Pattern.compile("(?i)\\bhttps?://.*");
    /** They run programs or arbitrary code; a route file must not be able to. */
    private static final Set<String> SCRIPTS = Set.of("script", "groovy", "js", "joor", "java", "mvel", "ognl", "python", "spel", "exec");
    /** camel-http sends every option it does not know to the provider, as part of the URL. */
    private static final Set<String> HTTP_OPTIONS = Set.of("throwExceptionOnFailure", "httpClientConfigurer");
    private static final Set<String> NAMED_BY_ROUTE = Set.of("direct", "seda", "quartz");

    private final Path folder;
    private final Predicate<String> knownSetting;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, String> routes = new TreeMap<>();
    private final Map<String, String> consumers = new HashMap<>();
    private final Map<String, String> producers = new TreeMap<>();
    private final Map<String, String> descriptions = new TreeMap<>();
    private boolean allRead = true;

    private RouteCatalog(Path folder, Predicate<String> knownSetting) {
        this.folder = folder;
        this.knownSetting = knownSetting;
    }

    /** Reads all files. @param knownSetting whether {@code {{name}}} has a value */
    static RouteCatalog read(Path folder, Predicate<String> knownSetting) {
        RouteCatalog catalog = new RouteCatalog(folder, knownSetting);
        for (Path file : new RouteFiles(folder).all()) {
            catalog.file(file);
        }
        catalog.producers.forEach((uri, where) -> {
            boolean heard = uri.contains("${") ? catalog.consumers.keySet().stream().anyMatch(
                    consumer -> consumer.startsWith(uri.substring(0, uri.indexOf("${")))) : catalog.consumers.containsKey(uri);
            if (!heard && catalog.allRead) {         // in a file that cannot be read there may be any route
                catalog.findings.add(where + ": no route listens at " + uri + ". Write its route, or correct the name.");
            }
        });
        return catalog;
    }

    /** What is wrong, in the order of the files. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Every route's id and description. */
    Map<String, String> descriptions() {
        return Map.copyOf(descriptions);
    }

    private void file(Path file) {
        String name = folder.getFileName() + "/" + folder.relativize(file);
        try (Reader text = Files.newBufferedReader(file)) {
            LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
            Optional<Node> root = new Compose(settings).composeReader(text);
            if (root.isEmpty() || !(root.get() instanceof SequenceNode documents)) {
                findings.add(name + ": a route file is a list; begin it with `- route:`.");
                return;
            }
            documents.getValue().forEach(node -> definition(name, node));
        } catch (MarkedYamlEngineException e) {
            allRead = false;
            findings.add(name + ":" + e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1) + ": this is not YAML: "
                    + e.getProblem() + ". Look at this line and those before it for an indent, a colon or a quote that is off.");
        } catch (IOException e) {
            allRead = false;
            findings.add(name + " cannot be read: " + e.getMessage());
        }
    }

    private void definition(String file, Node node) {
        if (node instanceof MappingNode mapping) {
            Node route = child(mapping, "route");
            if (route != null) {
                route(file, node, route);
            }
            walk(file, node, "");
        } else {
            findings.add(at(file, node) + ": `- route:` or `- routeConfiguration:` was expected here.");
        }
    }

    private void route(String file, Node place, Node node) {
        if (!(node instanceof MappingNode route)) {
            findings.add(at(file, place) + ": the route is empty. Give it an id, a description and `from:`.");
            return;
        }
        String id = text(child(route, "id"));
        if (id == null) {
            findings.add(at(file, route) + ": the route has no id. Logs and failure reports name it by that.");
            return;
        }
        String other = routes.putIfAbsent(id, at(file, route));
        if (other != null) {
            findings.add(at(file, route) + ": the id " + id + " is used at " + other + " already. Ids are unique.");
        }
        String description = text(child(route, "description"));
        if (description == null) {
            findings.add(at(file, route) + ": the route " + id + " has no description. Say in one line what it does.");
        } else {
            descriptions.put(id, description);
        }
        String from = child(route, "from") instanceof MappingNode begin ? text(child(begin, "uri")) : null;
        if (from == null) {
            findings.add(at(file, route) + ": the route " + id + " has no `from:` with a `uri:`.");
            return;
        }
        String scheme = from.contains(":") ? from.substring(0, from.indexOf(':')) : from;
        if (NAMED_BY_ROUTE.contains(scheme) && !from.equals(scheme + ":" + id)) {
            findings.add(at(file, route) + ": the route " + id + " listens at " + from + "; its name must be the same: " + scheme + ":" + id + ".");
        }
        String twin = consumers.putIfAbsent(from, at(file, route));
        if (twin != null) {
            findings.add(at(file, route) + ": " + from + " is listened at by " + twin + " already.");
        }
    }

    private void walk(String file, Node node, String key) {
        if (node instanceof MappingNode mapping) {
            String uri = text(child(mapping, "uri"));
            if (uri != null && !key.equals("from")) {
                producer(file, mapping, uri);
            }
            for (NodeTuple entry : mapping.getValue()) {
                String name = text(entry.getKeyNode());
                if (name != null && SCRIPTS.contains(name)) {
                    findings.add(at(file, entry.getKeyNode()) + ": `" + name + "` runs code from a route file, which is not allowed."
                            + " Put the rule into a bean.");
                }
                walk(file, entry.getValueNode(), name == null ? "" : name);
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> walk(file, item, key));
        } else {
            scalar(file, node);
        }
    }

    private void producer(String file, MappingNode mapping, String uri) {
        if (uri.startsWith("direct:") || uri.startsWith("seda:")) {
            producers.putIfAbsent(uri, at(file, mapping));
        }
        if (SCRIPTS.contains(uri.split(":", 2)[0])) {
            findings.add(at(file, mapping) + ": " + uri + " runs programs, which a route file must not.");
        }
        if (uri.startsWith("{{") && uri.contains("base-url") && child(mapping, "parameters") instanceof MappingNode parameters) {
            for (NodeTuple entry : parameters.getValue()) {
                String option = text(entry.getKeyNode());
                if (!HTTP_OPTIONS.contains(option)) {
                    findings.add(at(file, entry.getKeyNode()) + ": `" + option + "` would be sent to the provider as part of its URL."
                            + " Known here: " + String.join(", ", HTTP_OPTIONS.stream().sorted().toList()) + ".");
                }
            }
        }
    }

    private void scalar(String file, Node node) {
        String value = text(node);
        if (value == null) {
            return;
        }
        if (ADDRESS.matcher(value).lookingAt()) {
            findings.add(at(file, node) + ": the address " + value + " is fixed here. Make it a setting and write {{its.name}}.");
        }
        Matcher placeholders = PLACEHOLDER.matcher(value);
        while (placeholders.find()) {
            String name = placeholders.group(1).trim();
            if (!knownSetting.test(name)) {
                findings.add(at(file, node) + ": {{" + name + "}} is no setting. application.properties names them all.");
            }
        }
    }

    private static Node child(MappingNode mapping, String key) {
        return mapping.getValue().stream().filter(entry -> key.equals(text(entry.getKeyNode()))).map(NodeTuple::getValueNode)
                .findFirst().orElse(null);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar && !scalar.getValue().isEmpty() ? scalar.getValue() : null;
    }

    private static String at(String file, Node node) {
        return file + ":" + node.getStartMark().map(Mark::getLine).map(line -> line + 1).orElse(1);
    }
}
