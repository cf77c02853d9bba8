package dev.waybill.source;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * An address of ours that a platform posts to.
 *
 * @param source                the platform, in lower case: {@code m3ter}
 * @param enabled               false: what is posted there is refused
 * @param signature             how the sender proves itself
 * @param secrets               those it may sign with
 * @param platformCredentialsId the sealed credentials with which bills are read again from the platform; null: the document in
 *                              the webhook is used
 * @param version               rises by one with each change
 */
public record InboundWebhook(UUID id, UUID organizationId, String name, String source, boolean enabled,
                             SignatureSettings signature, List<WebhookSecret> secrets, UUID platformCredentialsId, int version) {

    public InboundWebhook {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(organizationId, "organizationId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(signature, "signature");
        secrets = List.copyOf(secrets);
    }

    /** By its id alone, which agrees with equals: Camel asks at every step. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
