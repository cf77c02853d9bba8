package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.provider.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an integration says about its bills at Paddle. A value that is missing or makes no sense counts as the default: the API
 * refuses nonsense before it is stored, and a bill must not fail over a setting nobody can see at night.
 *
 * @param perLine           true: one modifier for each line; false: one for the whole bill
 * @param mostLines         with {@code perLine}: how many modifiers a bill may need
 * @param tooManyLines      what becomes of a bill that needs more
 * @param parkAfterCharging true: a bill that changed after Paddle charged it is left to a person
 * @param unsure            what becomes of a bill of which nobody can tell whether Paddle has charged it
 * @param lookUpAfter       how long Paddle is left alone after a modifier was sent and no answer came
 * @param largestAmount     in the currency's smallest unit; a line or a total beyond it is not sent
 * @param wholeCurrencies   codes of currencies that Paddle counts in whole units
 */
record PaddleSettings(boolean perLine, int mostLines, ManyLines tooManyLines, boolean parkAfterCharging, Unsure unsure,
                      Duration lookUpAfter, long largestAmount, Set<String> wholeCurrencies) {

    enum ManyLines {
        /** One modifier over the bill's total. */
        TO_TOTAL,
        /** One for the lines of each product. */
        BY_PRODUCT,
        /** One for the lines of each type. */
        BY_TYPE,
        /** Left to a person. */
        PARK
    }

    enum Unsure {
        /** Left to a person. */
        PARK,
        /** Taken as not charged: sent. */
        SEND,
        /** Taken as charged: not sent. */
        CHARGED
    }

    private static final int LINES = 50;
    private static final int MOST_LINES = 100;
    private static final int LOOK_UP_SECONDS = 60;
    private static final int MOST_SECONDS = 3600;
    private static final long EIGHT_DIGITS = 99_999_999L;
    private static final long TWELVE_DIGITS = 999_999_999_999L;
    private static final String TO_TOTAL = "rollUpToTotal";
    private static final String BY_PRODUCT = "rollUpByProduct";
    private static final String BY_TYPE = "rollUpByType";
    private static final String WHOLE = "JPY, KRW, VND, CLP";

    static final List<Setting> ALL = List.of(
            Setting.choice("modifiers", List.of("bill", "line"), "bill",
                    "bill: one modifier over the bill's total; line: one modifier for each line of the bill."),
            Setting.number("mostLines", 1, MOST_LINES, String.valueOf(LINES),
                    "With modifiers line: up to so many lines become modifiers of their own."),
            Setting.choice("tooManyLines", List.of(TO_TOTAL, BY_PRODUCT, BY_TYPE, "park"), TO_TOTAL,
                    "What happens to a bill with more lines than mostLines: one modifier over its total, one for each product, one"
                            + " for each type, or it is parked."),
            Setting.choice("changedAfterCharge", List.of("correct", "park"), "correct",
                    "A bill that changes after Paddle charged it. correct: the difference becomes a further modifier."),
            Setting.choice("whenUnsure", List.of("park", "send", "charged"), "park",
                    "A bill of which nobody can tell whether Paddle has charged it: park it, send it, or take it as charged."),
            Setting.number("lookUpAfter", 0, MOST_SECONDS, String.valueOf(LOOK_UP_SECONDS),
                    "Seconds to wait after a modifier was sent and no answer came, before Paddle is looked at."),
            Setting.number("largestAmount", 1, TWELVE_DIGITS, String.valueOf(EIGHT_DIGITS),
                    "Largest line or total that is sent, in the currency's smallest unit (cents); larger bills are parked."),
            Setting.text("wholeCurrencies", WHOLE, "Currencies that Paddle counts in whole units, with commas between them."));

    PaddleSettings {
        wholeCurrencies = Set.copyOf(wholeCurrencies);
    }

    static PaddleSettings of(ObjectNode settings) {
        JsonNode given = settings == null ? MissingNode.getInstance() : settings;
        Unsure unsure = says(given, "whenUnsure", "send") ? Unsure.SEND
                : says(given, "whenUnsure", "charged") ? Unsure.CHARGED : Unsure.PARK;
        return new PaddleSettings(
                says(given, "modifiers", "line"),
                (int) number(given, "mostLines", 1, MOST_LINES, LINES),
                says(given, "tooManyLines", "park") ? ManyLines.PARK : says(given, "tooManyLines", BY_PRODUCT) ? ManyLines.BY_PRODUCT
                        : says(given, "tooManyLines", BY_TYPE) ? ManyLines.BY_TYPE : ManyLines.TO_TOTAL,
                says(given, "changedAfterCharge", "park"),
                unsure,
                Duration.ofSeconds(number(given, "lookUpAfter", 0, MOST_SECONDS, LOOK_UP_SECONDS)),
                number(given, "largestAmount", 1, TWELVE_DIGITS, EIGHT_DIGITS),
                codes(given.path("wholeCurrencies").asText(WHOLE)));
    }

    private static boolean says(JsonNode given, String key, String word) {
        return given.path(key).asText("").trim().equalsIgnoreCase(word);
    }

    private static Set<String> codes(String words) {
        return Arrays.stream(words.split("[,\\s]+")).map(word -> word.toUpperCase(Locale.ROOT))
                .filter(word -> word.matches("[A-Z]{3}")).collect(Collectors.toSet());
    }

    private static long number(JsonNode given, String key, long least, long most, long initial) {
        JsonNode value = given.path(key);
        if (!value.isNumber() && !value.isTextual()) {
            return initial;
        }
        try {
            BigDecimal number = new BigDecimal(value.asText().trim());
            boolean inRange = number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0;
            return inRange && number.stripTrailingZeros().scale() <= 0 ? number.longValueExact() : initial;
        } catch (NumberFormatException notANumber) {
            return initial;
        }
    }
}
