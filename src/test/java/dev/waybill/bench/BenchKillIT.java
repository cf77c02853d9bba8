package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row 5 of what Waybill must survive, as an operator can repeat it: {@code ./waybill bench --kill}. Counts only, no figures. */
class BenchKillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @Test
    void five_rounds_of_kill_9_under_load_lose_double_and_half_make_nothing() throws Exception {
        BenchProcess bench = new BenchProcess();
        long seed = System.nanoTime();
        System.out.println("bench --kill: seed " + seed);
        JsonNode result = bench.run(PATIENCE, "--kill", "5", "--rate", "60", "--accounts", "50", "--seed", String.valueOf(seed), "--json");
        System.out.println(result.path("rounds"));
        assertThat(result.path("rounds")).hasSize(5);
        assertThat(result.path("rounds").findValuesAsText("killed")).as("with and without the database")
                .contains("gateway", "gateway and database");
        JsonNode counts = result.path("counts");
        assertThat(counts.path("acknowledged").asLong()).as("bills").isGreaterThan(5 * 60);
        assertThat(counts.path("delivered").asLong()).isEqualTo(counts.path("acknowledged").asLong());
        for (String none : new String[] {"lost", "duplicated", "halfMade", "wrong", "notOnce"}) {
            assertThat(counts.get(none).asLong()).as(none).isZero();
        }
        assertThat(result.path("rounds").findValuesAsText("cutOff").stream().mapToLong(Long::parseLong).sum()).as("cut off by the kills")
                .isPositive();
        assertThat(bench.left()).as("left in the data folder").isEmpty();
        assertThat(bench.processes()).as("left running").isEmpty();
    }
}
