package dev.waybill.bench;

import java.util.List;

/**
 * All rounds of killing.
 *
 * @param counts of all bills, after the last round
 */
public record KillResult(Machine machine, BenchPlan plan, List<KillRound> rounds, Counts counts) {

    public KillResult {
        rounds = List.copyOf(rounds);
    }

    /** Nothing lost, doubled or half-made, and every round came to an end. */
    public boolean isAllRight() {
        return counts.isAllRight() && rounds.stream().allMatch(KillRound::settled);
    }
}
