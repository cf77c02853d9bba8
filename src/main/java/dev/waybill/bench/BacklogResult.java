package dev.waybill.bench;

import java.util.List;

/**
 * How a backlog was drained against a limit.
 *
 * @param seconds         from the first delivery to the last
 * @param callsPerSecond  that the stand-in took: those above its limit left out
 * @param percentOfLimit  the same as a share of the limit
 * @param refused         calls answered 429, all and those after the first second
 * @param bySecond        what arrived in each second, and how much of it was answered 429
 */
public record BacklogResult(Machine machine, BenchPlan plan, long bills, double seconds, double billsPerSecond, double callsPerSecond,
                            double percentOfLimit, long refused, long refusedAfterFirstSecond, List<Second> bySecond, boolean settled,
                            Counts counts) {

    public BacklogResult {
        bySecond = List.copyOf(bySecond);
    }

    /** @param second counted from the first call */
    public record Second(long second, int calls, int refused) {
    }
}
