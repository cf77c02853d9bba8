package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What {@code ./waybill bench} prints and leaves behind, in little; its figures are not looked at. */
class BenchIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void a_short_run_measures_everything_and_counts_every_bill() throws Exception {
        BenchProcess bench = new BenchProcess();
        JsonNode result = bench.run(PATIENCE, "--rate", "20", "--rate-seconds", "2", "--warm-up", "1", "--seconds", "3", "--statements", "2",
                "--accounts", "20", "--json");
        assertThat(result.path("counts").path("delivered").asLong()).isGreaterThan(40)
                .isEqualTo(result.path("counts").path("acknowledged").asLong());
        assertThat(result.path("fixed").path("delivered").path("count").asInt()).isEqualTo(40);
        assertThat(result.path("closed").path("callsPerBill").asDouble()).isBetween(1.5, 2.5);
        assertThat(result.path("closed").path("walBytesPerBill").asDouble()).isPositive();
        assertThat(result.path("statements").path("statements").asInt()).as("statements of one bill").isEqualTo(4);
        assertThat(result.path("share").asDouble()).isPositive();
        assertThat(result.path("machine").path("durability").findValuesAsText("fsync")).containsExactly("on");
        if (Files.exists(Path.of("/proc/self/stat"))) {
            assertThat(result.path("closed").path("gatewayMillis").asDouble()).isPositive();
            assertThat(result.path("closed").path("databaseMillis").asDouble()).isPositive();
            assertThat(result.path("peakMemory").asLong()).isGreaterThan(50_000_000);
        }
        assertThat(bench.left()).as("left in the data folder").isEmpty();
        assertThat(bench.processes()).as("left running").isEmpty();
    }

    @Test
    void its_processes_end_when_it_is_killed() throws Exception {
        BenchProcess bench = new BenchProcess();
        Process process = bench.begin("--rate", "20", "--accounts", "20");
        Awaitility.await("gateway, stand-in and load run").atMost(PATIENCE).until(() -> process.children().count() == 3);
        Awaitility.await("the database runs too").atMost(PATIENCE).until(() -> bench.processes().size() > 3);
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        Awaitility.await("everything ends").atMost(PATIENCE).until(() -> bench.processes().isEmpty());
    }

    @Test
    void told_to_stop_while_it_starts_it_leaves_nothing() throws Exception {
        BenchProcess bench = new BenchProcess();
        Process process = bench.begin("--rate", "20", "--accounts", "20");
        Awaitility.await("its folder is made").atMost(PATIENCE).until(() -> bench.hasBegun() && !bench.left().isEmpty());
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(bench.left()).as("left in the data folder").isEmpty();
        assertThat(bench.processes()).as("left running").isEmpty();
    }
}
