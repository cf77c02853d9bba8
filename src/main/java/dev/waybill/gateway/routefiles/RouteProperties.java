package dev.waybill.gateway.routefiles;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * What route files name between {@code {{ }}}: the settings. Camel by itself would ask the environment first, which was read into the
 * settings before: there an empty variable counts as none, and a command may insist on another value.
 */
public final class RouteProperties {

    private static final int NEVER = 0;

    private RouteProperties() {
    }

    /** Lets nothing but what the context was given decide. */
    public static void only(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(NEVER);
        properties.setSystemPropertiesMode(NEVER);
    }

    /** Gives the context these settings, and nothing else. */
    public static void only(CamelContext context, Map<String, String> settings) {
        only(context);
        settings.forEach(((PropertiesComponent) context.getPropertiesComponent())::addInitialProperty);
    }
}
