package dev.waybill.cli;

import dev.waybill.source.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as it is written on a command line. Without an offset it is UTC. */
final class PointInTime {

    static final String ACCEPTED = "2026-11-20, 2026-11-20T14:30 (UTC), 2026-11-20T14:30:00+01:00, or how long ago: 45s, 30m, 2h, 7d";

    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h",
            Duration.ofHours(1), "d", Duration.ofDays(1));

    private PointInTime() {
    }

    /** The moment meant; a bare date means its first one. */
    static Optional<Instant> begin(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        return ago.matches() ? Optional.of(now.minus(UNITS.get(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1)))))
                : IsoTime.instant(text);
    }

    /** The moment before which something ends; a bare date belongs to it as a whole. */
    static Optional<Instant> end(String text, Instant now) {
        return begin(text, now).map(moment -> text.matches("\\d+-\\d+-\\d+") ? moment.plus(Duration.ofDays(1)) : moment);
    }
}
