package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds what to do about the inbound webhooks of one organization. */
final class WebhookComparison {
    static final String KIND = "inbound webhook";

    private final OrganizationChanges changes;
    private final Matches<InboundWebhookSetup, StoredSetup.InboundWebhook> matches;
    private final CredentialsComparison credentials;
    private final boolean prune;
    private final SetupPlan.SecretComparison secrets;

    private final List<SetupChange<InboundWebhookSetup>> all = new ArrayList<>();

    WebhookComparison(OrganizationChanges changes, Matches<InboundWebhookSetup, StoredSetup.InboundWebhook> matches,
                      CredentialsComparison credentials, boolean prune, SetupPlan.SecretComparison secrets) {
        this.changes = changes;
        this.matches = matches;
        this.credentials = credentials;
        this.prune = prune;
        this.secrets = secrets;
    }

    List<SetupChange<InboundWebhookSetup>> all() {
        return all;
    }

    void compare(InboundWebhookSetup wanted) {
        StoredSetup.InboundWebhook row = matches.row(wanted);
        boolean isNew = row == null;
        FieldChanges fields = new FieldChanges(isNew)
                .name(row, wanted)
                .value("source", isNew ? null : row.source(), wanted.source())
                .value("enabled", isNew ? null : String.valueOf(row.enabled()), String.valueOf(wanted.enabled()));
        credentials.addReference(fields, isNew ? null : row.credentialsId(), wanted.credentials());
        fields.members("signature.", isNew ? null : row.signature(), wanted.signature(), Set.of());
        if (!isNew) {
            fields.value("secrets", String.valueOf(row.secrets().size()), String.valueOf(wanted.secrets().size()));
        }
        if (!wanted.secrets().isEmpty()) {
            fields.secret("secrets", !isNew && same(wanted.secrets(), row.secrets()));
        }
        all.add(changes.named(KIND, FieldChanges.quoted(wanted.name()), matches.id(wanted), isNew, wanted, fields.all(),
                List.of()));
    }

    /**
     * Decides about a stored inbound webhook that the folder does not name. It is never removed: what it acknowledged may
     * still be on its way, and is read with its help.
     */
    Fate drop(StoredSetup.InboundWebhook row) {
        if (!prune) {
            return Fate.KEPT;
        }
        if (!row.enabled()) {
            return Fate.kept(" (disabled; an inbound webhook is never removed)");
        }
        all.add(changes.disabled(KIND, FieldChanges.quoted(row.name()), row.id(),
                "disabled and its secrets erased, but not removed: what it acknowledged may still be on its way"));
        return Fate.DISABLED;
    }

    private boolean same(List<WebhookSecretSetup> these, List<StoredSetup.WebhookSecret> those) {
        boolean same = these.size() == those.size();
        for (int i = 0; same && i < these.size(); i++) {
            StoredSetup.WebhookSecret row = those.get(i);
            same = Objects.equals(these.get(i).apiKey(), row.apiKey())
                    && secrets.same(these.get(i).secret().bytes(), row.keyId(), row.fingerprint());
        }
        return same;
    }
}
