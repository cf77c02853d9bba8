package dev.waybill.configuration;

import dev.waybill.security.Secret;
import java.util.Objects;

/**
 * A secret with which a sender signs.
 *
 * @param apiKey what the sender sends beside its signature to say which secret it used, or null
 * @param secret the UTF-8 bytes of what both sides know
 */
public record WebhookSecretSetup(String apiKey, Secret secret) {

    public WebhookSecretSetup {
        Objects.requireNonNull(secret, "secret");
    }
}
