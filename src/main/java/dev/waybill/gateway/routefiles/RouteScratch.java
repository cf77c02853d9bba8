package dev.waybill.gateway.routefiles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Builds route files in a context of their own that never starts a route: no port is opened, nothing is called, nothing is due. */
final class RouteScratch {

    private RouteScratch() {
    }

    /**
     * What cannot be built of these files.
     *
     * @param beans    every bean that a route can name; they are looked at only
     * @param settings every setting that a route can name
     */
    static List<RouteFinding> findings(Map<String, Object> beans, Map<String, String> settings, Collection<RouteText> texts)
            throws Exception {
        List<RouteFinding> findings = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext(new DefaultRegistry(new View(beans)))) {
            context.disableJMX();
            context.setAutoStartup(false);
            RouteProperties.only(context, settings);
            context.getComponent("quartz", QuartzComponent.class).setAutoStartScheduler(false);
            context.start();
            for (RouteText text : RouteFolder.inLoadingOrder(texts)) {
                try {
                    load(context, text);
                } catch (Exception e) {
                    findings.add(RouteFailure.explain(context, text, e));
                }
            }
        }
        return findings;
    }

    /** Adds what a file defines to a context. */
    static void load(CamelContext context, RouteText text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(
                ResourceHelper.fromBytes("file:" + text.name(), text.text().getBytes(StandardCharsets.UTF_8)));
    }

    /** The beans of a gateway, without the right to stop them that the owner of a registry has. */
    private record View(Map<String, Object> beans) implements BeanRepository {

        @Override
        public Object lookupByName(String name) {
            return beans.get(name);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            Object bean = beans.get(name);
            return type.isInstance(bean) ? type.cast(bean) : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            Map<String, T> found = new LinkedHashMap<>();
            beans.forEach((name, bean) -> {
                if (type.isInstance(bean)) {
                    found.put(name, type.cast(bean));
                }
            });
            return found;
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return new LinkedHashSet<>(findByTypeWithName(type).values());
        }
    }
}
