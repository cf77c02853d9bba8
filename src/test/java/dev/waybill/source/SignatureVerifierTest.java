package dev.waybill.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signatures were computed with the openssl command, not with the code under test. */
class SignatureVerifierTest {

    private static final byte[] BODY = "{\"eventName\":\"billing.bill.updated\"}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "X-M3ter-Signature";
    private static final String TIME = "X-M3ter-Timestamp";
    private static final String KEY = "X-M3ter-Api-Key";
    private static final String SENT = "1775117700";
    private static final String BY_FIRST = "6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcb";
    private static final String BY_SECOND = "ead50422aae2eb89e0451f990ac88b958c4732bffaa9fc4df29bef78b97ac24a";
    private static final WebhookSecret FIRST = WebhookSecret.of("key-1", "harbour-secret-1");
    private static final WebhookSecret SECOND = WebhookSecret.of("key-2", "harbour-secret-2\n");
    private static final WebhookSecret FIRST_FOR_ANY_KEY = WebhookSecret.of(null, "harbour-secret-1");

    private final SignatureVerifier verifier = at("2026-04-02T08:15:30Z");

    @Test
    void a_request_signed_with_the_secret_is_genuine() {
        assertThat(verify(List.of(FIRST), signed(SENT, BY_FIRST))).isEqualTo(Verdict.GENUINE);
    }

    @Test
    void any_of_several_secrets_will_do() {
        assertThat(verify(List.of(FIRST, SECOND), signed(SENT, BY_SECOND)).genuine()).isTrue();
        assertThat(verify(List.of(FIRST, SECOND), signed(SENT, BY_FIRST)).genuine()).isTrue();
    }

    @Test
    void the_secret_of_another_webhook_is_refused() {
        assertThat(verify(List.of(FIRST), signed(SENT, BY_SECOND)).reason()).isEqualTo("wrong-signature");
    }

    @Test
    void without_any_secret_nothing_is_genuine() {
        assertThat(verify(List.of(), signed(SENT, BY_FIRST)).reason()).isEqualTo("wrong-signature");
    }

    @Test
    void a_changed_byte_of_the_body_is_noticed() {
        byte[] changed = BODY.clone();
        changed[changed.length - 1] ^= 1;
        assertThat(verifier.verify(webhook(SignatureSettings.DEFAULTS, List.of(FIRST)), signed(SENT, BY_FIRST), changed).reason())
                .isEqualTo("wrong-signature");
    }

