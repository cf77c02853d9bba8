package dev.waybill.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A replay and how far it has come.
 *
 * @param rate  deliveries begun in a second, at most
 * @param ended null while it runs
 * @param parts every delivery of it in exactly one of them
 */
public record Replay(UUID id, ReplayFilter filter, int rate, State state, Instant began, Instant ended, List<Part> parts) {

    public Replay {
        parts = List.copyOf(parts);
    }

    /** How the replay as a whole stands. */
    public enum State {
        RUNNING,
        /** Every delivery of it was tried, or left alone. */
        DONE,
        /** Nothing more is begun. */
        CANCELLED
    }

    /** How a delivery of a replay stands in it. */
    public enum Standing {
        /** Its turn has not come. */
        WAITING,
        /** Made due, and not ended since. */
        STARTED,
        /** Its try is over; the status says how it stands. */
        TRIED,
        /** When its turn came it had succeeded, or was on its way, without the replay. */
        SKIPPED,
        /** The replay was cancelled before its turn came. */
        CANCELLED
    }

    /**
     * Deliveries that stand alike.
     *
     * @param status of the deliveries; null for those whose turn has not come
     * @param money  by currency, in major units, as counted when the replay began
     */
    public record Part(Standing standing, RunStatus status, long deliveries, Map<String, BigDecimal> money) {
        public Part {
            money = Collections.unmodifiableMap(new TreeMap<>(money));
        }

        boolean isDone() {
            return standing == Standing.TRIED && status == RunStatus.COMPLETE;
        }

        boolean isPutOff() {
            return standing == Standing.TRIED && !status.hasEnded();
        }
    }

    public long total() {
        return parts.stream().mapToLong(Part::deliveries).sum();
    }

    /** Not begun yet. */
    public long waiting() {
        return parts.stream().filter(part -> part.standing() == Standing.WAITING).mapToLong(Part::deliveries).sum();
    }

    public long underWay() {
        return parts.stream().filter(part -> part.standing() == Standing.STARTED).mapToLong(Part::deliveries).sum();
    }

    /** Tried, and the provider holds what is wanted. */
    public long done() {
        return parts.stream().filter(Part::isDone).mapToLong(Part::deliveries).sum();
    }

    /** Tried, and tried again later by themselves. */
    public long putOff() {
        return parts.stream().filter(Part::isPutOff).mapToLong(Part::deliveries).sum();
    }

    /** Tried, and ended without success. */
    public long failed() {
        return parts.stream().filter(part -> part.standing() == Standing.TRIED && !part.isDone() && !part.isPutOff())
                .mapToLong(Part::deliveries).sum();
    }

    /** Left alone: delivered, or on their way, without the replay. */
    public long skipped() {
        return parts.stream().filter(part -> part.standing() == Standing.SKIPPED).mapToLong(Part::deliveries).sum();
    }

    /** By currency, of all its deliveries. */
    public Map<String, BigDecimal> money() {
        Map<String, BigDecimal> money = new TreeMap<>();
        parts.forEach(part -> part.money().forEach((currency, amount) -> money.merge(currency, amount, BigDecimal::add)));
        return Collections.unmodifiableMap(money);
    }
}
