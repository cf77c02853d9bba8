package dev.waybill.source.m3ter;

import dev.waybill.delivery.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bearer tokens in use, in memory only. Each is used for nine tenths of its life, so that it does not end on the way. A
 * key names whose token it is: one per base URL and credentials. Safe for many threads.
 */
public final class M3terTokens {

    private final Clock clock;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    public M3terTokens(Clock clock) {
        this.clock = clock;
    }

    /** The token to send now, or empty when a new one must be fetched. */
    public Optional<String> bearer(String key) {
        Held token = held.get(key);
        if (token == null) {
            return Optional.empty();
        }
        if (clock.instant().isBefore(token.until)) {
            return Optional.of(token.bearer);
        }
        held.remove(key, token);
        return Optional.empty();
    }

    /** Keeps a token in place of an earlier one. */
    public void store(String key, String bearer, Duration life) {
        held.put(key, new Held(bearer, clock.instant().plus(life.multipliedBy(9).dividedBy(10))));
    }

    /** Keeps the token in an answer of {@code POST /oauth/token}; false when there is none in it, and nothing changes then. */
    public boolean keep(String key, Answer answer) {
        Optional<M3terToken> token = M3terToken.read(answer);
        token.ifPresent(some -> store(key, some.bearer(), some.life()));
        return token.isPresent();
    }

    /** Forgets a token, because m3ter refused it or its credentials were replaced. */
    public void drop(String key) {
        held.remove(key);
    }

    private record Held(String bearer, Instant until) {
    }
}
