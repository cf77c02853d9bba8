package dev.waybill.settings;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/** What the value of a setting may be. Each kind knows its own words for "accepted", so that a refusal says what to write. */
sealed interface ValueKind {

    /** What is accepted, as the end of "write ...": {@code a whole number from 1 to 65535}. */
    String accepted();

    /**
     * The value in the one form the rest of the program reads: times in milliseconds, words in their declared case.
     *
     * @param value trimmed, never empty
     * @throws IllegalArgumentException when the value is not accepted
     */
    String plain(String value);

    /** True when the value must never be shown. */
    default boolean secret() {
        return false;
    }

    /** True when a file that others may read is the wrong place for it. */
    default boolean belongsInEnvironment() {
        return secret();
    }

    /** Any text. */
    record Text(String accepted) implements ValueKind {
        @Override
        public String plain(String value) {
            return value;
        }
    }

    /** A name that PostgreSQL takes without quotes. */
    record Name() implements ValueKind {
        private static final Pattern UNQUOTED = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

        @Override
        public String accepted() {
            return "a name of lower-case letters, digits and underscores";
        }

        @Override
        public String plain(String value) {
            return require(UNQUOTED.matcher(value).matches() && !value.startsWith("pg_"), value);
        }
    }

    /** A whole number; what it counts may be empty. */
    record Number(int least, int most, String counts) implements ValueKind {
        @Override
        public String accepted() {
            return "a whole number" + (counts.isEmpty() ? "" : " of " + counts) + " from " + least + " to " + most;
        }

        @Override
        public String plain(String value) {
            BigInteger number = new BigInteger(value);
            require(number.compareTo(BigInteger.valueOf(least)) >= 0 && number.compareTo(BigInteger.valueOf(most)) <= 0, value);
            return number.toString();
        }
    }

    /** A span of time: milliseconds, or a number with its unit. */
    record Time(Duration least, Duration most) implements ValueKind {
        @Override
        public String accepted() {
            return "a time from " + words(least) + " to " + words(most)
                    + ", in milliseconds or with a unit (500ms, 10s, 5m, 2h, 7d)";
        }

        @Override
        public String plain(String value) {
            Duration time = parse(value);
            require(time.compareTo(least) >= 0 && time.compareTo(most) <= 0, value);
            return String.valueOf(time.toMillis());
        }

        private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)?");

        static Duration parse(String value) {
            Matcher matcher = WITH_UNIT.matcher(value);
            require(matcher.matches(), value);
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2) == null ? "ms" : matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }

        /** The shortest way to write a time that this kind reads back: {@code 5m}. */
        static String words(Duration time) {
            long millis = time.toMillis();
            if (millis == 0 || millis % 1_000 != 0) {
                return millis + "ms";
            } else if (millis % 60_000 != 0) {
                return millis / 1_000 + "s";
            } else if (millis % 3_600_000 != 0) {
                return millis / 60_000 + "m";
            }
            return millis % 86_400_000 != 0 ? millis / 3_600_000 + "h" : millis / 86_400_000 + "d";
        }
    }

    /** Several times, with commas between them. */
    record Times(Time each) implements ValueKind {
        @Override
        public String accepted() {
            return "times with commas between them (2s,10s,1m), each " + each.accepted();
        }

        @Override
        public String plain(String value) {
            return Arrays.stream(value.split(",", -1)).map(String::strip).map(each::plain).collect(Collectors.joining(","));
        }
    }

    /** One of some words; case does not count when it is read. */
    record Choice(List<String> words) implements ValueKind {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public String accepted() {
            return "one of " + String.join(", ", words);
        }

        @Override
        public String plain(String value) {
            return words.stream().filter(value::equalsIgnoreCase).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(value));
        }
    }

    /** A file or folder; relative ones begin at the folder that holds application.properties. */
    record FilePath() implements ValueKind {
        @Override
        public String accepted() {
            return "a path";
        }

        @Override
        public String plain(String value) {
            try {
                return Path.of(value).toString();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(value, e);
            }
        }
    }

    /** The address of an HTTP service, without a slash at its end. */
    record HttpAddress() implements ValueKind {
        @Override
        public String accepted() {
            return "an address such as https://api.example.com, without user, query or fragment";
        }

        @Override
        public String plain(String value) {
            URI address = URI.create(value);
            require(List.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null
                    && address.getUserInfo() == null && address.getQuery() == null && address.getFragment() == null, value);
            return value.replaceFirst("/+$", "");
        }
    }

    /** Where PostgreSQL is. Never shown: some people put the password into it. */
    record DatabaseUrl() implements ValueKind {
        @Override
        public String accepted() {
            return "jdbc:postgresql://HOST:5432/DATABASE, with user and password in settings of their own";
        }

        @Override
        public String plain(String value) {
            require(value.startsWith("jdbc:postgresql:") && !value.contains("@") && Driver.parseURL(value, null) != null, value);
            return value;
        }

        @Override
        public boolean secret() {
            return true;
        }

        @Override
        public boolean belongsInEnvironment() {
            return false;
        }
    }

    /** A password: any text, never shown. */
    record Secret() implements ValueKind {
        @Override
        public String accepted() {
            return "the secret itself";
        }

        @Override
        public String plain(String value) {
            return value;
        }

        @Override
        public boolean secret() {
            return true;
        }
    }

    /** A master key: 32 random bytes in base64, never shown. */
    record MasterKey() implements ValueKind {
        @Override
        public String accepted() {
            return "32 random bytes in base64 (make them with: openssl rand -base64 32)";
        }

        @Override
        public String plain(String value) {
            require(Base64.getDecoder().decode(value).length == 32, "");
            return value;
        }

        @Override
        public boolean secret() {
            return true;
        }
    }

    private static String require(boolean accepted, String value) {
        if (!accepted) {
            throw new IllegalArgumentException(value);
        }
        return value;
    }
}
