package dev.waybill.configuration;

import dev.waybill.configuration.SetupChange.Action;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The difference between what a folder asks for and what is stored: what an apply would do, or has done. Secrets are compared
 * by fingerprint and never shown.
 *
 * <p>What is stored and not in the folder stays, unless pruning was asked for. Pruning reaches only the organizations that the
 * folder names; an integration that has deliveries, and any inbound webhook, is disabled and not removed.
 *
 * @param kept                   stored things that the folder does not name and that stay, in words
 * @param warnings               what only the comparison shows; those of the folder itself are in {@link Setup#warnings()}
 * @param newCredentials         stored integrations that will work with other credentials than before
 * @param reopened               enabled integrations whose filters, settings or switch change
 * @param otherCustomers         integrations that will name customers in another way
 */
public record SetupPlan(List<SetupChange<OrganizationSetup>> organizations, List<SetupChange<CredentialsSetup>> credentials,
                        List<SetupChange<InboundWebhookSetup>> inboundWebhooks, List<SetupChange<IntegrationSetup>> integrations,
                        List<SetupChange<ExternalMappingSetup>> externalMappings, boolean prune, List<String> kept,
                        List<Finding> warnings, Set<UUID> newCredentials, Set<UUID> reopened, Set<UUID> otherCustomers) {

    /** Answers whether a secret is the one whose fingerprint is stored. */
    @FunctionalInterface
    public interface SecretComparison {
        boolean same(byte[] content, String keyId, String fingerprint);
    }

    public SetupPlan {
        organizations = List.copyOf(organizations);
        credentials = List.copyOf(credentials);
        inboundWebhooks = List.copyOf(inboundWebhooks);
        integrations = List.copyOf(integrations);
        externalMappings = List.copyOf(externalMappings);
        kept = List.copyOf(kept);
        warnings = List.copyOf(warnings);
        newCredentials = Set.copyOf(newCredentials);
        reopened = Set.copyOf(reopened);
        otherCustomers = Set.copyOf(otherCustomers);
    }

    /**
     * Compares without touching anything.
     *
     * @param prune   whether what is stored and not in the folder is to go
     * @param secrets {@code sealing::hasFingerprint}
     * @throws SetupRefusedException when the folder contradicts what is stored
     */
    public static SetupPlan between(Setup setup, StoredSetup stored, boolean prune, SecretComparison secrets) {
        return new SetupComparison(setup, stored, prune, secrets).plan();
    }

    /** Everything the folder names and everything that goes, unchanged things included. */
    public List<SetupChange<?>> changes() {
        return Stream.of(organizations, credentials, inboundWebhooks, integrations, externalMappings)
                .<SetupChange<?>>flatMap(List::stream).toList();
    }

    /** True when an apply has nothing to do. */
    public boolean isEmpty() {
        return changes().stream().noneMatch(SetupChange::isChange);
    }

    public long count(Action action) {
        return changes().stream().filter(change -> change.action() == action).count();
    }

    /** {@code 3 to create, 1 to change, 0 to disable, 0 to remove, 7 unchanged}. */
    public String summary() {
        return Arrays.stream(Action.values()).map(action -> count(action) + switch (action) {
            case CREATE -> " to create";
            case CHANGE -> " to change";
            case DISABLE -> " to disable";
            case DELETE -> " to remove";
            case UNCHANGED -> " unchanged";
        }).collect(Collectors.joining(", "));
    }

    /** The whole plan for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        String organization = null;
        for (SetupChange<?> change : byOrganization()) {
            if (!change.organization().equals(organization)) {
                organization = change.organization();
                text.append("organization \"").append(organization).append("\"\n");
            }
            text.append(change.text());
        }
        if (!warnings.isEmpty()) {
            text.append("Warnings:\n");
            warnings.forEach(warning -> text.append("  ! ").append(warning).append('\n'));
        }
        if (!kept.isEmpty()) {
            text.append(prune ? "Not in the folder and kept all the same:\n"
                    : "Not in the folder and kept as it is; prune removes it where that is possible:\n");
            kept.forEach(thing -> text.append("    ").append(thing).append('\n'));
        }
        long unchanged = count(Action.UNCHANGED);
        return text.append(isEmpty() ? "Nothing to change; " + unchanged + (unchanged == 1 ? " thing is" : " things are")
                + " as the folder says.\n" : "Plan: " + summary() + ".\n").toString();
    }

    private List<SetupChange<?>> byOrganization() {
        List<SetupChange<?>> changes = changes().stream().filter(SetupChange::isChange).toList();
        return changes.stream().map(SetupChange::organizationId).distinct()
                .<SetupChange<?>>flatMap(id -> changes.stream().filter(change -> change.organizationId().equals(id))).toList();
    }
}
