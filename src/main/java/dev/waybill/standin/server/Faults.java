package dev.waybill.standin.server;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The faults a stand-in is to show, in order: the first rule that has not run out strikes. Thread-safe. */
public final class Faults {

    private final List<Active> rules = new CopyOnWriteArrayList<>();

    public void add(FaultRule rule) {
        rules.add(new Active(rule));
    }

    public void clear() {
        rules.clear();
    }

    /** A rule and how often it has struck. */
    public record Struck(FaultRule rule, int times) {
    }

    /** All rules in order, spent ones included. */
    public List<Struck> rules() {
        return rules.stream().map(Active::struck).toList();
    }

    Optional<FaultRule> next(Request request, FaultKind.Stage stage) {
        return next(request, stage, rule -> true);
    }

    /** The rule that strikes this request at this stage, now counted as having struck. */
    public Optional<FaultRule> next(Request request, FaultKind.Stage stage, Predicate<FaultRule> fits) {
        for (Active active : rules) {
            if (active.rule.stage() == stage && active.rule.matches(request) && fits.test(active.rule) && active.strikes()) {
                return Optional.of(active.rule);
            }
        }
        return Optional.empty();
    }

    private static final class Active {
        private static final int SCALE = 1_000_000;
        private final FaultRule rule;
        private final Random random;
        private int passed;
        private int struck;
        private long second;
        private int inSecond;

        private Active(FaultRule rule) {
            this.rule = rule;
            this.random = new Random(rule.seed());
        }

        private synchronized boolean strikes() {
            if (rule.kind() == FaultKind.RATE_LIMIT && isWithinRate() || rule.times() > 0 && struck >= rule.times()) {
                return false;
            }
            if (passed < rule.after()) {
                passed++;
                return false;
            }
            if (random.nextInt(SCALE) >= rule.probability().movePointRight(6).intValue()) {
                return false;
            }
            struck++;
            return true;
        }

        private boolean isWithinRate() {
            long now = System.nanoTime() / 1_000_000_000L;
            if (now != second) {
                second = now;
                inSecond = 0;
            }
            return ++inSecond <= rule.effect().perSecond();
        }

        private synchronized Struck struck() {
            return new Struck(rule, struck);
        }
    }
}
