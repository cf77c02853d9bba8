package dev.waybill.bench;

import java.util.List;

/** All rounds; the counts of the last one are those of everything. */
public record KillResult(Machine machine, BenchPlan plan, List<KillRound> rounds) {

    public KillResult {
        rounds = List.copyOf(rounds);
    }

    /** Of all bills since the beginning. */
    public Counts counts() {
        return rounds.get(rounds.size() - 1).counts();
    }

    /** Nothing lost, doubled or half-made, and every round came to an end. */
    public boolean isAllRight() {
        return counts().isAllRight() && rounds.stream().allMatch(KillRound::settled);
    }
}
