package dev.waybill.flow;

import dev.waybill.postgres.DatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when a route that a clock starts has failed: in one line, and not again at every turn while it lasts. */
public final class Clockwork {

    private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Map<String, Instant> said = new ConcurrentHashMap<>();
    private final Clock clock;

    public Clockwork(Clock clock) {
        this.clock = clock;
    }

    /** Says it, unless it was said of this route a moment ago. The next turn comes all the same. */
    public void failed(String route, Exception failure) {
        Instant now = clock.instant();
        Instant last = said.get(route);
        if (last != null && now.isBefore(last.plus(SILENCE))) {
            return;
        }
        said.put(route, now);
        Optional<String> database = DatabaseException.reasonIn(failure);
        LOG.error("{} failed and tries again at its next turn: {}", route, database.orElseGet(failure::toString),
                database.isPresent() ? null : failure);
    }

    /** @param what retention has just dropped, or null when nothing was longer ago than it is kept */
    public void dropped(String what) {
        if (what != null) {
            LOG.info("Dropped {}: longer ago than it is kept (settings retention.*)", what);
        }
    }
}
