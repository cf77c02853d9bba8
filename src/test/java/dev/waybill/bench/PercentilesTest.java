package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void a_percentile_is_the_smallest_value_that_so_many_do_not_exceed() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(n -> (101 - n) * 1_000).toArray();
        assertThat(Percentiles.ofMicros(hundred)).isEqualTo(new Percentiles(100, 50, 95, 99, 100));
    }

    @Test
    void one_slow_bill_in_a_hundred_shows_in_the_worst_only() {
        long[] micros = LongStream.rangeClosed(1, 100).map(n -> n == 100 ? 5_000_000 : 1_250).toArray();
        assertThat(Percentiles.ofMicros(micros)).isEqualTo(new Percentiles(100, 1.25, 1.25, 1.25, 5_000));
    }

    @Test
    void nothing_measured_is_nothing() {
        assertThat(Percentiles.ofMicros(new long[0])).isEqualTo(new Percentiles(0, 0, 0, 0, 0));
    }
}
