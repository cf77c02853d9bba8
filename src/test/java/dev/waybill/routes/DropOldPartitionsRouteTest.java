package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.rehearsal.Rehearsal;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A step at a time at what is longer ago than it is kept. */
class DropOldPartitionsRouteTest {

    @Test
    void a_month_that_is_long_ago_is_dropped_and_told_without_a_failure() {
        try (Rehearsal rehearsal = Rehearsal.begin(Map.of("retention.step-every", "100ms"))) {
            rehearsal.update("create table call_2001_01 partition of call for values from ('2001-01-01 00:00+00') to"
                    + " ('2001-02-01 00:00+00')");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() ->
                    rehearsal.query("select to_regclass('call_2001_01')::text as there").get(0).get("there") == null);
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> rehearsal.logLines().stream()
                    .anyMatch(line -> line.contains("Dropped table call_2001_01: longer ago than it is kept")));
            assertThat(rehearsal.logLines()).noneMatch(line -> line.contains("drop-old-partitions failed"));
        }
    }
}
