package dev.waybill.gateway.routefiles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.seda.QueueReference;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.engine.DefaultRouteStartupOrder;
import org.apache.camel.impl.engine.RouteService;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

/** What the route files have brought into a running context, and the exchange of one set of them for another. */
final class RouteSwap {

    private static final Duration STOP = Duration.ofSeconds(1);

    private final CamelContext context;
    private final ModelCamelContext model;
    private final RouteGate gate;
    private final RouteGate looking;
    private final Duration patience;
    private final Map<String, Owned> files = new HashMap<>();
    private final Map<String, RouteText> texts = new TreeMap<>();

    /** What one file brought in. */
    private record Owned(Set<String> routes, List<RouteConfigurationDefinition> configurations, Set<String> templates) {
    }

    /**
     * @param gate     where requests wait
     * @param looking  where those who ask for health wait
     * @param patience how long messages that are on their way through old routes may take to come out of them
     */
    RouteSwap(CamelContext context, RouteGate gate, RouteGate looking, Duration patience) {
        this.context = context;
        this.model = (ModelCamelContext) context;
        this.gate = gate;
        this.looking = looking;
        this.patience = patience;
    }

    /** The texts that are in the context now, by the files' names. */
    Map<String, RouteText> texts() {
        return Map.copyOf(texts);
    }

    /** The ids of the routes that a file has brought in. */
    Set<String> routesOf(String file) {
        return files.containsKey(file) ? files.get(file).routes() : Set.of();
    }

    /** Adds what a file defines, without starting it; nothing of it is left when that fails. */
    void load(RouteText file) throws Exception {
        Owned before = present();
        try {
            RouteScratch.load(context, file);
            files.put(file.name(), added(before));
            texts.put(file.name(), file);
        } catch (Exception e) {
            files.put(file.name(), added(before));
            unload(file.name());
            throw e;
        }
    }

    /** Stops and removes what a file brought in. */
    void unload(String file) throws Exception {
        Owned owned = files.remove(file);
        texts.remove(file);
        if (owned == null) {
            return;
        }
        for (String id : owned.routes()) {
            stop(id);
            if (context.getRoute(id) != null && !context.removeRoute(id)) {
                throw new IllegalStateException("route " + id + " of " + file + " could not be removed");
            }
        }
        for (RouteConfigurationDefinition configuration : owned.configurations()) {
            model.removeRouteConfiguration(configuration);
        }
        for (String template : owned.templates()) {
            model.removeRouteTemplates(template);
        }
    }

    /**
     * Takes some files out and puts others in. Messages that are on their way through an old route come out of it first; callers of
     * it wait meanwhile, requests from outside only for the moment of the exchange itself.
     *
     * @param running what runs now
     * @throws Exception      when one of the new files could not be brought in; the old ones run again then
     * @throws LostException when these could not be brought back either
     */
    void exchange(List<RouteText> out, List<RouteText> in, RouteCatalog running) throws Exception {
        List<String> going = new ArrayList<>();
        out.forEach(file -> going.addAll(routesOf(file.name())));
        Map<String, BlockingQueue<Exchange>> queues = queues(going);
        try {
            new RouteDrain(context, gate, patience).empty(going, running);
            looking.hold();
            looking.awaitEmpty(STOP);
            for (RouteText file : out) {
                unload(file.name());
            }
            bringIn(in);
        } catch (Exception e) {
            restore(out, in, e);
            throw e;
        } finally {
            handOver(queues);
            gate.release();
            looking.release();
        }
    }

    private void bringIn(List<RouteText> in) throws Exception {
        for (RouteText file : RouteFolder.inLoadingOrder(in)) {
            try {
                load(file);
            } catch (Exception e) {
                throw new RefusedException(RouteFailure.explain(context, file, e), e);
            }
        }
        for (RouteText file : in) {
            for (String id : routesOf(file.name())) {
                try {
                    context.getRouteController().startRoute(id);
                } catch (Exception e) {
                    throw new RefusedException(RouteFailure.explain(context, file, e), e);
                }
            }
        }
    }

    private void restore(List<RouteText> out, List<RouteText> in, Exception cause) {
        try {
            for (RouteText file : in) {
                unload(file.name());
            }
            for (RouteText file : out) {
                unload(file.name());
            }
            bringIn(out);
        } catch (Exception e) {
            LostException lost = new LostException(e);
            lost.addSuppressed(cause);
            throw lost;
        }
    }

    private void stop(String id) throws Exception {
        for (var started : context.getCamelContextExtension().getRouteStartupOrder()) {
            if (started.getRoute().getId().equals(id) && started instanceof DefaultRouteStartupOrder order) {
                RouteService service = order.getRouteService();
                service.stop();                  // not through Camel's own way, which would first work off what waits in a queue
                return;
            }
        }
        context.getRouteController().stopRoute(id, STOP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The queues of these routes: one whose every user goes for a moment is lost to Camel, but what waits in it is not to us. */
    private Map<String, BlockingQueue<Exchange>> queues(Collection<String> routes) {
        Map<String, BlockingQueue<Exchange>> queues = new LinkedHashMap<>();
        for (String id : routes) {
            Route route = context.getRoute(id);
            if (route != null && route.getEndpoint() instanceof SedaEndpoint seda) {
                queues.put(seda.getComponent().getQueueKey(seda.getEndpointUri()), seda.getQueue());
            }
        }
        return queues;
    }

    private void handOver(Map<String, BlockingQueue<Exchange>> before) {
        SedaComponent seda = context.getComponent("seda", SedaComponent.class);
        before.forEach((key, queue) -> {
            QueueReference now = seda.getQueueReference(key);
            if (now == null || now.getQueue() == queue) {
                return;
            }
            List<Exchange> left = new ArrayList<>();
            queue.drainTo(left);
            left.forEach(now.getQueue()::offer);     // what finds no room is claimed again from the database
        });
    }

    private Owned present() {
        Set<String> templates = new HashSet<>();
        for (RouteTemplateDefinition template : model.getRouteTemplateDefinitions()) {
            templates.add(template.getId());
        }
        Set<String> routes = new LinkedHashSet<>();
        context.getRoutes().forEach(route -> routes.add(route.getId()));
        model.getRouteDefinitions().forEach(route -> routes.add(route.getId()));
        return new Owned(routes, List.copyOf(model.getRouteConfigurationDefinitions()), templates);
    }

    private Owned added(Owned before) {
        Owned now = present();
        now.routes().removeAll(before.routes());
        now.templates().removeAll(before.templates());
        List<RouteConfigurationDefinition> configurations = new ArrayList<>(now.configurations());
        configurations.removeAll(before.configurations());
        return new Owned(now.routes(), configurations, now.templates());
    }

    /** A file that could not be brought in. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient RouteFinding finding;

        private RefusedException(RouteFinding finding, Exception cause) {
            super(finding.toString(), cause);
            this.finding = finding;
        }

        RouteFinding finding() {
            return finding;
        }
    }

    /** Routes that ran before do not run any more. */
    static final class LostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private LostException(Exception cause) {
            super(RouteFailure.deepest(cause), cause);
        }
    }
}
