package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds what to do in one organization. */
final class OrganizationComparison {
    private final OrganizationSetup wanted;
    private final StoredSetup.Organization stored;
    private final boolean prune;
    private final Matches<CredentialsSetup, StoredSetup.Credentials> credentialsMatches;
    private final Matches<InboundWebhookSetup, StoredSetup.InboundWebhook> webhookMatches;
    private final Matches<IntegrationSetup, StoredSetup.Integration> integrationMatches;
    private final CredentialsComparison credentials;
    private final WebhookComparison webhooks;
    private final IntegrationComparison integrations;
    private final MappingComparison mappings;
    private final List<String> kept = new ArrayList<>();
    private final Set<UUID> staying = new HashSet<>();
    private final Map<UUID, String> usersOfCredentials = new HashMap<>();

    /**
     * @param id     of the organization, also when it is new
     * @param stored what it has; nothing when it is new
     * @param owners by the ids of all stored rows with a name, in any organization, that organization's name
     */
    OrganizationComparison(OrganizationSetup wanted, UUID id, StoredSetup.Organization stored, Map<UUID, String> owners,
                           boolean prune, SetupPlan.SecretComparison secrets, Findings findings) {
        this.wanted = wanted;
        this.stored = stored;
        this.prune = prune;
        OrganizationChanges changes = new OrganizationChanges(wanted.name(), id);
        credentialsMatches = Matches.of(CredentialsComparison.KIND, wanted.credentials(), stored.credentials(), owners, findings);
        webhookMatches = Matches.of(WebhookComparison.KIND, wanted.inboundWebhooks(), stored.inboundWebhooks(), owners, findings);
        integrationMatches = Matches.of(IntegrationComparison.KIND, wanted.integrations(), stored.integrations(), owners,
                findings);
        credentials = new CredentialsComparison(changes, wanted, stored, credentialsMatches, prune, secrets);
        webhooks = new WebhookComparison(changes, webhookMatches, credentials, prune, secrets);
        integrations = new IntegrationComparison(changes, integrationMatches, credentials, prune, findings);
        mappings = new MappingComparison(changes, stored.externalMappings());
    }

    void compare() {
        wanted.credentials().forEach(credentials::compare);
        wanted.inboundWebhooks().forEach(webhooks::compare);
        wanted.integrations().forEach(integrations::compare);
        wanted.externalMappings().forEach(mapping -> mappings.compare(mapping, integrationMatches.id(mapping.integration())));
        webhookMatches.unmatched().forEach(row -> settle(WebhookComparison.KIND, row, webhooks.drop(row), row.credentialsId()));
        integrationMatches.unmatched().forEach(row -> settle(IntegrationComparison.KIND, row, integrations.drop(row),
                row.credentialsId()));
        credentialsMatches.unmatched().forEach(row -> settle(CredentialsComparison.KIND, row,
                credentials.drop(row, usersOfCredentials.get(row.id())), null));
        if (prune) {
            mappings.dropRest();
        } else if (mappings.rest() > 0) {
            keep(mappings.rest() + (mappings.rest() == 1 ? " external mapping" : " external mappings"), "");
        }
        webhookMatches.refuseTakenNames(staying);
        integrationMatches.refuseTakenNames(staying);
        credentialsMatches.refuseTakenNames(staying);
    }

    CredentialsComparison credentials() {
        return credentials;
    }

    WebhookComparison inboundWebhooks() {
        return webhooks;
    }

    IntegrationComparison integrations() {
        return integrations;
    }

    MappingComparison externalMappings() {
        return mappings;
    }

    /** What stays although the folder does not name it, in words. */
    List<String> kept() {
        return kept;
    }

    /** Stored integrations that will open their destination with other secrets than before. */
    Set<UUID> newCredentials() {
        Set<UUID> found = new HashSet<>(integrations.newCredentials());
        stored.integrations().stream().filter(row -> credentials.changed(row.credentialsId()))
                .forEach(row -> found.add(row.id()));
        return found;
    }

    /** Whoever stays keeps its name, and the credentials it uses, from going. */
    private void settle(String kind, StoredSetup.Row row, Fate fate, UUID credentialsId) {
        String called = kind + " " + FieldChanges.quoted(row.name());
        if (fate.stays()) {
            staying.add(row.id());
            usersOfCredentials.putIfAbsent(credentialsId, called);
        }
        if (fate.why() != null) {
            keep(called, fate.why());
        }
    }

    private void keep(String thing, String why) {
        kept.add(thing + " of organization " + FieldChanges.quoted(wanted.name()) + why);
    }
}
