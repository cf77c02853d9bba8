package dev.waybill.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and checks everything that people wrote, collecting what is wrong instead of stopping at the first mistake. */
final class SettingsReader {

    private static final String CAMEL = "camel.";
    private static final String IN_OVERRIDES = "in the overrides of this command";

    private final Path home;
    private final Map<String, String> environment;
    private final Map<String, String> overrides;
    private final Map<String, String> renamed;
    private final PropertiesFile file;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> camel = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** A value and, in words, where it was found. */
    private record Found(String value, String where) {
        Found orDefault(SettingKey key) {
            return value.isEmpty() ? new Found(key.standard(), "by default") : this;
        }
    }

    SettingsReader(Path home, Map<String, String> environment, Map<String, String> overrides, Map<String, String> renamed) {
        this.home = home;
        this.environment = environment;
        this.overrides = overrides;
        this.renamed = renamed;
        this.file = PropertiesFile.read(home.resolve(Settings.FILE));
    }

    Settings read() {
        if (!Files.exists(home.resolve(Settings.FILE))) {
            warnings.add("there is no " + Settings.FILE + " in " + home.toAbsolutePath().normalize()
                    + "; only the environment and the built-in defaults count");
        }
        findings.addAll(file.findings());
        file.entries().forEach((name, entry) -> examine(name, entry.value(), place(entry)));
        overrides.forEach((name, value) -> examine(name, value, IN_OVERRIDES));
        renamed.forEach(this::refuseRenamedVariable);
        SettingKeys.all().forEach(this::resolve);
        warnAboutMisspeltVariables();
        checkTogether();
        if (!findings.isEmpty()) {
            throw new SettingsRefusedException(findings);
        }
        return new Settings(home, values, camel, warnings);
    }

    /** One name and value that somebody wrote: known, passed on to Camel, renamed or unknown. */
    private void examine(String name, String value, String where) {
        if (name.startsWith(CAMEL)) {
            camel.put(name, value);
        } else if (renamed.containsKey(name)) {
            findings.add("setting `" + name + "` " + where + " is called `" + renamed.get(name) + "` now; rename it, its value"
                    + " means what it meant");
        } else if (SettingKeys.named(name).isEmpty()) {
            List<String> known = SettingKeys.all().stream().map(SettingKey::name).toList();
            Optional<String> meant = Spelling.nearest(name, known, Math.max(2, name.length() / 3));
            findings.add("unknown setting `" + name + "` " + where + "; " + meant.map(nearest -> "did you mean `" + nearest + "`?")
                    .orElse("remove it (docs/operating.md lists every setting there is; only camel.* settings are passed on)"));
        }
    }

    private void refuseRenamedVariable(String before, String now) {
        String variable = SettingKey.environmentName(before);
        if (environment.containsKey(variable)) {
            findings.add("environment variable " + variable + " is called " + SettingKey.environmentName(now) + " now; rename"
                    + " it, its value means what it meant");
        }
    }

    private void resolve(SettingKey key) {
        Found found = find(key);
        try {
            values.put(key.name(), found.value().isEmpty() ? "" : key.kind().plain(found.value()));
        } catch (IllegalArgumentException e) {
            findings.add("setting `" + key.name() + "` " + found.where() + " is " + shown(key, found.value()) + "; write "
                    + key.kind().accepted());
        }
    }

    private Found find(SettingKey key) {
        if (overrides.containsKey(key.name())) {
            return new Found(overrides.get(key.name()).strip(), IN_OVERRIDES).orDefault(key);
        }
        String variable = environment.getOrDefault(key.environmentName(), "").strip();
        if (!variable.isEmpty()) {
            return new Found(variable, "in environment variable " + key.environmentName());
        }
        PropertiesFile.Entry entry = file.entries().getOrDefault(key.name(), new PropertiesFile.Entry("", 0));
        if (!entry.value().isEmpty() && key.kind().belongsInEnvironment()) {
            warnings.add("setting `" + key.name() + "` stands " + place(entry) + ", where everybody who can read the file can read"
                    + " it; put it into environment variable " + key.environmentName() + " and empty the line");
        }
        return new Found(entry.value(), place(entry)).orDefault(key);
    }

    private void warnAboutMisspeltVariables() {
        List<String> known = SettingKeys.all().stream().map(SettingKey::environmentName).toList();
        for (String name : new TreeMap<>(environment).keySet()) {
            List<String> sameGroup = known.stream().filter(word -> group(word).equals(group(name))).toList();
            if (!known.contains(name)) {
                Spelling.nearest(name, sameGroup, 2).ifPresent(nearest -> warnings.add("environment variable " + name
                        + " is no setting and changes nothing; did you mean " + nearest + "?"));
            }
        }
    }

    /** What only shows when two settings are seen side by side. Those that were refused above are left out. */
    private void checkTogether() {
        List.of("stripe.response-timeout", "paddle-classic.response-timeout", "m3ter.response-timeout").forEach(this::checkLease);
        if (!values.getOrDefault("http.port", "0").equals("0") && values.get("http.port").equals(values.get("management.port"))
                && values.getOrDefault("http.host", "").equals(values.get("management.host"))) {
            findings.add("settings `http.port` and `management.port` are both " + values.get("http.port") + " on "
                    + values.get("http.host") + "; give one of them another port");
        }
        if (!values.getOrDefault("database.url", "").isEmpty() && values.getOrDefault("secrets.key", "refused").isEmpty()) {
            findings.add("setting `secrets.key` is empty, which only the embedded database allows, and `database.url`"
                    + " names another; make a key once with: openssl rand -base64 32, keep a copy in a safe place, and set"
                    + " SECRETS_KEY in the environment of every node");
        }
    }

    private void checkLease(String responseTimeout) {
        if (values.keySet().containsAll(List.of("delivery.lease", "http-client.connect-timeout", responseTimeout))) {
            // The HTTP client may wait as long for a free connection of its pool as for a new one.
            Duration connecting = duration("http-client.connect-timeout").multipliedBy(2);
            Duration least = connecting.plus(duration(responseTimeout)).plusSeconds(5);
            if (duration("delivery.lease").compareTo(least) < 0) {
                findings.add("setting `delivery.lease` is " + ValueKind.Time.words(duration("delivery.lease")) + ", too short for"
                        + " `" + responseTimeout + "` of " + ValueKind.Time.words(duration(responseTimeout)) + ": a second worker"
                        + " would take over a delivery whose call is still under way; write at least " + ValueKind.Time.words(least)
                        + " (twice the connect timeout, the response timeout and five seconds)");
            }
        }
    }

    private Duration duration(String name) {
        return Duration.ofMillis(Long.parseLong(values.get(name)));
    }

    private static String place(PropertiesFile.Entry entry) {
        return "at " + Settings.FILE + ":" + entry.line();
    }

    private static String shown(SettingKey key, String value) {
        if (key.kind().secret()) {
            return "not accepted (its value is not shown)";
        }
        return "`" + (value.length() > 100 ? value.substring(0, 100) + "..." : value) + "`";
    }

    private static String group(String environmentName) {
        return environmentName.split("_", 2)[0];
    }
}
