package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    @Test
    void seconds_are_kept() {
        assertThat(pause(Map.of("Retry-After", "30"))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void milliseconds_go_first() {
        assertThat(pause(Map.of("Retry-After-Ms", "1500", "Retry-After", "30"))).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void a_date_is_measured_against_the_date_of_the_answer() {
        assertThat(pause(Map.of("Retry-After", "Thu, 02 Apr 2026 08:16:30 GMT", "Date", "Thu, 02 Apr 2026 08:15:00 GMT")))
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void a_date_that_has_passed_asks_for_no_pause() {
        assertThat(pause(Map.of("Retry-After", "Thu, 02 Apr 2026 08:14:00 GMT", "Date", "Thu, 02 Apr 2026 08:15:00 GMT")))
                .isZero();
    }

    @Test
    void nobody_makes_us_wait_longer_than_an_hour() {
        assertThat(pause(Map.of("Retry-After", "999999999"))).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999", "Thu, 02 Apr 2026 08:16:30 GMT"})
    void what_cannot_be_read_asks_for_nothing(String value) {
        assertThat(pause(Map.of("Retry-After", value))).isNull();
    }

    @Test
    void no_header_asks_for_nothing() {
        assertThat(pause(Map.of())).isNull();
    }

    private static Duration pause(Map<String, String> headers) {
        return RetryAfter.of(Answer.of(429, headers, ""));
    }
}
