package dev.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That made-up bills go the way of real ones to its end, and that it ends. */
class WarmUpTest {

    private final Settings settings = Settings.load(Path.of("").toAbsolutePath(), Map.of(), Map.of());

    @Test
    void every_bill_goes_through_the_shipped_routes_until_its_run_is_complete() {
        WarmUp warmUp = new WarmUp(settings, 20, Duration.ofMinutes(1));
        warmUp.run();
        assertThat(warmUp.complete()).isEqualTo(20);
    }

    @Test
    void no_bill_goes_where_the_environment_or_a_setting_points() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer real = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        real.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        real.start();
        String url = "http://127.0.0.1:" + real.getAddress().getPort();
        System.setProperty("stripe.base-url", url);          // Camel would ask for it, as it would for STRIPE_BASE_URL
        try {
            WarmUp warmUp = new WarmUp(Settings.load(Path.of("").toAbsolutePath(), Map.of("STRIPE_BASE_URL", url), Map.of()), 10,
                    Duration.ofMinutes(1));
            warmUp.run();
            assertThat(warmUp.complete()).isEqualTo(10);
            assertThat(requests).hasValue(0);
        } finally {
            System.clearProperty("stripe.base-url");
            real.stop(0);
        }
    }

    @Test
    void a_route_that_leads_elsewhere_ends_it_before_any_bill_is_on_its_way(@TempDir Path routes) throws Exception {
        Path shipped = Path.of("routes").toAbsolutePath();
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = routes.resolve(shipped.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path log = routes.resolve("bills/log-run.camel.yaml");
        String step = "        - bean:\n            id: say\n";
        assertThat(Files.readString(log)).contains(step);
        Files.writeString(log, Files.readString(log).replace(step, "        - to:\n            id: chat\n            uri: file:"
                + routes.resolve("chat") + "\n" + step));

        WarmUp warmUp = new WarmUp(Settings.load(Path.of("").toAbsolutePath(), Map.of(), Map.of("routes.dir", routes.toString(),
                "routes.allow", "file")), 5, Duration.ofMinutes(1));
        warmUp.run();

        assertThat(warmUp.complete()).isZero();
        assertThat(routes.resolve("chat")).doesNotExist();
    }

    @Test
    void it_ends_when_its_time_is_over() {
        WarmUp warmUp = new WarmUp(settings, Integer.MAX_VALUE, Duration.ofSeconds(3));
        warmUp.run();
        assertThat(warmUp.complete()).isPositive();
    }

    @Test
    void route_files_that_cannot_be_used_are_left_to_the_start_to_complain_about() {
        WarmUp warmUp = new WarmUp(Settings.load(Path.of("").toAbsolutePath(), Map.of(), Map.of("routes.dir", "docs")), 1,
                Duration.ofSeconds(5));
        warmUp.run();
        assertThat(warmUp.complete()).isZero();
    }
}
