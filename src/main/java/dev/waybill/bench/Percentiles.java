package dev.waybill.bench;

import java.util.Arrays;

/**
 * How long something took, in milliseconds, by rank: the smallest value that this share of all does not exceed.
 *
 * @param count how many were measured; with none, all others are 0
 */
public record Percentiles(int count, double p50, double p95, double p99, double worst) {

    /** @param micros in any order */
    static Percentiles ofMicros(long[] micros) {
        long[] sorted = micros.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? new Percentiles(0, 0, 0, 0, 0) : new Percentiles(sorted.length, at(sorted, 50), at(sorted, 95),
                at(sorted, 99), at(sorted, 100));
    }

    private static double at(long[] sorted, int percent) {
        int rank = (int) Math.ceil(sorted.length * (percent / 100.0));
        return Math.round(sorted[Math.max(0, rank - 1)] / 10.0) / 100.0;
    }
}
