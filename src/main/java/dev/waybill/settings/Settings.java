package dev.waybill.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the operator has decided, read once at the start and checked as a whole. A value is looked for in the overrides of the
 * command, then in the environment ({@code database.url} is {@code DATABASE_URL}), then in application.properties, then in the
 * catalog. An empty value counts as none. {@code camel.*} settings are passed on to Camel unread.
 */
public final class Settings {

    /** The file that operators edit; it lies in {@link #home()}. */
    public static final String FILE = "application.properties";

    private final Path home;
    private final Map<String, String> values;
    private final Map<String, String> camel;
    private final List<String> warnings;

    Settings(Path home, Map<String, String> values, Map<String, String> camel, List<String> warnings) {
        this.home = home.toAbsolutePath().normalize();
        this.values = new LinkedHashMap<>(values);
        this.camel = new TreeMap<>(camel);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * The settings of this process: home from the system property waybill.home or the working directory, and its environment.
     *
     * @param overrides what a command insists on, by key; an empty value means the default, whatever anybody else wrote
     * @throws SettingsRefusedException with every finding, when anything is wrong
     */
    public static Settings load(Map<String, String> overrides) {
        return load(Path.of(System.getProperty("waybill.home", "")), System.getenv(), overrides);
    }

    /**
     * The settings of some home, under some environment.
     *
     * @throws SettingsRefusedException with every finding, when anything is wrong
     */
    public static Settings load(Path home, Map<String, String> environment, Map<String, String> overrides) {
        return new SettingsReader(home, environment, overrides, SettingKeys.RENAMED).read();
    }

    /** The same but for these, which are written as values are stored: times in milliseconds. */
    public Settings with(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(values);
        others.forEach((key, value) -> {
            if (all.replace(key, value) == null) {
                throw new IllegalArgumentException("there is no setting `" + key + "`; declare it in SettingKeys");
            }
        });
        return new Settings(home, all, camel, warnings);
    }

    /** What does not stop the start, but should be read: one sentence or two each, without secrets. */
    public List<String> warnings() {
        return warnings;
    }

    /** The folder that holds application.properties and begins every relative path. */
    public Path home() {
        return home;
    }

    /**
     * A setting that always has a value.
     *
     * @throws IllegalStateException when it is empty: read such a one with {@link #optional}
     */
    public String text(String key) {
        return optional(key).orElseThrow(() -> new IllegalStateException("setting `" + key + "` is empty"));
    }

    /** A setting that may be empty. */
    public Optional<String> optional(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no setting `" + key + "`; declare it in SettingKeys");
        }
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    /** A whole number, within the bounds of the catalog. */
    public int number(String key) {
        return Integer.parseInt(text(key));
    }

    /** A span of time. */
    public Duration duration(String key) {
        return Duration.ofMillis(Long.parseLong(text(key)));
    }

    /** Several spans of time, at least one. */
    public List<Duration> durations(String key) {
        return Arrays.stream(text(key).split(",")).map(millis -> Duration.ofMillis(Long.parseLong(millis))).toList();
    }

    /** A file or folder, absolute. */
    public Path path(String key) {
        return home.resolve(text(key)).normalize();
    }

    /** The address of a service, without a slash at its end. */
    public URI uri(String key) {
        return URI.create(text(key));
    }

    /**
     * What route files may name between {@code {{ }}}: every setting but the secret ones, times in milliseconds, paths absolute;
     * and the {@code camel.*} settings for Camel itself.
     */
    public Map<String, String> forCamel() {
        Map<String, String> properties = new TreeMap<>(camel);
        for (SettingKey key : SettingKeys.all()) {
            if (key.kind() instanceof ValueKind.FilePath) {
                properties.put(key.name(), path(key.name()).toString());
            } else if (!key.kind().secret()) {
                properties.put(key.name(), values.get(key.name()));
            }
        }
        return properties;
    }
}
