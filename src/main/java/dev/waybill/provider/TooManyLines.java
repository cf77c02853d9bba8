package dev.waybill.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.RollUp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an integration wants done with a bill of more lines than the provider takes. */
public enum TooManyLines {
    /** Nothing is sent: a person decides. */
    PARK("park"),
    /** Lines of one product become one line, as far as it takes to fit. */
    ROLL_UP_BY_PRODUCT("rollUpByProduct"),
    /** Lines of one type become one line, as far as it takes to fit. */
    ROLL_UP_BY_TYPE("rollUpByType"),
    /** One bill becomes several invoices. */
    SPLIT("split");

    /** The setting's key. */
    public static final String KEY = "tooManyLines";

    private final String word;

    TooManyLines(String word) {
        this.word = word;
    }

    /** The setting, for a provider that can do these; {@link #PARK} holds when nothing is said. */
    public static Setting setting(List<TooManyLines> accepted, String help) {
        return Setting.choice(KEY, accepted.stream().map(TooManyLines::word).toList(), PARK.word, help);
    }

    /** What the settings say; {@link #PARK} when they say nothing, or nothing that is known. */
    public static TooManyLines of(ObjectNode settings) {
        String said = settings == null ? "" : settings.path(KEY).asText("").trim();
        return Arrays.stream(values()).filter(value -> value.word.equalsIgnoreCase(said)).findFirst().orElse(PARK);
    }

    /** As people write it: {@code rollUpByProduct}. */
    public String word() {
        return word;
    }

    /** How lines are merged, or empty when they are not. */
    public Optional<RollUp> rollUp() {
        return switch (this) {
            case ROLL_UP_BY_PRODUCT -> Optional.of(RollUp.BY_PRODUCT);
            case ROLL_UP_BY_TYPE -> Optional.of(RollUp.BY_TYPE);
            case PARK, SPLIT -> Optional.empty();
        };
    }
}
