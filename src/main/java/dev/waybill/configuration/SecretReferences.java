package dev.waybill.configuration;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches what a YAML file only names: <code>${env:NAME}</code>, <code>${file:path}</code> (from the folder of the YAML file, or
 * absolute), and <code>${literal:text}</code>, which is accepted with a warning. No message ever holds a fetched value.
 */
final class SecretReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+):(.*)}", Pattern.DOTALL);
    private static final List<String> SOURCES = List.of("env", "file", "literal");
    private static final long LARGEST_FILE = 65536;

    private final Function<String, String> environment;

    /** @param environment the value of a variable by its name, or null */
    SecretReferences(Function<String, String> environment) {
        this.environment = environment;
    }

    static boolean isReference(String text) {
        return text.startsWith("${");
    }

    /** The secret named by this key; a secret that is written out is refused. */
    Optional<String> secret(YamlMapping mapping, String key) {
        return mapping.unseenText(key).flatMap(written -> {
            if (!isReference(written)) {
                refuse(mapping, key, "is written out in the file, where everybody can read it. Write `" + key
                        + ": \"${env:NAME}\"` and set NAME in the environment, or `" + key + ": \"${file:path}\"`; for a demo or"
                        + " a rehearsal only, `" + key + ": \"${literal:...}\"`");
                return Optional.empty();
            }
            return fetch(mapping, key, written);
        });
    }

    /** A value that is no secret by itself: written out or named. */
    Optional<String> value(YamlMapping mapping, String key) {
        Optional<String> written = mapping.unseenText(key);
        return written.isPresent() && isReference(written.get()) ? fetch(mapping, key, written.get()) : mapping.text(key);
    }

    private Optional<String> fetch(YamlMapping mapping, String key, String written) {
        Matcher reference = REFERENCE.matcher(written);
        if (!reference.matches() || !SOURCES.contains(reference.group(1))) {
            refuse(mapping, key, "begins with ${ and is none of ${env:NAME}, ${file:path}, ${literal:text}");
            return Optional.empty();
        }
        String named = reference.group(2);
        Optional<String> fetched = switch (reference.group(1)) {
            case "env" -> fromEnvironment(mapping, key, named);
            case "file" -> fromFile(mapping, key, named);
            default -> literal(mapping, key, named);
        };
        return fetched.flatMap(value -> checked(mapping, key, value));
    }

    private Optional<String> fromEnvironment(YamlMapping mapping, String key, String name) {
        String value = name.isEmpty() ? null : environment.apply(name);
        if (value == null || value.isEmpty()) {
            refuse(mapping, key, "is taken from the environment variable " + YamlMapping.shown(name) + ", which is "
                    + (value == null ? "not set" : "empty") + ". Set it where this command runs and try again");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private Optional<String> fromFile(YamlMapping mapping, String key, String path) {
        try {
            Path yaml = Path.of(mapping.place().file());
            Path file = yaml.resolveSibling(path);
            if (Files.size(file) > LARGEST_FILE) {
                refuse(mapping, key, "is taken from the file " + path + ", which has more than " + LARGEST_FILE + " bytes");
                return Optional.empty();
            }
            return Optional.of(withoutLastLineBreak(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (CharacterCodingException e) {
            refuse(mapping, key, "is taken from the file " + path + ", which is not UTF-8 text");
        } catch (InvalidPathException | IOException e) {
            refuse(mapping, key, "is taken from the file " + path + ", which cannot be read (" + e.getClass().getSimpleName()
                    + "). A relative path is looked up in the folder of this YAML file");
        }
        return Optional.empty();
    }

    private static Optional<String> literal(YamlMapping mapping, String key, String text) {
        mapping.findings().warn(mapping.place(key), "`" + key + "` of " + mapping.description()
                + " is written out in the file (${literal:...}). Everybody who can read the file knows it: not for real money");
        return Optional.of(text);
    }

    private static Optional<String> checked(YamlMapping mapping, String key, String value) {
        String complaint = null;
        if (value.isBlank()) {
            complaint = "is blank";
        } else if (!value.equals(value.strip())) {
            complaint = "begins or ends with a blank; it was probably copied with too much";
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            complaint = "holds a line break or another control character";
        }
        if (complaint != null) {
            refuse(mapping, key, complaint);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private static String withoutLastLineBreak(String text) {
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static void refuse(YamlMapping mapping, String key, String complaint) {
        mapping.findings().refuse(mapping.place(key), "`" + key + "` of " + mapping.description() + " " + complaint);
    }
}
