package dev.waybill.gateway;

import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.gateway.routefiles.RouteFiles;
import dev.waybill.gateway.routefiles.RouteProperties;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * The rules as the route files have them: the route {@code decide-integration} in a context of its own. Of the others only those
 * are built that wait to be called ({@code direct:}), so nothing listens, no clock ticks and no queue is read.
 */
final class DecideRoute implements Function<Candidate, DeliveryDecision>, AutoCloseable {

    private static final String ROUTE = "decide-integration";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate producer;

    private DecideRoute() {
    }

    /**
     * @param beans what the route files name
     * @throws RouteFileException when a route file cannot be used, or none has the route
     */
    static DecideRoute of(Settings settings, Map<String, Object> beans) {
        DecideRoute route = new DecideRoute();
        try {
            route.start(settings, beans);
            return route;
        } catch (RouteFileException e) {
            route.close();
            throw e;
        } catch (Exception e) {
            route.close();
            throw new RouteFileException("The route " + ROUTE + " cannot be started: ", e);
        }
    }

    private void start(Settings settings, Map<String, Object> beans) throws Exception {
        context.disableJMX();
        RouteProperties.only(context, settings.forCamel());
        beans.forEach((name, bean) -> context.getRegistry().bind(name, bean));
        context.build();
        RouteFiles.define(context, settings, beans);                      // read, but not built before the context starts
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            if (!route.getInput().getEndpointUri().startsWith("direct:")) {
                context.removeRouteDefinition(route);
            }
        }
        if (context.getRouteDefinition(ROUTE) == null) {
            throw new RouteFileException("No route file below " + settings.path("routes.dir") + " has the route " + ROUTE
                    + ", so there are no rules to ask. Put it back; bills/decide-bill.camel.yaml came with it.");
        }
        context.start();
        producer = context.createProducerTemplate();
    }

    @Override
    public DeliveryDecision apply(Candidate candidate) {
        Object answer;
        try {
            answer = producer.requestBody("direct:" + ROUTE, candidate);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        if (answer instanceof DeliveryDecision decision) {
            return decision;
        }
        throw new RouteFileException("The route " + ROUTE + " ended without a decision for integration \""
                + candidate.integration().name() + "\". Its last step must be one of the bean `policy`.");
    }

    @Override
    public void close() {
        context.stop();
    }
}
