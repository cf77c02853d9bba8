package dev.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
