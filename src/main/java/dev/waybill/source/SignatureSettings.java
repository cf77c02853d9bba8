package dev.waybill.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How the sender of an inbound webhook proves itself.
 *
 * <p>m3ter: a request is signed with a key and a secret of the webhook's owner, but header names, algorithm and signed text
 * are published nowhere, so all of them can be set; the defaults are Waybill's choice.
 *
 * @param mode            HMAC: a keyed hash over {@code signedTemplate}; STATIC: the header holds the secret; NONE: no check
 * @param signatureHeader the header with the signature, or with the secret when the mode is STATIC
 * @param timestampHeader the header with the time of sending, which is part of {@code signedTemplate}; empty when there is none
 * @param apiKeyHeader    the header that names the key, which selects the secret; empty when there is none
 * @param algorithm       HmacSHA256, HmacSHA512 or HmacSHA1
 * @param signedTemplate  what is signed: text around {@code {body}} (the raw bytes) and {@code {timestamp}} (as sent)
 * @param encoding        how the signature is written: hex (lower case only) or base64
 * @param tolerance       how far the time of sending may lie from ours, in either direction
 */
public record SignatureSettings(Mode mode, String signatureHeader, String timestampHeader, String apiKeyHeader, String algorithm,
                                String signedTemplate, Encoding encoding, Duration tolerance) {

    public enum Mode { HMAC, STATIC, NONE }

    public enum Encoding { HEX, BASE64 }

    static final String TIMESTAMP = "{timestamp}";
    static final String BODY = "{body}";

    private static final List<String> ALGORITHMS = List.of("HmacSHA256", "HmacSHA512", "HmacSHA1");
    private static final List<String> KEYS = List.of("verify", "signatureHeader", "timestampHeader", "apiKeyHeader",
            "algorithm", "signedTemplate", "encoding", "toleranceSeconds");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** What holds when an inbound webhook says nothing about its signature. */
    public static final SignatureSettings DEFAULTS = new SignatureSettings(Mode.HMAC, "X-M3ter-Signature", "X-M3ter-Timestamp",
            "X-M3ter-Api-Key", "HmacSHA256", TIMESTAMP + "." + BODY, Encoding.HEX, Duration.ofSeconds(300));

    public SignatureSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(encoding, "encoding");
        checkHeader("signatureHeader", signatureHeader);
        if (!timestampHeader.isEmpty()) {
            checkHeader("timestampHeader", timestampHeader);
        }
        if (!apiKeyHeader.isEmpty()) {
            checkHeader("apiKeyHeader", apiKeyHeader);
        }
        checkDistinct("timestampHeader", timestampHeader, "signatureHeader", signatureHeader);
        checkDistinct("apiKeyHeader", apiKeyHeader, "signatureHeader", signatureHeader);
        checkDistinct("apiKeyHeader", apiKeyHeader, "timestampHeader", timestampHeader);
        if (!ALGORITHMS.contains(algorithm)) {
            throw refused("algorithm", algorithm, "accepted are " + String.join(", ", ALGORITHMS));
        }
        checkTemplate(signedTemplate, timestampHeader);
        if (tolerance.isNegative() || tolerance.isZero()) {
            throw refused("toleranceSeconds", String.valueOf(tolerance.toSeconds()), "a number of seconds above 0 is accepted");
        }
    }

    /**
     * Reads what an operator wrote; an absent key has its default. Two defaults follow another key: without a timestamp header
     * only the body is signed, and a template without {@code {timestamp}} uses no timestamp header.
     *
     * @throws SignatureSettingsException when a key is unknown or its value cannot hold
     */
    public static SignatureSettings fromJson(JsonNode json) {
        if (json == null || json.isNull() || json.isMissingNode()) {
            return DEFAULTS;
        }
        if (!json.isObject()) {
            throw new SignatureSettingsException("signature", "signature is " + kind(json) + "; a map of these keys is accepted: "
                    + String.join(", ", KEYS));
        }
        checkKeys(json);
        Mode mode = word(json, "verify", Mode.class, DEFAULTS.mode);
        String signatureHeader = text(json, "signatureHeader", DEFAULTS.signatureHeader);
        String apiKeyHeader = text(json, "apiKeyHeader", DEFAULTS.apiKeyHeader);
        String template = text(json, "signedTemplate", null);
        String timestampHeader = text(json, "timestampHeader",
                template == null || template.contains(TIMESTAMP) ? DEFAULTS.timestampHeader : "");
        if (template == null) {
            template = timestampHeader.isEmpty() ? BODY : DEFAULTS.signedTemplate;
        }
        return new SignatureSettings(mode, signatureHeader, timestampHeader, apiKeyHeader, algorithm(json), template,
                word(json, "encoding", Encoding.class, DEFAULTS.encoding), tolerance(json));
    }

    /** All keys, as {@link #fromJson} reads them. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode()
                .put("verify", lower(mode))
                .put("signatureHeader", signatureHeader)
                .put("timestampHeader", timestampHeader)
                .put("apiKeyHeader", apiKeyHeader)
                .put("algorithm", algorithm)
                .put("signedTemplate", signedTemplate)
                .put("encoding", lower(encoding))
                .put("toleranceSeconds", tolerance.toSeconds());
    }

    private static void checkKeys(JsonNode json) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!KEYS.contains(name)) {
                // The value is not repeated: a secret may have been put in the wrong place.
                throw new SignatureSettingsException(name, "\"" + name + "\" is no key of a signature; accepted are "
                        + String.join(", ", KEYS));
            }
        }
    }

    private static void checkHeader(String key, String name) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw refused(key, name, "the name of an HTTP header is accepted, like " + DEFAULTS.signatureHeader);
        }
    }

    private static void checkDistinct(String key, String name, String otherKey, String otherName) {
        if (!name.isEmpty() && name.equalsIgnoreCase(otherName)) {
            throw refused(key, name, "a header other than that of " + otherKey + " is accepted");
        }
    }

    private static void checkTemplate(String template, String timestampHeader) {
        String rest = template.replace(BODY, "").replace(TIMESTAMP, "");
        if (!template.contains(BODY) || rest.contains("{") || rest.contains("}")) {
            throw refused("signedTemplate", template, "text with " + BODY + " in it is accepted, and " + TIMESTAMP
                    + " where a timestamp is signed, like " + DEFAULTS.signedTemplate);
        }
        if (template.contains(TIMESTAMP) && timestampHeader.isEmpty()) {
            throw refused("signedTemplate", template, TIMESTAMP + " is accepted only when timestampHeader names its header");
        }
        if (!template.contains(TIMESTAMP) && !timestampHeader.isEmpty()) {
            throw refused("timestampHeader", timestampHeader, "signedTemplate has no " + TIMESTAMP + ", so anybody could change"
                    + " that header unseen; add " + TIMESTAMP + " to signedTemplate, or write \"\" here");
        }
    }

    private static String algorithm(JsonNode json) {
        String written = text(json, "algorithm", DEFAULTS.algorithm);
        return ALGORITHMS.stream().filter(written::equalsIgnoreCase).findFirst().orElse(written);
    }

    private static Duration tolerance(JsonNode json) {
        JsonNode seconds = json.get("toleranceSeconds");
        if (seconds == null) {
            return DEFAULTS.tolerance;
        }
        if (!seconds.isIntegralNumber() || !seconds.canConvertToInt()) {
            throw refused("toleranceSeconds", shown(seconds), "a whole number of seconds above 0 is accepted");
        }
        return Duration.ofSeconds(seconds.intValue());
    }

    private static String text(JsonNode json, String key, String initial) {
        JsonNode value = json.get(key);
        if (value == null) {
            return initial;
        }
        if (!value.isTextual()) {
            throw refused(key, shown(value), "a text is accepted; leave the key out for its default");
        }
        return value.textValue().strip();
    }

    private static <E extends Enum<E>> E word(JsonNode json, String key, Class<E> type, E initial) {
        String written = text(json, key, lower(initial));
        StringBuilder accepted = new StringBuilder();
        for (E known : type.getEnumConstants()) {
            if (lower(known).equals(written.toLowerCase(Locale.ROOT))) {
                return known;
            }
            accepted.append(accepted.isEmpty() ? "" : ", ").append(lower(known));
        }
        throw refused(key, written, "accepted are " + accepted);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : kind(value);
    }

    private static String kind(JsonNode value) {
        return value.isNull() ? "empty" : value.isArray() ? "a list" : value.isObject() ? "a map" : "a single value";
    }

    private static SignatureSettingsException refused(String key, String value, String accepted) {
        String seen = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return new SignatureSettingsException(key, key + " is \"" + seen + "\"; " + accepted);
    }
}
