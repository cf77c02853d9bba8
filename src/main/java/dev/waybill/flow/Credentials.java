package dev.waybill.flow;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Work;
import dev.waybill.source.m3ter.M3terTokens;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/**
 * Opens a system for one call: credentials are unsealed when a call goes out and kept nowhere, so that replaced ones are used
 * from the next call on.
 */
public final class Credentials {

    private final Configurations configurations;
    private final M3terTokens tokens;

    public Credentials(Configurations configurations, M3terTokens tokens) {
        this.configurations = configurations;
        this.tokens = tokens;
    }

    /** The Authorization header of a call under an API key; null when the integration has no credentials, which is answered 401. */
    public String bearer(Work work) {
        UUID credentialsId = configurations.integration(work.delivery().integrationId())
                .map(integration -> integration.credentialsId()).orElse(null);
        return credentialsId == null ? null : "Bearer " + configurations.credentials(credentialsId).get("apiKey");
    }

    /** The Authorization header of a call to m3ter: Basic for the token itself, the token for everything else. */
    public String m3ter(Arrival arrival, Call call) {
        if (call.name().equals("token")) {
            Map<String, String> fields = configurations.credentials(arrival.webhook().platformCredentialsId());
            String pair = fields.get("accessKeyId") + ":" + fields.get("apiSecret");
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        return tokens.bearer(tokenKey(arrival)).map(token -> "Bearer " + token).orElse(null);
    }

    String m3terOrganization(Arrival arrival) {
        return configurations.credentials(arrival.webhook().platformCredentialsId()).get("organizationId");
    }

    String tokenKey(Arrival arrival) {
        return arrival.webhook().platformCredentialsId().toString();
    }
}