    @Test
    void a_changed_timestamp_is_noticed() {
        assertThat(verify(List.of(FIRST), signed("1775117701", BY_FIRST)).reason()).isEqualTo("wrong-signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-M3TER-SIGNATURE", "x-m3ter-signature", "x-M3ter-SignaturE"})
    void header_names_count_without_case(String name) {
        assertThat(verify(List.of(FIRST), headers("x-m3ter-TIMESTAMP", SENT, name, BY_FIRST)).genuine()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256=", "v1="})
    void a_usual_prefix_is_dropped(String prefix) {
        assertThat(verify(List.of(FIRST), signed(SENT, prefix + BY_FIRST)).genuine()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "6F5D663B33E3B89DE84CDD1C878F13BA55D7CFCB54F6C629898ED614C0A5EFCB",
        "6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcB",
        "6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efc",
        "6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcb0",
        "sha256=sha256=6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcb",
        "SHA256=6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcb",
        "6f5d663b33e3b89de84cdd1c878f13ba55d7cfcb54f6c629898ed614c0a5efcb,0",
        "b11mOzPjuJ3oTN0ch48TulXXz8tU9sYpiY7WFMCl78s=", "sha256=", "0"})
    void the_signature_counts_letter_by_letter(String signature) {
        assertThat(verify(List.of(FIRST), signed(SENT, signature)).reason()).isEqualTo("wrong-signature");
    }

    @Test
    void a_missing_or_empty_signature_is_refused() {
        assertThat(verify(List.of(FIRST), headers(TIME, SENT)).reason()).isEqualTo("missing-signature");
        assertThat(verify(List.of(FIRST), signed(SENT, "")).reason()).isEqualTo("missing-signature");
    }

    @Test
    void a_doubled_signature_is_refused_even_if_both_are_right() {
        assertThat(verify(List.of(FIRST), headers(TIME, SENT, SIGNATURE, BY_FIRST, SIGNATURE, BY_FIRST)).reason())
                .isEqualTo("doubled-header");
    }

    @Test
    void a_signature_under_two_spellings_of_its_header_is_doubled() {
        assertThat(verify(List.of(FIRST), headers(TIME, SENT, SIGNATURE, "0", "x-m3ter-signature", BY_FIRST)).reason())
                .isEqualTo("doubled-header");
    }

    @Test
    void a_doubled_timestamp_or_key_is_refused() {
        assertThat(verify(List.of(FIRST), headers(TIME, SENT, TIME, SENT, SIGNATURE, BY_FIRST)).reason())
                .isEqualTo("doubled-header");
        assertThat(verify(List.of(FIRST), headers(TIME, SENT, SIGNATURE, BY_FIRST, KEY, "key-1", KEY, "key-1")).reason())
                .isEqualTo("doubled-header");
    }

    @Test
    void the_named_key_selects_the_secret() {
        assertThat(verify(List.of(FIRST, SECOND), named("key-1", BY_FIRST)).genuine()).isTrue();
        assertThat(verify(List.of(FIRST, SECOND), named("key-2", BY_FIRST)).reason()).isEqualTo("wrong-signature");
    }

    @Test
    void a_key_that_no_secret_has_is_refused() {
        assertThat(verify(List.of(FIRST, SECOND), named("key-3", BY_FIRST)).reason()).isEqualTo("unknown-api-key");
    }

    @Test
    void a_secret_without_a_key_serves_every_key() {
        assertThat(verify(List.of(FIRST_FOR_ANY_KEY, SECOND), named("key-9", BY_FIRST)).genuine()).isTrue();
    }

    @Test
    void without_a_named_key_all_secrets_are_tried() {
        assertThat(verify(List.of(FIRST, SECOND), signed(SENT, BY_SECOND)).genuine()).isTrue();
    }

    @Test
    void the_edge_of_the_tolerance_still_holds_on_both_sides() {
        assertThat(at("2026-04-02T08:20:00Z").verify(webhook(), signed(SENT, BY_FIRST), BODY).genuine()).isTrue();
        assertThat(at("2026-04-02T08:10:00Z").verify(webhook(), signed(SENT, BY_FIRST), BODY).genuine()).isTrue();
    }

    @Test
    void beyond_the_tolerance_it_is_stale_on_both_sides() {
        assertThat(at("2026-04-02T08:20:01Z").verify(webhook(), signed(SENT, BY_FIRST), BODY).reason())
                .isEqualTo("stale-timestamp");
        assertThat(at("2026-04-02T08:09:59Z").verify(webhook(), signed(SENT, BY_FIRST), BODY).reason())
                .isEqualTo("stale-timestamp");
    }

    @Test
    void a_request_replayed_two_days_later_is_refused() {
        assertThat(at("2026-04-04T08:15:00Z").verify(webhook(), signed(SENT, BY_FIRST), BODY).reason())
                .isEqualTo("stale-timestamp");
    }

    @Test
    void a_timestamp_may_count_milliseconds() {
        assertThat(verify(List.of(FIRST), signed("1775117700000",
                "7378dc9e9567d86ff72b7f9b12c8cd2399c57c40e6c37020ad555b92159ee547")).genuine()).isTrue();
    }

    @Test
    void a_timestamp_may_be_iso_8601() {
        assertThat(verify(List.of(FIRST), signed("2026-04-02T08:15:00Z",
                "000023d53d16d13f7160bc60e6c64e403995f9bec38a4c79bc1582a0ad8cc6ad")).genuine()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "-1775117700", "1775117700.5", "99999999999999999999", "0x69CE", " 1775117700"})
    void an_unreadable_timestamp_is_refused(String timestamp) {
        assertThat(verify(List.of(FIRST), signed(timestamp, BY_FIRST)).reason()).isEqualTo("bad-timestamp");
    }

    @Test
    void a_missing_timestamp_is_refused() {
        assertThat(verify(List.of(FIRST), headers(SIGNATURE, BY_FIRST)).reason()).isEqualTo("bad-timestamp");
    }

    @Test
    void sha_512_can_be_asked_for() {
        assertThat(verify("HmacSHA512", "{timestamp}.{body}", SignatureSettings.Encoding.HEX,
                "9b66b9beb5db26b988af8937f3e35eb8f78b844ac760b31197b40f76e0797e21"
                        + "12c832ab79d2b977862e682bf9dc67d6f4bafa6bc940eced110c6f92d8bc959a").genuine()).isTrue();
    }

    @Test
    void sha_1_over_the_body_alone_can_be_asked_for() {
        SignatureSettings settings = new SignatureSettings(SignatureSettings.Mode.HMAC, "X-Sign", "", "", "HmacSHA1", "{body}",
                SignatureSettings.Encoding.HEX, SignatureSettings.DEFAULTS.tolerance());
        assertThat(verifier.verify(webhook(settings, List.of(FIRST)), headers("X-Sign",
                "c6d9a373de07c5702045c2ec841bcf9c7656a726"), BODY).genuine()).isTrue();
    }

    @Test
    void base64_can_be_asked_for() {
        assertThat(verify("HmacSHA256", "{timestamp}.{body}", SignatureSettings.Encoding.BASE64,
                "b11mOzPjuJ3oTN0ch48TulXXz8tU9sYpiY7WFMCl78s=").genuine()).isTrue();
    }

    @Test
    void text_around_the_placeholders_is_signed_too() {
        assertThat(verify("HmacSHA256", "v0:{timestamp}:{body}:end", SignatureSettings.Encoding.HEX,
                "4d33439213bba5b91a821e84d9aad1004aaa0fa9d248908b137747134d065042").genuine()).isTrue();
    }

    @Test
    void a_fixed_header_is_compared_with_the_secret_itself() {
        SignatureSettings settings = fixed();
        assertThat(verifier.verify(webhook(settings, List.of(FIRST, SECOND)), headers("X-Password", "harbour-secret-2"), BODY)
                .genuine()).isTrue();
        assertThat(verifier.verify(webhook(settings, List.of(FIRST)), headers("X-Password", "Harbour-secret-1"), BODY).reason())
                .isEqualTo("wrong-signature");
        assertThat(verifier.verify(webhook(settings, List.of(FIRST)), headers("X-Password", "harbour-secret-"), BODY).reason())
                .isEqualTo("wrong-signature");
    }

    @Test
    void a_fixed_header_is_required() {
        assertThat(verifier.verify(webhook(fixed(), List.of(FIRST)), headers("Accept", "*/*"), BODY).reason())
                .isEqualTo("missing-signature");
    }

    @Test
    void no_check_is_made_only_when_asked_for() {
        SignatureSettings none = new SignatureSettings(SignatureSettings.Mode.NONE, "X-Sign", "", "", "HmacSHA256", "{body}",
                SignatureSettings.Encoding.HEX, SignatureSettings.DEFAULTS.tolerance());
        assertThat(verifier.verify(webhook(none, List.of()), Map.of(), BODY).genuine()).isTrue();
    }

    private Verdict verify(List<WebhookSecret> secrets, Map<String, List<String>> headers) {
        return verifier.verify(webhook(SignatureSettings.DEFAULTS, secrets), headers, BODY);
    }

    private Verdict verify(String algorithm, String template, SignatureSettings.Encoding encoding, String signature) {
        SignatureSettings settings = new SignatureSettings(SignatureSettings.Mode.HMAC, SIGNATURE, TIME, "", algorithm,
                template, encoding, SignatureSettings.DEFAULTS.tolerance());
        return verifier.verify(webhook(settings, List.of(FIRST)), signed(SENT, signature), BODY);
    }

    private static SignatureSettings fixed() {
        return new SignatureSettings(SignatureSettings.Mode.STATIC, "X-Password", "", "", "HmacSHA256", "{body}",
                SignatureSettings.Encoding.HEX, SignatureSettings.DEFAULTS.tolerance());
    }

    private static SignatureVerifier at(String now) {
        return new SignatureVerifier(Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    }

    private static InboundWebhook webhook() {
        return webhook(SignatureSettings.DEFAULTS, List.of(FIRST));
    }

    private static InboundWebhook webhook(SignatureSettings settings, List<WebhookSecret> secrets) {
        return new InboundWebhook(new UUID(0, 1), new UUID(0, 2), "bills", "m3ter", true, settings, secrets, null, 1);
    }

    private static Map<String, List<String>> signed(String timestamp, String signature) {
        return headers(TIME, timestamp, SIGNATURE, signature);
    }

    private static Map<String, List<String>> named(String apiKey, String signature) {
        return headers(TIME, SENT, SIGNATURE, signature, KEY, apiKey);
    }

    /** Names and values in turn; a name that comes twice has two values. */
    private static Map<String, List<String>> headers(String... namesAndValues) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.merge(namesAndValues[at], List.of(namesAndValues[at + 1]), SignatureVerifierTest::joined);
        }
        return headers;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Arrays.asList(some.get(0), more.get(0));
    }
}
