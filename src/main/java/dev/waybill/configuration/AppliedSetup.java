package dev.waybill.configuration;

import dev.waybill.configuration.SetupChange.Action;

/**
 * What an apply has done.
 *
 * @param plan     the difference it found in its own transaction, and wrote
 * @param revision the revision of the configuration now; the same as before when there was nothing to change
 * @param released how many deliveries that were held back are due again because of it
 */
public record AppliedSetup(SetupPlan plan, long revision, int released) {

    /** True when there was nothing to do. */
    public boolean isEmpty() {
        return plan.isEmpty();
    }

    /** The changes, and what an operator needs next, for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder(plan.text());
        for (SetupChange<InboundWebhookSetup> change : plan.inboundWebhooks()) {
            if (change.action() == Action.CREATE) {
                text.append("Inbound webhook ").append(change.name()).append(" is reached at /webhooks/")
                        .append(change.wanted().source()).append('/').append(change.id()).append('\n');
            }
        }
        if (released > 0) {
            text.append(released).append(released == 1 ? " delivery that was held back is"
                    : " deliveries that were held back are")
                    .append(" due again.\n");
        }
        return text.append("The configuration is at revision ").append(revision).append(".\n").toString();
    }
}
