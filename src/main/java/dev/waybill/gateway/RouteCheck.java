package dev.waybill.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import dev.waybill.gateway.routefiles.RouteFiles;
import dev.waybill.gateway.routefiles.RouteHealth;
import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the route files without starting anything: no port is opened, no database asked, no call made. */
public final class RouteCheck {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private RouteCheck() {
    }

    /** Everything that is wrong, each with file and line where known; empty when the gateway would take all files. */
    public static List<String> findings(Settings settings) {
        return RouteFiles.findings(settings, beans(settings));
    }

    /** How many routes there are. */
    public static int routes(Settings settings) {
        return RouteFiles.routes(settings);
    }

    /**
     * What a gateway that runs under these settings says of its route files: refused ones, whose last good version runs on.
     *
     * @return empty when it has nothing to say, or when none runs
     */
    public static Optional<String> running(Settings settings) {
        URI address = URI.create("http://" + settings.text("management.host").replace("0.0.0.0", "127.0.0.1") + ":"
                + settings.text("management.port") + "/observe/health?data=true");
        try {
            HttpResponse<String> answer = HttpClient.newBuilder().connectTimeout(LONGEST_WAIT).build().send(
                    HttpRequest.newBuilder(address).timeout(LONGEST_WAIT).build(), HttpResponse.BodyHandlers.ofString());
            for (JsonNode check : Json.MAPPER.readTree(answer.body()).path("checks")) {
                if (check.path("name").asText().equals(RouteHealth.ID) && check.hasNonNull("message")) {
                    StringBuilder says = new StringBuilder(check.path("message").asText().split(" \\| ", 2)[0]);
                    check.path("data").properties().stream().filter(detail -> detail.getKey().matches(".+\\.camel\\.yaml|problem-\\d+"))
                            .forEach(detail -> says.append(" | ").append(detail.getValue().asText()));
                    return Optional.of(says.toString());
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();             // nobody there, or somebody else
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Every bean that a route can name, on a database that nobody may ask. */
    public static Map<String, Object> beans(Settings settings) {
        UnopenedDatabase database = new UnopenedDatabase();
        return new GatewayBeans(settings, Stores.looking(settings, database, null), new SimpleMeterRegistry(), Clock.systemUTC(),
                () -> 0, () -> true).byName();
    }
}
