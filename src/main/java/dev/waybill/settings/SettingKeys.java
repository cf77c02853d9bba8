package dev.waybill.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting there is, in the order of application.properties: from essential to rare. */
final class SettingKeys {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private static final Map<String, SettingKey> BY_NAME = declare(
            text("http.host", "a host name or address of this machine", "127.0.0.1",
                    "Where webhooks are received: 127.0.0.1 for this machine only, 0.0.0.0 for every network it is in."),
            number("http.port", 0, 65_535, "", 8080, "The port of that address."),
            number("http.max-body-size", 1_024, 64 * 1024 * 1024, "bytes", 1_048_576,
                    "The largest webhook that is taken, in bytes; a larger one is answered with 413."),
            number("http.in-flight", 1, 10_000, "messages", 500,
                    "How many messages are taken at the same time; further ones are answered with 503 and Retry-After."),
            text("management.host", "a host name or address of this machine", "127.0.0.1",
                    "Where health and metrics are served. Keep it away from the public."),
            number("management.port", 0, 65_535, "", 8081, "The port of that address."),

            key("database.url", new ValueKind.DatabaseUrl(), "",
                    "The PostgreSQL to use, version 15 or newer: jdbc:postgresql://HOST:5432/DATABASE. Empty: the embedded one, in"
                            + " data.dir."),
            text("database.user", "the name of a PostgreSQL role", "", "The role to log in as."),
            key("database.password", new ValueKind.Secret(), "",
                    "Its password. Set DATABASE_PASSWORD in the environment, not here."),
            key("database.schema", new ValueKind.Name(), "waybill",
                    "The schema that holds the tables; created when it is missing."),
            number("database.pool-size", 1, 200, "connections", 16, "How many connections the workers share."),
            number("database.accept-pool-size", 1, 100, "connections", 6,
                    "How many connections receive webhooks; apart from the workers', so that slow work never delays a webhook."),

            choice("database.commits", List.of("grouped", "each"), "grouped",
                    "Whether changes that come at the same moment share a commit (grouped), which is quicker under load, or each has"
                            + " its own (each). Both are on disk before anything else happens."),
            number("database.writers", 1, 16, "threads", 2,
                    "With grouped: how many write beside each other, each a group of its own."),

            path("data.dir", "data", "The folder for what belongs to this node: its id, its lock and the embedded database."),
            path("routes.dir", "routes", "The folder of the route files."),
            time("routes.watch-every", Duration.ofMillis(50), Duration.ofHours(1), "500",
                    "How often the route files are looked at; a changed one counts once it was read twice alike."),
            text("routes.allow", "names of components, languages or steps with commas between them", "",
                    "Which of the components, languages and steps that are refused in route files may be used all the same."),
            key("secrets.key", new ValueKind.MasterKey(), "",
                    "The key that seals stored credentials: openssl rand -base64 32. Set SECRETS_KEY in the environment, not here."
                            + " Empty, which only the embedded database allows: made at the first start and kept in data.dir."),

            address("stripe.base-url", "https://api.stripe.com",
                    "Where Stripe answers. Point it at a stand-in to rehearse without sending anything."),
            time("stripe.response-timeout", MILLISECOND, Duration.ofMinutes(2), "10000",
                    "The longest wait for one answer of Stripe. After it the outcome is unknown and is looked up before anything is"
                            + " repeated."),
            number("stripe.rate", 1, 100_000, "calls per second", 80,
                    "How many calls one live account gets in a second, from all nodes together. Stripe takes 100."),
            number("stripe.test-rate", 1, 100_000, "calls per second", 20, "The same for a test account. Stripe takes 25."),
            number("stripe.endpoint-rate", 1, 100_000, "calls per second", 20,
                    "How many calls of one kind one account gets in a second, such as creating invoices. Stripe takes 25."),
            number("stripe.concurrency", 1, 256, "calls", 16,
                    "How many calls to one account are under way at the same time, from all nodes together."),
            address("paddle-classic.base-url", "https://vendors.paddle.com",
                    "Where Paddle Classic answers calls of destination Paddle."),
            address("paddle-classic.sandbox-base-url", "https://sandbox-vendors.paddle.com",
                    "Where Paddle Classic answers calls of destination PaddleSandbox."),
            time("paddle-classic.response-timeout", MILLISECOND, Duration.ofMinutes(2), "10000",
                    "The longest wait for one answer of Paddle Classic. After it the outcome is unknown and is looked up before"
                            + " anything is repeated."),
            number("paddle-classic.rate", 1, 100_000, "calls per second", 4,
                    "How many calls go to Paddle Classic in a second, from this node to all vendors together: it counts addresses."),
            number("paddle-classic.concurrency", 1, 256, "calls", 1,
                    "How many calls to one vendor are under way at the same time."),
            address("m3ter.base-url", "https://api.m3ter.com", "Where m3ter answers, when bills are read again from it."),
            time("m3ter.response-timeout", MILLISECOND, Duration.ofMinutes(2), "10000",
                    "The longest wait for one answer of m3ter."),
            time("http-client.connect-timeout", MILLISECOND, Duration.ofMinutes(1), "2000",
                    "The longest wait for a connection to any of them."),

            number("delivery.workers", 1, 256, "workers", 64,
                    "How many deliveries are worked on at the same time; one account has half of them at most."),
            number("delivery.queue", 1, 100_000, "deliveries", 500,
                    "How many deliveries may wait in memory for their turn; the rest waits in the database."),
            number("decide.workers", 1, 256, "workers", 8, "How many received events are decided at the same time."),
            number("decide.queue", 1, 100_000, "events", 500,
                    "How many events may wait in memory to be decided; the rest waits in the database."),
            time("delivery.lease", Duration.ofSeconds(1), Duration.ofHours(1), "30000",
                    "How long a worker owns a delivery before another may take it over. At least five seconds more than"
                            + " twice the connect timeout and the longest response timeout together."),
            key("delivery.retry-delays", new ValueKind.Times(new ValueKind.Time(MILLISECOND, Duration.ofDays(7))),
                    "2s,10s,1m,5m,30m,2h,5h,10h",
                    "How long to wait before each repeated try; the last one is used from then on."),
            time("delivery.retry-limit", MILLISECOND, Duration.ofDays(365), "7d",
                    "How long a delivery is tried before it ends as TIMEOUT_LIMIT_EXCEEDED."),
            number("delivery.claim-batch", 1, 1_000, "rows", 50,
                    "How many due deliveries or events are claimed from the database at once."),
            time("delivery.claim-every", Duration.ofMillis(50), Duration.ofMinutes(5), "1000",
                    "How often the database is asked for what is due."),

            number("breaker.failures", 1, 100, "per cent", 50,
                    "When so large a share of an account's calls within a minute had no usable answer, nothing is sent to it for a"
                            + " while."),
            number("breaker.least-calls", 2, 100_000, "calls", 20, "Fewer calls within the minute say nothing."),
            time("breaker.open", MILLISECOND, Duration.ofHours(1), "30s",
                    "How long nothing is sent before a few calls are let through to see."),

            number("replay.share", 1, 128, "deliveries", 8,
                    "How many replayed deliveries are under way at the same time, on all nodes together, so that other bills never"
                            + " wait behind many. Besides, each replay has its rate."),
            time("replay.turn-every", Duration.ofMillis(50), Duration.ofHours(1), "250",
                    "How often running replays are led on. What ended is noted then, and the next deliveries begin."),

            time("retention.inbound-events", Duration.ofDays(30), Duration.ofDays(36_500), "180d",
                    "How long received webhooks are kept, byte for byte, with the keys that fold their repeats."),
            time("retention.calls", Duration.ofDays(30), Duration.ofDays(36_500), "400d",
                    "How long requests to providers and their answers are kept."),
            time("retention.runs", Duration.ofDays(90), Duration.ofDays(36_500), "3650d",
                    "How long runs, decisions, integration events and ended replays are kept; bills and what providers hold of them"
                            + " stay for good."),
            time("retention.step-every", Duration.ofMillis(50), Duration.ofDays(1), "60s",
                    "How often a step is made towards dropping what is older: some thousand webhooks, or one month of the rest."),

            choice("log.format", List.of("text", "json"), "text",
                    "How log lines look: text for people, json for log collectors."),
            choice("log.level", List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR"), "INFO",
                    "The least important kind of line that is logged."),
            time("shutdown.drain", Duration.ZERO, Duration.ofHours(1), "30000",
                    "How long a stopping gateway lets running deliveries end; what is left is resumed by the next start."),
            time("health.oldest-due-limit", Duration.ofSeconds(1), Duration.ofDays(7), "300000",
                    "When the oldest due delivery has waited this long, health is DOWN."));

