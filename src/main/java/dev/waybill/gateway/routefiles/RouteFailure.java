package dev.waybill.gateway.routefiles;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.EndpointUriFactory;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in words, with the line, why Camel could not build a route of a file. */
final class RouteFailure {

    private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)=");
    private static final Pattern UNKNOWN_COMPONENT = Pattern.compile("No (?:component found with scheme|endpoint could be found for): ([^\\s,:]+)");
    private static final Pattern UNKNOWN_STEP = Pattern.compile("Unknown node id: (\\S+)");
    private static final Pattern UNKNOWN_FIELD = Pattern.compile("Unsupported field: (\\S+)");
    private static final Pattern UNKNOWN_FUNCTION = Pattern.compile("Unknown function: (\\S+)");
    private static final Pattern TWICE = Pattern.compile("duplicate id detected: ([^\\s.]+)");

    private final CamelContext context;
    private final RouteText file;

    private RouteFailure(CamelContext context, RouteText file) {
        this.context = context;
        this.file = file;
    }

    /** @param context that refused the file: it knows the options of its components */
    static RouteFinding explain(CamelContext context, RouteText file, Throwable failure) {
        return new RouteFailure(context, file).explain(failure);
    }

    private RouteFinding explain(Throwable failure) {
        int route = 0;
        for (Throwable cause : chain(failure)) {
            if (cause instanceof FailedToCreateRouteException refused) {
                route = lineOf("id: " + refused.getRouteId(), 1);
            }
            if (cause instanceof MarkedYamlEngineException marked) {
                int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(route);
                return at(line, yaml(String.valueOf(marked.getProblem())));
            }
            if (cause instanceof NoSuchBeanException bean) {
                return at(lineOf(bean.getName(), route), "there is no bean `" + bean.getName() + "`. Correct its name.");
            }
            if (cause instanceof NoSuchLanguageException language) {
                return at(lineOf(language.getLanguage(), route), "there is no language `" + language.getLanguage() + "`. Use simple,"
                        + " constant or method.");
            }
            if (cause instanceof ResolveEndpointFailedException endpoint && UNKNOWN_OPTION.matcher(endpoint.getMessage()).find()) {
                return option(endpoint, route);
            }
        }
        String reason = deepest(failure);
        Matcher twice = TWICE.matcher(reason);
        if (twice.find()) {
            return at(lineOf("id: " + twice.group(1), route), "the id " + twice.group(1) + " is used by another step already. Ids are unique.");
        }
        Matcher component = UNKNOWN_COMPONENT.matcher(reason);
        if (component.find()) {
            return at(lineOf(component.group(1) + ":", lineOf(component.group(1), route)), "there is no component `" + component.group(1)
                    + "`. Correct its name, or put its library beside Waybill's.");
        }
        Matcher function = UNKNOWN_FUNCTION.matcher(reason);
        if (function.find()) {
            return at(lineOf(function.group(1), route), "the expression has no function `" + function.group(1) + "`. Correct its name.");
        }
        String said = reason.lines().findFirst().orElse(reason).strip();
        String expression = reason.lines().skip(1).findFirst().orElse("").strip();
        return at(expression.isEmpty() ? route : lineOf(expression, route), said + (expression.isEmpty() ? "" : " in " + expression)
                + (said.endsWith(".") ? "" : ".") + " Correct it, or put back what stood there.");
    }

    private RouteFinding option(ResolveEndpointFailedException failure, int route) {
        Matcher option = UNKNOWN_OPTION.matcher(failure.getMessage());
        String name = option.find() ? option.group(1) : "";
        String component = failure.getUri().split(":", 2)[0];
        Set<String> known = options(component);
        return at(lineOf(name, route), "`" + name + "` is no option of " + component + "." + (known.isEmpty() ? " Correct its name."
                : RouteBeanRules.meant(name, known)));
    }

    private Set<String> options(String component) {
        EndpointUriFactory options = context.getCamelContextExtension().getEndpointUriFactory(component);
        return options == null ? Set.of() : options.propertyNames();
    }

    private static String yaml(String problem) {
        Matcher step = UNKNOWN_STEP.matcher(problem);
        if (step.find()) {
            return "there is no step `" + step.group(1) + "`. Correct its name.";
        }
        Matcher field = UNKNOWN_FIELD.matcher(problem);
        if (field.find()) {
            return "`" + field.group(1) + "` has no place here. Correct its name or its indent.";
        }
        return problem + (problem.endsWith(".") ? "" : ".") + " Look at this line and those before it for an indent or a key that is off.";
    }

    /** The first line that has this text, or another. */
    private int lineOf(String text, int otherwise) {
        List<String> lines = file.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        return otherwise;
    }

    private RouteFinding at(int line, String sentence) {
        return new RouteFinding(file.name(), line, sentence);
    }

    /** The innermost reason, in words. */
    static String deepest(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Throwable cause = chain.get(chain.size() - 1);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(50).toList();
    }
}
