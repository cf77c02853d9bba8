package dev.waybill.flow;

import dev.waybill.delivery.Nodes;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.integration.IntegrationConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Integrations whose provider refuses the credentials: nothing is sent for them until the credentials or the integration change.
 * What the database says counts, as of the configuration it was read under; a refusal counts here at once, before it is written.
 */
public final class Holds {

    /** By then the refusal is written, and known from the database; or it was one of credentials that are replaced already. */
    private static final Duration UNTIL_WRITTEN = Duration.ofSeconds(10);

    private final Configurations configurations;
    private final Clock clock;
    private final Map<UUID, Refusal> refusals = new ConcurrentHashMap<>();
    private volatile Known known = new Known(-1, Set.of());

    private record Refusal(long revision, Instant at) {
    }

    private record Known(long revision, Set<UUID> integrations) {
    }

    public Holds(Configurations configurations, Clock clock) {
        this.configurations = configurations;
        this.clock = clock;
    }

    /** A call of this integration was refused a moment ago. @param sent {@link System#nanoTime()} when the call went out */
    void refused(UUID integrationId, long sent) {
        if (configurations.isOlderThan(sent)) {  // else it may have used credentials that are replaced already
            refusals.put(integrationId, new Refusal(configurations.revision(), clock.instant()));
        }
    }

    /** Takes over what the database says. */
    void take(Nodes.Around around) {
        known = new Known(around.revision(), around.held());
        Instant old = clock.instant().minus(UNTIL_WRITTEN);
        refusals.entrySet().removeIf(one -> one.getValue().at().isBefore(old) || around.held().contains(one.getKey()));
    }

    /** Whether nothing may be sent for it now. */
    public boolean holds(UUID integrationId) {
        long revision = configurations.revision();
        Refusal refusal = refusals.get(integrationId);
        if (refusal != null && refusal.revision() == revision && clock.instant().isBefore(refusal.at().plus(UNTIL_WRITTEN))) {
            return true;
        }
        Known now = known;
        return now.revision() == revision ? now.integrations().contains(integrationId) : configurations.isRefused(integrationId);
    }

    /** What becomes of a delivery instead of a call; null when nothing holds it. */
    Step.Parked instead(IntegrationConfiguration integration) {
        return !holds(integration.id()) ? null : new Step.Parked(RunStatus.AUTH_FAILED, "authentication-held",
                "Not sent: " + integration.destination().displayName() + " refuses the credentials of integration \"" + integration.name()
                        + "\", so nothing is sent for it.",
                "Save valid credentials for the integration and apply them. Everything that waits for them is sent then.");
    }
}
