package dev.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.main.Main;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Camel keeps http and https apart, and the real providers are reached by https alone. */
class HttpClientSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void a_call_is_sent_once_and_follows_nobody_elsewhere(String scheme) throws IOException {
        Properties shipped = new Properties();
        try (InputStream file = HttpClientSettingsTest.class.getResourceAsStream("/camel.properties")) {
            shipped.load(file);
        }
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        shipped.stringPropertyNames().stream().filter(name -> name.startsWith("camel.component.http"))
                .forEach(name -> main.addInitialProperty(name, shipped.getProperty(name)));
        main.start();
        try {
            HttpComponent component = main.getCamelContext().getComponent(scheme, HttpComponent.class);
            assertThat(component.isAutomaticRetriesDisabled()).isTrue();
            assertThat(component.isRedirectHandlingDisabled()).isTrue();
            assertThat(component.isCookieManagementDisabled()).isTrue();
            assertThat(component.isCopyHeaders()).isFalse();
        } finally {
            main.stop();
        }
    }
}
