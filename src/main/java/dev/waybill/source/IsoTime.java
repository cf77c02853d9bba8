package dev.waybill.source;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * Dates and times as platforms write them: ISO 8601, with or without an offset (then UTC), or a bare date (then midnight in
 * UTC). A year outside 1970 to 9999 counts as unreadable, because no bill is of such a year and databases refuse it.
 */
public final class IsoTime {

    private static final int LONGEST = 64;

    private IsoTime() {
    }

    /** The moment meant by {@code 2025-10-02T09:30:00Z}, {@code 2025-10-02T11:30:00+02:00} or {@code 2025-10-02}. */
    public static Optional<Instant> instant(String text) {
        return parsed(text).map(IsoTime::moment);
    }

    /** The date in {@code 2025-10-02} or {@code 2025-10-02T09:30:00Z}, as written: an offset moves nothing. */
    public static Optional<LocalDate> date(String text) {
        return parsed(text).map(LocalDate::from);
    }

    private static Optional<TemporalAccessor> parsed(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            TemporalAccessor time = text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                    : DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            int year = LocalDate.from(time).getYear();
            return year >= 1970 && year <= 9999 ? Optional.of(time) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Instant moment(TemporalAccessor time) {
        if (time instanceof OffsetDateTime withOffset) {
            return withOffset.toInstant();
        }
        if (time instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        }
        return LocalDate.from(time).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
