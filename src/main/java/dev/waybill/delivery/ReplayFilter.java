package dev.waybill.delivery;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Which deliveries of an organization a replay takes. Null means any.
 *
 * @param statuses        how they stand; empty for any that a replay takes
 * @param reason          why they stopped, a {@link Step.Parked#code}: {@code too-many-lines}
 * @param from            only those whose newest run began at or after this time
 * @param to              only those whose newest run began before this time
 * @param accountId       the platform's account id
 * @param alsoSuccessful  also those whose wanted version was delivered
 */
public record ReplayFilter(UUID organizationId, UUID integrationId, Set<RunStatus> statuses, String reason, Instant from, Instant to,
                           String accountId, boolean alsoSuccessful) {

    /** Those that never brought their wanted version to the provider, and are not at it now by themselves. */
    public static final Set<RunStatus> UNSUCCESSFUL = Collections.unmodifiableSet(EnumSet.of(RunStatus.ERROR,
            RunStatus.AWAITING_RETRY, RunStatus.AUTH_FAILED, RunStatus.ACCOUNTING_PERIOD_CLOSED, RunStatus.INVOICE_ALREADY_PAID,
            RunStatus.DISABLED, RunStatus.TIMEOUT_LIMIT_EXCEEDED));

    /** @throws ReplayRefusedException when nothing, or far too much, can be meant */
    public ReplayFilter {
        Objects.requireNonNull(organizationId, "organizationId");
        statuses = statuses.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(statuses));
        for (RunStatus status : statuses) {
            refuseUnlessTaken(status, alsoSuccessful);
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new ReplayRefusedException("Nothing lies between " + from + " and " + to + ": the begin must come before the end.");
        }
        if (alsoSuccessful && integrationId == null && accountId == null && from == null) {
            throw new ReplayRefusedException("What succeeded is replayed for one integration, for one account or from a time on: name"
                    + " one of them, so that nobody asks a provider about every bill there ever was by mistake.");
        }
    }

    private static void refuseUnlessTaken(RunStatus status, boolean alsoSuccessful) {
        if (status == RunStatus.COMPLETE && !alsoSuccessful) {
            throw new ReplayRefusedException("Deliveries that are COMPLETE succeeded, and are replayed only when that is asked for"
                    + " (--also-successful): each is then compared with what the provider holds.");
        }
        if (status == RunStatus.WAITING || status == RunStatus.STARTED) {
            throw new ReplayRefusedException("Deliveries that are " + status + " are on their way already; there is nothing to replay.");
        }
        if (status == RunStatus.RATE_LIMIT_RETRY) {
            throw new ReplayRefusedException("Deliveries that are RATE_LIMIT_RETRY go on by themselves as soon as the provider wants"
                    + " them; a replay would only be told to slow down again.");
        }
    }
}
