package dev.waybill.delivery;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replay would take, or took.
 *
 * @param at         when it was counted; what changed after it is not in the count
 * @param bills      how many different bills; fewer than deliveries when a bill goes through several integrations
 * @param money      by currency, in major units: of the lines that left last, or of the bill where none did
 * @param byStatus   how many deliveries stand so
 * @param elsewhere  how many more match but wait in another replay already
 */
public record ReplayCount(Instant at, long deliveries, long bills, Map<String, BigDecimal> money, Map<RunStatus, Long> byStatus,
                          long elsewhere) {

    public ReplayCount {
        money = Collections.unmodifiableMap(new TreeMap<>(money));
        byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
    }

    /** How long beginning them takes, in whole seconds, at so many in a second. */
    public Duration lasting(int rate) {
        return Duration.ofSeconds((deliveries + rate - 1) / rate);
    }
}
