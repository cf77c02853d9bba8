package dev.waybill.gateway.routefiles;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What can be said of a route file word by word: refused components and languages, options that would be sent to a provider, fixed
 * addresses, misspelt settings, a log line that shows a bill.
 */
final class RouteTextRules {

    private static final Pattern ADDRESS = Pattern.compile("(?i)(?<![\\w-])(https?|ftps?|sftp|wss?|tcp|amqps?|jdbc:[a-z]+):/*[^/\\s]");
    private static final Pattern WHOLE_MESSAGE = Pattern.compile("\\$\\{(in\\.)?(body|headers|exchange)}"
            + "|\\$\\{(bodyAs|mandatoryBodyAs|bodyOneLine|originalBody|prettyBody|messageHistory|logExchange)\\b[^}]*}");
    private static final Pattern JAVA_CLASS = Pattern.compile("\\$\\{(bean:type:|type:java|camelContext|exchange\\.context)");
    /** Keys whose plain text is an address to call. */
    private static final Set<String> CALLS = Set.of("to", "toD", "wireTap", "deadLetterUri");
    /** Texts for people: an address in them calls nobody. */
    private static final Set<String> PROSE = Set.of("description", "note");
    /** camel-http sends every option it does not know to the provider, as part of the URL. */
    private static final Set<String> HTTP_OPTIONS = Set.of("throwExceptionOnFailure", "httpClientConfigurer", "httpMethod",
            "okStatusCodeRange");
    /** Components whose address is a statement. */
    private static final Set<String> STATEMENTS = Set.of("sql", "sql-stored", "jdbc");
    private static final Set<String> DOOR_OPTIONS = Set.of("httpMethodRestrict", "matchOnUriPrefix", "consumes", "produces");

    private final RouteRules rules;
    private final String file;
    private final List<RouteFinding> findings;

    private RouteTextRules(RouteRules rules, String file, List<RouteFinding> findings) {
        this.rules = rules;
        this.file = file;
        this.findings = findings;
    }

    /**
     * Adds what is wrong in one entry of a file.
     *
     * @param parameters names that a route template fills in: they look like settings and are none
     */
    static void check(RouteRules rules, String file, Node entry, Set<String> parameters, List<RouteFinding> findings) {
        new RouteTextRules(rules, file, findings).walk(entry, "", parameters);
    }

    private void walk(Node node, String key, Set<String> parameters) {
        if (node instanceof MappingNode mapping) {
            uri(mapping, key);
            Set<String> keys = new HashSet<>();
            for (NodeTuple entry : mapping.getValue()) {
                String name = RouteNodes.text(entry.getKeyNode());
                if (name != null && !keys.add(name)) {
                    say(entry.getKeyNode(), "`" + name + "` stands here twice, and only one of them would count. Remove one.");
                }
                if (name != null) {
                    word(name, entry.getKeyNode());
                    named(name, entry.getValueNode());
                }
                walk(entry.getValueNode(), name == null ? "" : name, parameters);
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> walk(item, key, parameters));
        } else if (node instanceof ScalarNode scalar) {
            scalar(scalar, !PROSE.contains(key), parameters);
        }
    }

    /** What a key and the text beside it say together. */
    private void named(String name, Node value) {
        String text = RouteNodes.text(value);
        if (text == null) {
            return;
        }
        if (CALLS.contains(name)) {
            call(name, text, null, value);
        } else if (name.equals("from")) {
            consumer(text, null, value);
        } else if (name.equals("language")) {
            word(text, value);
        } else if (name.equals("log") || name.equals("message")) {
            Matcher shown = WHOLE_MESSAGE.matcher(text);
            if (shown.find() && !rules.allowed().contains("log")) {
                say(value, "`" + shown.group() + "` would write a bill, or what came with it, into the log. Name the ids that help"
                        + " instead, such as ${variable.work.run.id}.");
            }
        }
    }

    private void word(String word, Node place) {
        rules.refusedWord(word).ifPresent(why -> say(place, "`" + word + "` " + why));
    }

    private void uri(MappingNode mapping, String key) {
        String uri = RouteNodes.text(mapping, "uri");
        if (uri == null) {
            return;
        }
        MappingNode parameters = RouteNodes.child(mapping, "parameters") instanceof MappingNode options ? options : null;
        if (key.equals("from")) {
            consumer(uri, parameters, mapping);
        } else {
            call(key, uri, parameters, mapping);
        }
    }

