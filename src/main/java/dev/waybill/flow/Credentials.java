package dev.waybill.flow;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Work;
import dev.waybill.source.m3ter.M3terTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Opens a system for one call, with the credentials of the configuration that is in use when the call goes out: replaced ones are
 * used within a quarter of a second, and the old ones are gone from memory then.
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
        Map<String, String> fields = fields(work);
        return fields.isEmpty() ? null : "Bearer " + fields.get("apiKey");
    }

    /**
     * The form of a call to Paddle Classic as it goes out. Paddle has no header for credentials: they are the first two fields of
     * the form, put there now and kept nowhere, before the very bytes that were stored. Without credentials the bytes go out
     * alone, which Paddle refuses.
     */
    public byte[] paddleForm(Work work, Call call) {
        Map<String, String> fields = fields(work);
        String form = fields.isEmpty() ? call.body() : "vendor_id=" + encoded(fields.get("vendorId")) + "&vendor_auth_code="
                + encoded(fields.get("vendorAuthCode")) + "&" + call.body();
        return form.getBytes(StandardCharsets.UTF_8);
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

    /** The fields of the integration's credentials; empty when it has none. */
    private Map<String, String> fields(Work work) {
        return configurations.integration(work.delivery().integrationId()).map(integration -> integration.credentialsId())
                .map(configurations::credentials).orElse(Map.of());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
    }

    String m3terOrganization(Arrival arrival) {
        return configurations.credentials(arrival.webhook().platformCredentialsId()).get("organizationId");
    }

    String tokenKey(Arrival arrival) {
        return arrival.webhook().platformCredentialsId().toString();
    }
}
