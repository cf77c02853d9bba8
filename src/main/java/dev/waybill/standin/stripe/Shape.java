package dev.waybill.standin.stripe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What one parameter may hold. Checking throws the {@link Refusal} that Stripe's parameter validation answers. */
@FunctionalInterface
interface Shape {

    /** Stripe: keys per object, characters per key, characters per value. */
    int METADATA_KEYS = 50;
    int METADATA_KEY_LENGTH = 40;
    int METADATA_VALUE_LENGTH = 500;

    Pattern INDEX = Pattern.compile("[0-9]{1,6}");
    Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
    Pattern DECIMAL = Pattern.compile("-?[0-9]{1,19}(\\.[0-9]{1,12})?");
    Pattern QUANTITY = Pattern.compile("[0-9]{1,19}(\\.[0-9]{1,12})?");
    long LAST_SECOND = 253_402_300_799L;

    void check(Parameters value);

    /** Also takes the empty text, which unsets the value. */
    default Shape orUnset() {
        return value -> {
            if (value.text() == null || !value.text().isEmpty()) {
                check(value);
            }
        };
    }

    /** At most so many characters. */
    static Shape text(int length) {
        return value -> {
            String text = scalar(value, "string");
            int actual = text.codePointCount(0, text.length());
            if (actual > length) {
                throw Refusal.invalid(value.name(), "Invalid string: " + text.substring(0, 10) + "...; must be at most " + length
                        + " characters, is " + actual);
            }
        };
    }

    static Shape id() {
        return text(255);
    }

    /** Digits with an optional minus; {@code 12.00} and {@code 1e3} are refused. */
    static Shape whole(long least, long most) {
        return value -> wholeBetween(value, least, most);
    }

    static Shape whole() {
        return whole(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Unix seconds. */
    static Shape timestamp() {
        return whole(0, LAST_SECOND);
    }

    /** A plain decimal with at most 12 fraction digits. */
    static Shape decimal() {
        return value -> requireDecimal(value, DECIMAL);
    }

    /** As {@link #decimal}, not below zero. */
    static Shape quantity() {
        return value -> requireDecimal(value, QUANTITY);
    }

    static Shape yesNo() {
        return value -> {
            String text = scalar(value, "boolean");
            if (!text.equals("true") && !text.equals("false")) {
                throw Refusal.invalid(value.name(), "Invalid boolean: " + text);
            }
        };
    }

    static Shape oneOf(String... words) {
        return value -> {
            if (!Arrays.asList(words).contains(scalar(value, "string"))) {
                throw Refusal.invalid(value.name(), "Invalid " + value.name() + ": must be one of " + String.join(", ", words));
            }
        };
    }

    static Shape currency() {
        return value -> {
            if (!StripeCurrency.isKnown(scalar(value, "currency"))) {
                throw Refusal.invalid(value.name(), "Invalid currency: " + value.text()
                        + ". Currencies are three letters in lower case.");
            }
        };
    }

    /** Stripe: texts under keys without brackets; the empty text drops a key, or all of them. */
    static Shape metadata() {
        Shape keys = value -> {
            requireFields(value);
            if (value.fields().size() > METADATA_KEYS) {
                throw Refusal.invalid(value.name(), "Metadata can have at most " + METADATA_KEYS + " keys.");
            }
            value.fields().forEach(Shape::checkMetadata);
        };
        return keys.orUnset();
    }

    /** A list whose elements are all of one shape. */
    static Shape list(Shape element, int most) {
        return value -> {
            requireFields(value);
            if (value.fields().keySet().stream().anyMatch(index -> !INDEX.matcher(index).matches())) {
                throw Refusal.invalid(value.name(), "Invalid array: " + value.name() + " must be named by indexes.");
            }
            if (value.fields().size() > most) {
                throw Refusal.invalid(value.name(), "Invalid array: at most " + most + " elements.");
            }
            value.fields().values().forEach(element::check);
        };
    }

    /** A parameter that Stripe knows and this stand-in does not play; it says so instead of guessing. */
    static Shape notPlayed() {
        return value -> {
            throw Refusal.invalid(value.name(), "Stripe knows the parameter " + value.name() + ", this stand-in does not play it.");
        };
    }

    private static void checkMetadata(String key, Parameters value) {
        if (key.isEmpty() || key.codePointCount(0, key.length()) > METADATA_KEY_LENGTH) {
            throw Refusal.invalid(value.name(), "Metadata keys have 1 to " + METADATA_KEY_LENGTH + " characters.");
        }
        if (value.text() == null) {
            throw Refusal.invalid(value.name(), "Metadata values must be strings.");
        }
        if (value.text().codePointCount(0, value.text().length()) > METADATA_VALUE_LENGTH) {
            throw Refusal.invalid(value.name(), "Metadata values can have up to " + METADATA_VALUE_LENGTH + " characters.");
        }
    }

    private static void wholeBetween(Parameters value, long least, long most) {
        String text = scalar(value, "integer");
        try {
            if (WHOLE.matcher(text).matches() && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // More digits than 64 bits hold: refused like any other text that is no such number.
        }
        throw Refusal.coded("parameter_invalid_integer", value.name(), "Invalid integer: " + text);
    }

    private static void requireDecimal(Parameters value, Pattern pattern) {
        if (!pattern.matcher(scalar(value, "decimal")).matches()) {
            throw Refusal.invalid(value.name(), "Invalid decimal: " + value.text()
                    + "; must be a plain decimal with at most 12 decimal places");
        }
    }

    private static String scalar(Parameters value, String what) {
        if (value.text() == null) {
            throw Refusal.invalid(value.name(), "Invalid " + what + ": " + value.name() + " must not be an object");
        }
        if (value.text().isEmpty()) {
            throw Refusal.coded("parameter_invalid_empty", value.name(), "You passed an empty string for '" + value.name()
                    + "', which cannot be unset. Leave it out or send a value.");
        }
        return value.text();
    }

    private static void requireFields(Parameters value) {
        if (value.text() != null) {
            throw Refusal.invalid(value.name(), "Invalid object: " + value.name() + " must be given as "
                    + value.name() + "[...]");
        }
    }

    /** An object with these parameters and no others. */
    static Fields object(Map<String, Shape> optional) {
        return new Fields(optional, Set.of(), List.of());
    }

    /** The shape of an object, and of a whole request. */
    record Fields(Map<String, Shape> known, Set<String> required, List<Shape> rules) implements Shape {

        Fields requiring(String... names) {
            return new Fields(known, Set.of(names), rules);
        }

        /** Adds a rule that looks at several parameters at once. */
        Fields where(Shape rule) {
            List<Shape> more = new ArrayList<>(rules);
            more.add(rule);
            return new Fields(known, required, List.copyOf(more));
        }

        @Override
        public void check(Parameters value) {
            requireFields(value);
            value.fields().forEach((name, field) -> {
                if (!known.containsKey(name)) {
                    throw Refusal.unknownParameter(field.name());
                }
            });
            for (String name : required) {
                if (!value.has(name)) {
                    throw Refusal.missingParameter(value.name().isEmpty() ? name : value.name() + "[" + name + "]");
                }
            }
            value.fields().forEach((name, field) -> known.get(name).check(field));
            rules.forEach(rule -> rule.check(value));
        }
    }
}
