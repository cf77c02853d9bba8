package dev.waybill.provider;

import java.util.List;

/**
 * One key that an integration's settings may carry for a destination.
 *
 * @param key     as written in YAML and JSON: {@code daysUntilDue}
 * @param type    what the value must be
 * @param choices the accepted words when the type is {@link Type#CHOICE}, else empty
 * @param least   smallest accepted number, or null
 * @param most    largest accepted number, or null
 * @param initial what holds when the key is absent, as text
 * @param help    one sentence for the person who sets it
 */
public record Setting(String key, Type type, List<String> choices, Long least, Long most, String initial, String help) {

    public enum Type { TEXT, NUMBER, SWITCH, CHOICE }

    public Setting {
        choices = List.copyOf(choices);
    }

    public static Setting choice(String key, List<String> choices, String initial, String help) {
        return new Setting(key, Type.CHOICE, choices, null, null, initial, help);
    }

    public static Setting number(String key, long least, long most, String initial, String help) {
        return new Setting(key, Type.NUMBER, List.of(), least, most, initial, help);
    }

    public static Setting onOff(String key, boolean initial, String help) {
        return new Setting(key, Type.SWITCH, List.of(), null, null, String.valueOf(initial), help);
    }

    public static Setting text(String key, String initial, String help) {
        return new Setting(key, Type.TEXT, List.of(), null, null, initial, help);
    }
}
