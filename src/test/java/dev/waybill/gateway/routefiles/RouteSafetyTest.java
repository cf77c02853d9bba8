package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteSafetyTest {

    @ParameterizedTest
    @ValueSource(strings = {"camel.component.http.automaticRetriesDisabled", "camel.component.https.automatic-retries-disabled",
        "camel.component.https.redirectHandlingDisabled", "CAMEL.component.http.cookiemanagementdisabled",
        "camel.main.streamCachingEnabled"})
    void what_keeps_bills_safe_cannot_be_switched_off(String setting) {
        assertThat(RouteSafety.findings(Map.of(setting, "false"))).singleElement().asString()
                .startsWith("setting `" + setting + "` must stay true: otherwise ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel.component.https.followRedirects", "camel.component.https.copyHeaders",
        "camel.management.upload-enabled"})
    void nor_can_what_endangers_them_be_switched_on(String setting) {
        assertThat(RouteSafety.findings(Map.of(setting, "true"))).singleElement().asString().contains("must stay false: otherwise ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel.main.routesIncludePattern", "camel.main.routesReloadEnabled", "camel.main.routes-reload-directory",
        "camel.trace.enabled", "camel.main.tracing", "camel.routeTemplate[0].templateId"})
    void nothing_goes_past_the_checks(String setting) {
        assertThat(RouteSafety.findings(Map.of(setting, "x"))).singleElement().asString().contains("is not taken: ");
    }

    @Test
    void other_settings_of_camel_are_free() {
        assertThat(RouteSafety.findings(Map.of("camel.component.http.automaticRetriesDisabled", "true",
                "camel.component.https.connectionsPerRoute", "10", "camel.metrics.enabled", "false"))).isEmpty();
    }

    @Test
    void the_settings_of_a_gateway_are_looked_at_before_anything_starts() {
        assertThatThrownBy(() -> RouteSafety.require(RouteTexts.settings(Map.of("camel.component.https.automaticRetriesDisabled", "false"))))
                .isInstanceOf(RouteFileException.class).hasMessageContaining("a bill might be sent twice");
    }

    @Test
    void a_component_that_would_send_twice_stops_the_start_whoever_told_it_so() {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
            assertThatThrownBy(() -> RouteSafety.require(context)).isInstanceOf(RouteFileException.class)
                    .hasMessageContaining("CAMEL_COMPONENT_HTTP_");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
