package dev.waybill.configuration;

import dev.waybill.configuration.SetupChange.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Finds, organization by organization, what to do so that the stored rows are as a folder asks for. */
final class SetupComparison {
    private final Setup setup;
    private final StoredSetup stored;
    private final boolean prune;
    private final SetupPlan.SecretComparison secrets;
    private final Findings findings = new Findings();

    SetupComparison(Setup setup, StoredSetup stored, boolean prune, SetupPlan.SecretComparison secrets) {
        this.setup = setup;
        this.stored = stored;
        this.prune = prune;
        this.secrets = secrets;
    }

    SetupPlan plan() {
        Map<UUID, String> credentialsOwners = owners(StoredSetup.Organization::credentials);
        Map<UUID, String> webhookOwners = owners(StoredSetup.Organization::inboundWebhooks);
        Map<UUID, String> integrationOwners = owners(StoredSetup.Organization::integrations);
        Matches<OrganizationSetup, StoredSetup.Organization> matches =
                Matches.of("organization", setup.organizations(), stored.organizations(), Map.of(), findings);
        matches.refuseTakenNames(row -> true);

        List<SetupChange<OrganizationSetup>> organizations = new ArrayList<>();
        List<SetupChange<CredentialsSetup>> credentials = new ArrayList<>();
        List<SetupChange<InboundWebhookSetup>> webhooks = new ArrayList<>();
        List<SetupChange<IntegrationSetup>> integrations = new ArrayList<>();
        List<SetupChange<ExternalMappingSetup>> mappings = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        Set<UUID> newCredentials = new HashSet<>();
        Set<UUID> reopened = new HashSet<>();
        Set<UUID> otherCustomers = new HashSet<>();
        for (OrganizationSetup wanted : setup.organizations()) {
            StoredSetup.Organization row = matches.row(wanted);
            UUID id = matches.id(wanted);
            List<FieldChange> fields = row == null ? List.of()
                    : new FieldChanges(false).value("name", row.name(), wanted.name()).all();
            Action action = row == null ? Action.CREATE : fields.isEmpty() ? Action.UNCHANGED : Action.CHANGE;
            organizations.add(new SetupChange<>(action, wanted.name(), id, "organization", "\"" + wanted.name() + "\"", id, wanted,
                    fields, List.of()));
            OrganizationComparison comparison = new OrganizationComparison(wanted, id,
                    row == null ? new StoredSetup.Organization(id, wanted.name(), List.of(), List.of(), List.of(), List.of()) : row,
                    prune, secrets, findings);
            comparison.compare(credentialsOwners, webhookOwners, integrationOwners);
            credentials.addAll(comparison.credentials());
            webhooks.addAll(comparison.inboundWebhooks());
            integrations.addAll(comparison.integrations());
            mappings.addAll(comparison.externalMappings());
            kept.addAll(comparison.kept());
            newCredentials.addAll(comparison.newCredentials());
            reopened.addAll(comparison.reopened());
            otherCustomers.addAll(comparison.otherCustomers());
        }
        for (StoredSetup.Organization row : matches.unmatched()) {
            kept.add("organization \"" + row.name() + "\" with all it has (an organization is never removed)");
        }
        findings.throwIfAny();
        return new SetupPlan(organizations, credentials, webhooks, integrations, mappings, prune, kept,
                findings.warnings(), newCredentials, reopened, otherCustomers);
    }

    /** By the ids of all stored rows of a kind, the name of the organization each belongs to. */
    private Map<UUID, String> owners(Function<StoredSetup.Organization, List<? extends StoredSetup.Row>> rows) {
        Map<UUID, String> owners = new LinkedHashMap<>();
        for (StoredSetup.Organization organization : stored.organizations()) {
            rows.apply(organization).forEach(row -> owners.put(row.id(), organization.name()));
        }
        return owners;
    }
}
