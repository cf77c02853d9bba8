package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PointInTimeTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void a_time_without_offset_is_utc() {
        assertThat(PointInTime.begin("2026-11-19T14:30", NOW)).contains(Instant.parse("2026-11-19T14:30:00Z"));
        assertThat(PointInTime.begin("2026-11-19T14:30:00+01:00", NOW)).contains(Instant.parse("2026-11-19T13:30:00Z"));
    }

    @Test
    void a_bare_date_is_taken_as_a_whole() {
        assertThat(PointInTime.begin("2026-11-19", NOW)).contains(Instant.parse("2026-11-19T00:00:00Z"));
        assertThat(PointInTime.end("2026-11-19", NOW)).contains(Instant.parse("2026-11-20T00:00:00Z"));
        assertThat(PointInTime.end("2026-11-19T14:30", NOW)).contains(Instant.parse("2026-11-19T14:30:00Z"));
    }

    @Test
    void a_span_is_counted_back_from_now() {
        assertThat(PointInTime.begin("2h", NOW)).contains(Instant.parse("2026-11-20T10:00:00Z"));
        assertThat(PointInTime.end("7d", NOW)).contains(Instant.parse("2026-11-13T12:00:00Z"));
        assertThat(PointInTime.begin("90s", NOW)).contains(Instant.parse("2026-11-20T11:58:30Z"));
    }

    @Test
    void anything_else_is_no_time() {
        for (String text : new String[] {"", "yesterday", "12", "2h ago", "-2h", "2026-13-01", "99999999999d", "2026-11-19 14:30"}) {
            assertThat(PointInTime.begin(text, NOW)).as(text).isEmpty();
        }
    }
}
