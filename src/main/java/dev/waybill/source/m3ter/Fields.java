package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.waybill.source.IsoTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the fields of one JSON object. What is not as m3ter documents it becomes a finding and is answered as null; an
 * optional field that is absent or null is answered as null without a finding.
 */
final class Fields {

    /** More digits than any sum of money or usage has; more would only cost time. */
    private static final int MOST_DIGITS = 38;
    private static final int LARGEST_EXPONENT = 20;
    private static final Pattern CURRENCY = Pattern.compile("[A-Za-z]{3}");

    private final JsonNode object;
    private final String path;
    private final Findings findings;

    /** @param path where the object stands in its document, ending with a dot; empty for the document itself */
    Fields(JsonNode object, String path, Findings findings) {
        this.object = object;
        this.path = path;
        this.findings = findings;
    }

    /** Whether the field is there, be it null. */
    boolean has(String name) {
        return object.has(name);
    }

    void refuse(String name, String problem) {
        findings.add(path + name, problem);
    }

    /** A required id. */
    String id(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return refused(name, "is missing");
        }
        return M3terIds.isId(value)
                ? value.textValue()
                : refused(name, "is " + PlainText.shown(value) + ", the text of an id was expected");
    }

    /** A required currency, in upper case. */
    String currency(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return refused(name, "is missing");
        }
        return value.isTextual() && CURRENCY.matcher(value.textValue()).matches()
                ? value.textValue().toUpperCase(Locale.ROOT)
                : refused(name, "is " + PlainText.shown(value) + ", three letters like USD were expected");
    }

    /** A text as it stands, or null when the field is none. */
    String written(String name) {
        return object.path(name).textValue();
    }

    /** A text without control characters, or null when it is absent, null or blank. */
    String text(String name) {
        JsonNode value = object.path(name);
        if (isNothing(value)) {
            return null;
        }
        if (!value.isTextual()) {
            return refused(name, "is " + PlainText.shown(value) + ", a text was expected");
        }
        String clean = PlainText.clean(value.textValue()).strip();
        return clean.isEmpty() ? null : clean;
    }

    /** A required number. m3ter: money is a JSON number; it is read exactly. */
    BigDecimal amount(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return refused(name, "is missing");
        }
        return value.isNumber()
                ? bounded(name, value)
                : refused(name, "is " + PlainText.shown(value) + ", a JSON number was expected");
    }

    BigDecimal optionalAmount(String name) {
        return isNothing(object.path(name)) ? null : amount(name);
    }

    /** A whole number from 0 up. */
    Long whole(String name) {
        JsonNode value = object.path(name);
        if (isNothing(value)) {
            return null;
        }
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? Long.valueOf(value.longValue())
                : refused(name, "is " + PlainText.shown(value) + ", a whole number from 0 up was expected");
    }

    /** False when absent or null. */
    boolean flag(String name) {
        JsonNode value = object.path(name);
        if (!isNothing(value) && !value.isBoolean()) {
            refuse(name, "is " + PlainText.shown(value) + ", true or false was expected");
        }
        return value.asBoolean(false);
    }

    /** A required list, empty when it is none. */
    JsonNode list(String name) {
        JsonNode value = object.path(name);
        if (!value.isArray()) {
            refuse(name, (value.isMissingNode() ? "is missing" : "is " + PlainText.shown(value))
                    + ", a list was expected, which may be empty");
        }
        return value.isArray() ? value : JsonNodeFactory.instance.arrayNode();
    }

    LocalDate date(String name) {
        return time(name, IsoTime::date, "a date like 2025-10-31");
    }

    Instant instant(String name) {
        return time(name, IsoTime::instant, "a time like 2025-10-02T09:30:00Z");
    }

    private <T> T time(String name, Function<String, Optional<T>> reader, String expected) {
        JsonNode value = object.path(name);
        if (isNothing(value)) {
            return null;
        }
        Optional<T> time = value.isTextual() ? reader.apply(value.textValue()) : Optional.empty();
        return time.orElseGet(() -> refused(name, "is " + PlainText.shown(value) + ", " + expected + " was expected"));
    }

    /** Bounds are checked before anything is computed: 1e400000000 has one digit, but no memory holds it written out. */
    private BigDecimal bounded(String name, JsonNode value) {
        BigDecimal number = value.decimalValue();
        if (number.signum() == 0) {
            return number.scale() < 0 || number.scale() > MOST_DIGITS ? BigDecimal.ZERO : number;
        }
        long exponent = (long) number.precision() - number.scale() - 1;
        if (number.precision() > MOST_DIGITS || Math.abs(exponent) > LARGEST_EXPONENT) {
            return refused(name, "is " + PlainText.shown(value) + ", a number of at most " + MOST_DIGITS
                    + " digits and of at most 10 to the " + LARGEST_EXPONENT + " was expected");
        }
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    private <T> T refused(String name, String problem) {
        refuse(name, problem);
        return null;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
