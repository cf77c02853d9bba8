package dev.waybill.source.m3ter;

import dev.waybill.delivery.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * How long an answer asks us to wait. m3ter does not say that it sends {@code Retry-After}; where it comes, it is kept, up to
 * an hour. A date in it is measured against the answer's own {@code Date}.
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {
    }

    /** The pause, or null when none is asked for or it cannot be read. */
    static Duration of(Answer answer) {
        String millis = answer.header("Retry-After-Ms");
        if (millis != null && NUMBER.matcher(millis).matches()) {
            return bounded(Duration.ofMillis(Long.parseLong(millis)));
        }
        String after = answer.header("Retry-After");
        if (after == null) {
            return null;
        }
        return NUMBER.matcher(after).matches()
                ? bounded(Duration.ofSeconds(Long.parseLong(after)))
                : until(after, answer.header("Date"));
    }

    private static Duration until(String then, String now) {
        try {
            return now == null ? null : bounded(Duration.between(date(now), date(then)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ZonedDateTime date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static Duration bounded(Duration pause) {
        return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
