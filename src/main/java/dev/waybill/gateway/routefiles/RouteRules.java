package dev.waybill.gateway.routefiles;

import dev.waybill.settings.Settings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a route file may use: the settings it can name, and the components, languages and steps that are refused unless
 * {@code routes.allow} names them.
 *
 * @param settings every setting that {@code {{name}}} can stand for, with its value
 * @param allowed  what {@code routes.allow} names, in lower case
 * @param beans    every bean that a route can name, with its class
 */
record RouteRules(Map<String, String> settings, Set<String> allowed, Map<String, Class<?>> beans) {

    /** {@code {{name}}}, {@code {{name:default}}}, {@code {{?name}}}. */
    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:?]+)(:[^}]*)?}}");

    private static final String RUNS_CODE = "runs code or programs from a route file, which is not allowed. Put the rule into a bean";
    private static final String FILES = "reaches for the files of this machine. Keep what must be kept in the database";
    private static final String CHANGES_ROUTES = "changes which routes run, past every check. Edit the route files instead";
    private static final String OTHER_HTTP = "speaks HTTP without this gateway's limits, timeouts and safety against sending twice."
            + " Use platform-http to receive and {{....base-url}} to call";
    private static final String SHOWS = "writes whole messages into the log, and bills are nobody's to read there. Use the step `log`"
            + " with the ids that help";
    private static final String CHOOSES = "lets a message choose where it goes. Use toD with an address that begins with direct:";
    private static final String REPEATS = "repeats a step by itself, and a bill might be sent twice. What is repeated, and when, is decided by"
            + " the delivery";
    private static final String OUTDATED = "is not safe in this version of Camel. Keep the state in the database";

    /** Components by name, each with what is wrong with it and what to do instead. */
    private static final Map<String, String> COMPONENTS = components();
    /** Steps, languages, options and headers by name, likewise. */
    private static final Map<String, String> WORDS = words();

    RouteRules {
        settings = Map.copyOf(settings);
        allowed = Set.copyOf(allowed);
        beans = Map.copyOf(beans);
    }

    /** @param beans by the names that routes give them */
    static RouteRules of(Settings settings, Map<String, Object> beans) {
        Set<String> allowed = Arrays.stream(settings.optional("routes.allow").orElse("").split(",")).map(String::strip)
                .filter(word -> !word.isEmpty()).map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return new RouteRules(settings.forCamel(), allowed, beans.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, bean -> bean.getValue().getClass())));
    }

    /** Why the component of this address cannot be used, as the end of "it ..."; empty when it can. */
    Optional<String> refusedComponent(String uri) {
        return refused(COMPONENTS, scheme(uri));
    }

    /** Why a step, language, option or header cannot be used, as the end of "it ..."; empty when it can. */
    Optional<String> refusedWord(String word) {
        return refused(WORDS, word);
    }

    private Optional<String> refused(Map<String, String> reasons, String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return allowed.contains(plain) ? Optional.empty() : Optional.ofNullable(reasons.get(plain))
                .map(why -> why + ", or name `" + name + "` in routes.allow.");
    }

    /** What {@code routes.allow} names and nothing would refuse: probably misspelt. */
    List<String> findings() {
        Set<String> known = new TreeSet<>(COMPONENTS.keySet());
        known.addAll(WORDS.keySet());
        return new TreeSet<>(allowed).stream().filter(word -> !known.contains(word)).map(word -> "setting `routes.allow` names `"
                + word + "`, which nothing refuses. Remove it, or correct it; refused are: " + String.join(", ", known) + ".").toList();
    }

    /** An address with its settings filled in; one that is not known stays as it is. */
    String resolved(String uri) {
        return PLACEHOLDER.matcher(uri).replaceAll(found -> {
            String value = settings.get(found.group(1).strip());
            return Matcher.quoteReplacement(value == null || value.isEmpty() ? found.group() : value);
        });
    }

    /** The component an address belongs to, in lower case: {@code direct}. */
    String scheme(String uri) {
        return resolved(uri).split("[:?]", 2)[0].toLowerCase(Locale.ROOT);
    }

    /** The address of a queue or route without its options: {@code direct:call-stripe}. */
    String address(String uri) {
        return resolved(uri).split("\\?", 2)[0].replaceFirst("^([a-z-]+)://", "$1:");
    }

    /** True when a call to this address leaves the gateway by HTTP. */
    boolean isHttp(String uri) {
        return Set.of("http", "https").contains(scheme(uri));
    }

    private static Map<String, String> components() {
        Map<String, String> refused = new HashMap<>();
        add(refused, RUNS_CODE, "exec", "ssh", "docker", "language", "class", "groovy", "joor", "java", "mvel", "python", "wasm",
                "xslt", "xslt-saxon", "xquery", "velocity", "freemarker", "string-template");
        add(refused, FILES, "file", "ftp", "ftps", "sftp", "scp", "smb", "file-watch", "stream");
        add(refused, CHANGES_ROUTES, "controlbus", "kamelet", "ref");
        add(refused, OTHER_HTTP, "vertx-http", "vertx-websocket", "netty", "netty-http", "undertow", "jetty", "servlet", "rest", "rest-api",
                "rest-openapi", "webhook", "grpc", "cxf", "mina");
        add(refused, SHOWS, "log");
        add(refused, OUTDATED, "saga");
        return Map.copyOf(refused);
    }

    private static Map<String, String> words() {
        Map<String, String> refused = new HashMap<>();
        add(refused, RUNS_CODE, "script", "groovy", "js", "javascript", "joor", "java", "jsh", "mvel", "ognl", "python", "spel",
                "csimple", "wasm", "quickjs", "beanType", "xquery");
        add(refused, CHANGES_ROUTES, "kamelet", "beans", "rest", "restConfiguration", "intercept", "interceptFrom",
                "interceptSendToEndpoint");
        add(refused, CHOOSES, "recipientList", "routingSlip", "dynamicRouter", "enrich", "pollEnrich", "poll", "CamelHttpUri",
                "CamelRestHttpUri", "CamelSqlQuery", "useMessageBodyForSql");
        add(refused, REPEATS, "redeliveryPolicy", "redeliveryPolicyRef", "maximumRedeliveries", "retryWhile", "loadBalance");
        add(refused, OUTDATED, "saga");
        return Map.copyOf(refused);
    }

    private static void add(Map<String, String> refused, String why, String... names) {
        for (String name : names) {
            refused.put(name.toLowerCase(Locale.ROOT), why);
        }
    }
}
