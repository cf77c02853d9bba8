package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds, organization by organization, what to do so that the stored rows are as a folder asks for. */
final class SetupComparison {
    private static final String KIND = "organization";

    private final Setup setup;
    private final StoredSetup stored;
    private final boolean prune;
    private final SetupPlan.SecretComparison secrets;
    private final Findings findings = new Findings();

    private final List<SetupChange<OrganizationSetup>> organizations = new ArrayList<>();
    private final List<SetupChange<CredentialsSetup>> credentials = new ArrayList<>();
    private final List<SetupChange<InboundWebhookSetup>> webhooks = new ArrayList<>();
    private final List<SetupChange<IntegrationSetup>> integrations = new ArrayList<>();
    private final List<SetupChange<ExternalMappingSetup>> mappings = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final Set<UUID> newCredentials = new HashSet<>();
    private final Set<UUID> reopened = new HashSet<>();
    private final Set<UUID> otherCustomers = new HashSet<>();

    SetupComparison(Setup setup, StoredSetup stored, boolean prune, SetupPlan.SecretComparison secrets) {
        this.setup = setup;
        this.stored = stored;
        this.prune = prune;
        this.secrets = secrets;
    }

    SetupPlan plan() {
        Map<UUID, String> owners = new HashMap<>();
        Set<UUID> organizationIds = new HashSet<>();
        for (StoredSetup.Organization organization : stored.organizations()) {
            organizationIds.add(organization.id());
            Stream.of(organization.credentials(), organization.inboundWebhooks(), organization.integrations())
                    .flatMap(List::stream)
                    .forEach(row -> owners.put(row.id(), organization.name()));
        }
        Matches<OrganizationSetup, StoredSetup.Organization> matches =
                Matches.of(KIND, setup.organizations(), stored.organizations(), Map.of(), findings);
        matches.refuseTakenNames(organizationIds);
        for (OrganizationSetup wanted : setup.organizations()) {
            add(wanted, matches.row(wanted), matches.id(wanted), owners);
        }
        for (StoredSetup.Organization row : matches.unmatched()) {
            kept.add(KIND + " " + FieldChanges.quoted(row.name()) + " with all it has (an organization is never removed)");
        }
        findings.throwIfAny();
        return new SetupPlan(organizations, credentials, webhooks, integrations, mappings, prune, kept, findings.warnings(),
                newCredentials, reopened, otherCustomers);
    }

    private void add(OrganizationSetup wanted, StoredSetup.Organization row, UUID id, Map<UUID, String> owners) {
        boolean isNew = row == null;
        StoredSetup.Organization before = isNew
                ? new StoredSetup.Organization(id, wanted.name(), List.of(), List.of(), List.of(), List.of()) : row;
        organizations.add(new OrganizationChanges(wanted.name(), id).named(KIND, FieldChanges.quoted(wanted.name()), id, isNew,
                wanted, new FieldChanges(isNew).name(before, wanted).all(), List.of()));
        OrganizationComparison comparison = new OrganizationComparison(wanted, id, before, owners, prune, secrets, findings);
        comparison.compare();
        credentials.addAll(comparison.credentials().all());
        webhooks.addAll(comparison.inboundWebhooks().all());
        integrations.addAll(comparison.integrations().all());
        mappings.addAll(comparison.externalMappings().all());
        kept.addAll(comparison.kept());
        newCredentials.addAll(comparison.newCredentials());
        reopened.addAll(comparison.integrations().reopened());
        otherCustomers.addAll(comparison.integrations().otherCustomers());
    }
}