    private void consumer(String uri, MappingNode parameters, Node place) {
        rules.refusedComponent(uri).ifPresent(why -> say(place, "`" + uri + "` " + why));
        if (rules.scheme(uri).equals("platform-http")) {
            String path = rules.resolved(uri).replaceFirst("^platform-http:(//)?", "");
            if (!path.startsWith("/") || path.contains("?")) {
                say(place, "`" + uri + "` is no plain path. Write platform-http:/ and the path, and its options below `parameters:`.");
            }
            if (RouteNodes.child(parameters, "httpMethodRestrict") == null) {
                say(place, "`" + uri + "` would take every method. Write below `parameters:` which one, such as httpMethodRestrict: POST.");
            } else if (path.startsWith("/webhooks") && !"POST".equals(RouteNodes.text(parameters, "httpMethodRestrict"))) {
                say(place, "webhooks are posted. Write httpMethodRestrict: POST.");
            }
            options(parameters, DOOR_OPTIONS, "is no option of a path here: the door before it decides how a body is read and how large it is.");
        }
        if (rules.isHttp(uri)) {
            say(place, "`" + uri + "` is an address to call, none to listen at. Write platform-http:/ and a path.");
        }
    }

    private void call(String step, String uri, MappingNode parameters, Node place) {
        if (uri.startsWith("${") || uri.split(":", 2)[0].contains("${")) {
            say(place, "`" + uri + "` lets a message choose where it goes. Begin it with direct: and a word of your own.");
            return;
        }
        rules.refusedComponent(uri).ifPresent(why -> say(place, "`" + uri + "` " + why));
        if (step.equals("toD") && STATEMENTS.contains(rules.scheme(uri))) {
            say(place, "`" + rules.scheme(uri) + "` is called by `toD`: a message could write the statement. Use `to`, and put what varies"
                    + " into the query as :#${...}.");
        }
        if (!rules.isHttp(uri)) {
            return;
        }
        if (!step.equals("to") || uri.contains("${")) {
            say(place, "`" + uri + "` is called by `" + step + "`: a message could change where its credentials go. Use `to`, and put"
                    + " what varies into the header CamelHttpPath.");
        }
        if (uri.contains("?")) {
            say(place, "options stand in the address `" + uri + "`. Write them below `parameters:`, where they are checked.");
        }
        if (!"false".equals(RouteNodes.text(parameters, "throwExceptionOnFailure"))) {
            say(place, "a refusal by the provider would look like a call without an answer. Write below `parameters:`"
                    + " throwExceptionOnFailure: false.");
        }
        if (RouteNodes.child(parameters, "httpClientConfigurer") == null) {
            say(place, "this call has no longest wait for an answer. Write below `parameters:` httpClientConfigurer:"
                    + " \"#stripeTimeouts\", or that of its provider.");
        }
        options(parameters, HTTP_OPTIONS, "would be sent to the provider as part of its URL, or make a call that is not safe to repeat.");
    }

    private void options(MappingNode parameters, Set<String> known, String why) {
        for (NodeTuple entry : RouteNodes.entries(parameters)) {
            String option = RouteNodes.text(entry.getKeyNode());
            if (!known.contains(option)) {
                say(entry.getKeyNode(), "`" + option + "` " + why + " Known here: " + String.join(", ", known.stream().sorted().toList())
                        + ".");
            }
        }
    }

    private void scalar(ScalarNode node, boolean mayCall, Set<String> parameters) {
        String value = node.getValue();
        if (mayCall && ADDRESS.matcher(value).find()) {
            say(node, "the address " + shortened(value) + " is fixed here. Make it a setting and write {{its.name}}.");
        }
        Optional.of(value).filter(text -> text.startsWith("Camel")).ifPresent(text -> word(text, node));
        if (JAVA_CLASS.matcher(value).find() && !rules.allowed().contains("beantype")) {
            say(node, "`" + shortened(value) + "` reaches for any Java class or for Camel itself. Put the rule into a bean, or name"
                    + " `beanType` in routes.allow.");
        }
        Matcher placeholders = RouteRules.PLACEHOLDER.matcher(value);
        while (placeholders.find()) {
            String name = placeholders.group(1).strip();
            if (!rules.settings().containsKey(name) && !parameters.contains(name)) {
                say(node, "{{" + name + "}} is no setting. application.properties names them all.");
            }
        }
    }

    private static String shortened(String value) {
        String line = value.lines().findFirst().orElse("");
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }

    private void say(Node place, String sentence) {
        findings.add(new RouteFinding(file, RouteNodes.line(place), sentence));
    }
}
