package dev.waybill.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-04-02T08:15:00Z,          2026-04-02T08:15:00Z",
        "2026-04-02T08:15:00.250Z,      2026-04-02T08:15:00.250Z",
        "2026-04-02T10:15:00+02:00,     2026-04-02T08:15:00Z",
        "2026-04-02T08:15:00,           2026-04-02T08:15:00Z",
        "2026-04-02,                    2026-04-02T00:00:00Z"})
    void reads_moments_with_or_without_offset(String text, Instant expected) {
        assertThat(IsoTime.instant(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-04-01", "2026-04-01T00:00:00Z", "2026-04-01T23:30:00-05:00"})
    void reads_the_date_as_written(String text) {
        assertThat(IsoTime.date(text)).contains(LocalDate.of(2026, 4, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-13-01", "2026-04-02 08:15:00", "1775117700", "+999999999-01-01T00:00:00Z",
        "0001-01-01", "10000-01-01", "2026-04-02T08:15:00.0000000000000000000000000000000000000000000000000000000000000000Z"})
    void finds_nothing_in_what_is_no_date_of_a_bill(String text) {
        assertThat(IsoTime.instant(text)).isEmpty();
        assertThat(IsoTime.date(text)).isEmpty();
    }
}
