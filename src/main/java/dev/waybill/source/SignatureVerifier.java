package dev.waybill.source;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says whether a webhook comes from somebody who holds one of its secrets. Header names count without case, the signature
 * itself counts letter by letter, and a header that decides something may come only once. Every comparison takes the same
 * time wherever the first difference lies, and all candidates are compared.
 */
public final class SignatureVerifier {

    private static final Pattern EPOCH = Pattern.compile("[0-9]{1,15}");
    /** As seconds this is the year 5138, as milliseconds 1973: a larger number counts milliseconds. */
    private static final long LARGEST_SECONDS = 99_999_999_999L;

    private final Clock clock;

    public SignatureVerifier(Clock clock) {
        this.clock = clock;
    }

    /**
     * Judges one request.
     *
     * @param headers all headers as received, each with all its values
     * @param body    the bytes as received
     */
    public Verdict verify(InboundWebhook webhook, Map<String, List<String>> headers, byte[] body) {
        SignatureSettings settings = webhook.signature();
        if (settings.mode() == SignatureSettings.Mode.NONE) {
            return Verdict.GENUINE;
        }
        List<String> signatures = values(headers, settings.signatureHeader());
        List<String> apiKeys = values(headers, settings.apiKeyHeader());
        if (signatures.size() > 1 || apiKeys.size() > 1) {
            return Verdict.DOUBLED_HEADER;
        }
        if (signatures.isEmpty() || signatures.get(0).isBlank()) {
            return Verdict.MISSING_SIGNATURE;
        }
        List<WebhookSecret> candidates = apiKeys.isEmpty() ? webhook.secrets() : selected(webhook.secrets(), apiKeys.get(0));
        if (candidates.isEmpty() && !webhook.secrets().isEmpty()) {
            return Verdict.UNKNOWN_API_KEY;
        }
        return settings.mode() == SignatureSettings.Mode.STATIC
                ? compared(signatures.get(0), candidates.stream().map(WebhookSecret::secret).toList())
                : signed(settings, signatures.get(0), values(headers, settings.timestampHeader()), candidates, body);
    }

    private Verdict signed(SignatureSettings settings, String signature, List<String> timestamps, List<WebhookSecret> candidates,
                           byte[] body) {
        if (settings.timestampHeader().isEmpty()) {
            return compared(bare(signature), expected(settings, candidates, "", body));
        }
        if (timestamps.size() > 1) {
            return Verdict.DOUBLED_HEADER;
        }
        Optional<Instant> sent = timestamps.stream().findFirst().flatMap(SignatureVerifier::moment);
        if (sent.isEmpty()) {
            return Verdict.BAD_TIMESTAMP;
        }
        Verdict verdict = compared(bare(signature), expected(settings, candidates, timestamps.get(0), body));
        boolean stale = Duration.between(sent.get(), clock.instant()).abs().compareTo(settings.tolerance()) > 0;
        return verdict.genuine() && stale ? Verdict.STALE_TIMESTAMP : verdict;
    }

    private static Verdict compared(String given, List<byte[]> candidates) {
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        for (byte[] candidate : candidates) {
            matches |= MessageDigest.isEqual(candidate, bytes);
        }
        return matches ? Verdict.GENUINE : Verdict.WRONG_SIGNATURE;
    }

    /** Secrets with the named key, and those that serve any key. */
    private static List<WebhookSecret> selected(List<WebhookSecret> secrets, String apiKey) {
        byte[] named = apiKey.getBytes(StandardCharsets.UTF_8);
        List<WebhookSecret> selected = new ArrayList<>();
        for (WebhookSecret secret : secrets) {
            if (secret.apiKey() == null
                    || MessageDigest.isEqual(secret.apiKey().getBytes(StandardCharsets.UTF_8), named)) {
                selected.add(secret);
            }
        }
        return selected;
    }

    /** The signature each candidate would have made, as the bytes of its written form. */
    private static List<byte[]> expected(SignatureSettings settings, List<WebhookSecret> candidates, String timestamp,
                                         byte[] body) {
        List<byte[]> expected = new ArrayList<>();
        for (WebhookSecret candidate : candidates) {
            byte[] signature = hmac(settings, candidate, timestamp, body);
            String written = settings.encoding() == SignatureSettings.Encoding.HEX
                    ? HexFormat.of().formatHex(signature)
                    : Base64.getEncoder().encodeToString(signature);
            expected.add(written.getBytes(StandardCharsets.UTF_8));
        }
        return expected;
    }

    private static byte[] hmac(SignatureSettings settings, WebhookSecret secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(settings.algorithm());
            mac.init(new SecretKeySpec(secret.secret(), settings.algorithm()));
            String template = settings.signedTemplate();
            int at = 0;
            while (at < template.length()) {
                if (template.startsWith(SignatureSettings.BODY, at)) {
                    mac.update(body);
                    at += SignatureSettings.BODY.length();
                } else if (template.startsWith(SignatureSettings.TIMESTAMP, at)) {
                    mac.update(timestamp.getBytes(StandardCharsets.UTF_8));
                    at += SignatureSettings.TIMESTAMP.length();
                } else {
                    int end = template.indexOf('{', at);
                    end = end < 0 ? template.length() : end;
                    mac.update(template.substring(at, end).getBytes(StandardCharsets.UTF_8));
                    at = end;
                }
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot compute " + settings.algorithm()
                    + "; run Waybill with a complete Java 17 or newer", e);
        }
    }

    private static String bare(String signature) {
        if (signature.startsWith("sha256=")) {
            return signature.substring("sha256=".length());
        }
        return signature.startsWith("v1=") ? signature.substring("v1=".length()) : signature;
    }

    private static Optional<Instant> moment(String timestamp) {
        if (!EPOCH.matcher(timestamp).matches()) {
            return IsoTime.instant(timestamp);
        }
        long number = Long.parseLong(timestamp);
        return Optional.of(number > LARGEST_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number));
    }

    private static List<String> values(Map<String, List<String>> headers, String name) {
        List<String> values = new ArrayList<>();
        if (!name.isEmpty()) {
            headers.forEach((header, some) -> {
                if (name.equalsIgnoreCase(header)) {
                    some.stream().filter(Objects::nonNull).forEach(values::add);
                }
            });
        }
        return values;
    }
}
