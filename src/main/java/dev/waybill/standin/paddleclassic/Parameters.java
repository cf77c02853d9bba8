package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The parameters of one request without the credentials. Reading one that does not fit throws Paddle's {@link Refusal}. */
final class Parameters {

    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);
    /** UTC. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    /** Paddle: a dot before the decimals, no thousands separator, no exponent. */
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,12})?");

    private final Map<String, String> given;

    Parameters(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /** Paddle does not document what it does with a parameter it does not know; a misspelt one must not pass unseen. */
    void requireKnown(Set<String> known) {
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new Refusal(PaddleError.BAD_COMBINATION, "this call takes no " + String.join(", ", unknown));
        }
    }

    boolean has(String name) {
        return given.containsKey(name);
    }

    /** The text, empty when it is not given. */
    String text(String name) {
        return given.getOrDefault(name, "");
    }

    /** The text. */
    String required(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            throw new Refusal(PaddleError.MISSING_ARGUMENT);
        }
        return text;
    }

    /** The id of a subscription, or null when it is not given. */
    Long subscriptionId() {
        return has("subscription_id") ? subscriptionId(text("subscription_id")) : null;
    }

    static long subscriptionId(String text) {
        if (!DIGITS.matcher(text).matches()) {
            throw new Refusal(PaddleError.BAD_SUBSCRIPTION_ID);
        }
        return Long.parseLong(text);
    }

    /** Another id, or null when it is not given. */
    Long id(String name, PaddleError error) {
        if (!has(name)) {
            return null;
        }
        if (!DIGITS.matcher(text(name)).matches()) {
            throw new Refusal(error);
        }
        return Long.valueOf(text(name));
    }

    int whole(String name, int least, int most, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String text = text(name);
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new Refusal(PaddleError.BAD_COMBINATION, name + " is a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** Paddle: booleans are the words {@code true} and {@code false}. */
    boolean isTrue(String name, boolean otherwise, PaddleError error) {
        if (!has(name)) {
            return otherwise;
        }
        if (!text(name).equals("true") && !text(name).equals("false")) {
            throw new Refusal(error, name + " is true or false");
        }
        return text(name).equals("true");
    }

    /** A filter that is 0 or 1, or null when it is not given. */
    Boolean bit(String name) {
        if (!has(name)) {
            return null;
        }
        if (!text(name).equals("0") && !text(name).equals("1")) {
            throw new Refusal(PaddleError.BAD_COMBINATION, name + " is 0 or 1");
        }
        return text(name).equals("1");
    }

    /** In major units. */
    BigDecimal amount(String name) {
        String text = required(name);
        if (!DECIMAL.matcher(text).matches()) {
            throw new Refusal(PaddleError.BAD_AMOUNT);
        }
        return new BigDecimal(text);
    }

    /** A day, or null when it is not given. */
    LocalDate day(String name) {
        try {
            return has(name) ? LocalDate.parse(text(name), DAY) : null;
        } catch (DateTimeParseException e) {
            throw new Refusal(PaddleError.BAD_DATE);
        }
    }

    /** A time in UTC, or null when it is not given. */
    LocalDateTime time(String name) {
        try {
            return has(name) ? LocalDateTime.parse(text(name), TIME) : null;
        } catch (DateTimeParseException e) {
            throw new Refusal(PaddleError.BAD_DATE);
        }
    }
}