    /** Names that settings had in earlier releases, and what they are called now. */
    static final Map<String, String> RENAMED = Map.of();

    private SettingKeys() {
    }

    static Collection<SettingKey> all() {
        return BY_NAME.values();
    }

    static Optional<SettingKey> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static SettingKey key(String name, ValueKind kind, String standard, String meaning) {
        return new SettingKey(name, kind, standard, meaning);
    }

    private static SettingKey text(String name, String accepted, String standard, String meaning) {
        return key(name, new ValueKind.Text(accepted), standard, meaning);
    }

    private static SettingKey number(String name, int least, int most, String counts, int standard, String meaning) {
        return key(name, new ValueKind.Number(least, most, counts), String.valueOf(standard), meaning);
    }

    private static SettingKey time(String name, Duration least, Duration most, String standard, String meaning) {
        return key(name, new ValueKind.Time(least, most), standard, meaning);
    }

    private static SettingKey choice(String name, List<String> words, String standard, String meaning) {
        return key(name, new ValueKind.Choice(words), standard, meaning);
    }

    private static SettingKey path(String name, String standard, String meaning) {
        return key(name, new ValueKind.FilePath(), standard, meaning);
    }

    private static SettingKey address(String name, String standard, String meaning) {
        return key(name, new ValueKind.HttpAddress(), standard, meaning);
    }

    private static Map<String, SettingKey> declare(SettingKey... keys) {
        Map<String, SettingKey> byName = new LinkedHashMap<>();
        for (SettingKey key : keys) {
            if (byName.put(key.name(), key) != null) {
                throw new IllegalStateException("setting " + key.name() + " is declared twice");
            }
        }
        return byName;
    }
}
