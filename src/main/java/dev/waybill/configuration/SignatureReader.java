package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the {@code signature} block of an inbound webhook: the keys a person may write there, and what each accepts. */
final class SignatureReader {
    private static final String VERIFY = "verify";
    private static final String SIGNATURE_HEADER = "signatureHeader";
    private static final String TIMESTAMP_HEADER = "timestampHeader";
    private static final String API_KEY_HEADER = "apiKeyHeader";
    private static final String ALGORITHM = "algorithm";
    private static final String SIGNED_TEMPLATE = "signedTemplate";
    private static final String ENCODING = "encoding";
    private static final String TOLERANCE_SECONDS = "toleranceSeconds";

    private static final List<String> KEYS = List.of(VERIFY, SIGNATURE_HEADER, TIMESTAMP_HEADER, API_KEY_HEADER, ALGORITHM,
            SIGNED_TEMPLATE, ENCODING, TOLERANCE_SECONDS);
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private SignatureReader() {
    }

    /** The block with the keys as written; empty when there is none. */
    static ObjectNode read(YamlMapping webhook) {
        ObjectNode signature = JsonNodeFactory.instance.objectNode();
        webhook.mapping("signature").ifPresent(block -> {
            block.allowOnly(KEYS);
            block.oneOf(VERIFY, List.of("hmac", "static", "none")).ifPresent(word -> signature.put(VERIFY, word));
            readHeader(block, SIGNATURE_HEADER, false, signature);
            readHeader(block, TIMESTAMP_HEADER, true, signature);
            readHeader(block, API_KEY_HEADER, true, signature);
            block.oneOf(ALGORITHM, List.of("HmacSHA256", "HmacSHA512", "HmacSHA1"))
                    .ifPresent(word -> signature.put(ALGORITHM, word));
            readTemplate(block, signature);
            block.oneOf(ENCODING, List.of("hex", "base64")).ifPresent(word -> signature.put(ENCODING, word));
            block.number(TOLERANCE_SECONDS, 1L, 86400L).ifPresent(seconds -> signature.put(TOLERANCE_SECONDS, seconds));
            checkTimestamp(block, signature);
            checkHeadersDiffer(block, signature);
        });
        return signature;
    }

    /** True when the sender has to know a secret. */
    static boolean needsSecrets(ObjectNode signature) {
        return !signature.path(VERIFY).asText().equals("none");
    }

    private static void readHeader(YamlMapping block, String key, boolean mayBeEmpty, ObjectNode signature) {
        if (mayBeEmpty && block.unseenText(key).filter(String::isEmpty).isPresent()) {
            signature.put(key, "");
            return;
        }
        block.text(key).ifPresent(name -> {
            if (HEADER_NAME.matcher(name).matches()) {
                signature.put(key, name);
            } else {
                block.findings().refuse(block.place(key), "`" + key + "` is `" + YamlMapping.shown(name)
                        + "`, which no HTTP header can be called; write a name like X-M3ter-Signature");
            }
        });
    }

    /** A timestamp that is not signed proves nothing, and one that is signed must come from somewhere. */
    private static void checkTimestamp(YamlMapping block, ObjectNode signature) {
        if (!signature.has(SIGNED_TEMPLATE) || !signature.has(TIMESTAMP_HEADER)) {
            return;
        }
        boolean isSigned = signature.get(SIGNED_TEMPLATE).asText().contains("{timestamp}");
        boolean isSent = !signature.get(TIMESTAMP_HEADER).asText().isEmpty();
        if (isSigned && !isSent) {
            block.findings().refuse(block.place(TIMESTAMP_HEADER), "`" + SIGNED_TEMPLATE + "` holds {timestamp}, but `"
                    + TIMESTAMP_HEADER + "` is empty; name the header it comes in, or take {timestamp} out");
        } else if (isSent && !isSigned) {
            block.findings().refuse(block.place(TIMESTAMP_HEADER), "`" + TIMESTAMP_HEADER + "` is set, but `" + SIGNED_TEMPLATE
                    + "` has no {timestamp}: anybody could change that header unseen. Add {timestamp}, or write \"\" here");
        }
    }

    private static void checkHeadersDiffer(YamlMapping block, ObjectNode signature) {
        Map<String, String> keysByHeader = new HashMap<>();
        for (String key : List.of(SIGNATURE_HEADER, TIMESTAMP_HEADER, API_KEY_HEADER)) {
            String header = signature.path(key).asText().toLowerCase(Locale.ROOT);
            String other = header.isEmpty() ? null : keysByHeader.putIfAbsent(header, key);
            if (other != null) {
                block.findings().refuse(block.place(key), "`" + key + "` names the same header as `" + other
                        + "`; each needs its own");
            }
        }
    }

    private static void readTemplate(YamlMapping block, ObjectNode signature) {
        block.text(SIGNED_TEMPLATE).ifPresent(template -> {
            String rest = template.replace("{body}", "").replace("{timestamp}", "");
            if (!template.contains("{body}") || rest.contains("{") || rest.contains("}")) {
                block.findings().refuse(block.place(SIGNED_TEMPLATE), "`" + SIGNED_TEMPLATE + "` is `"
                        + YamlMapping.shown(template) + "`; it must hold {body}, may hold {timestamp}, and knows no other word in"
                        + " braces, like \"{timestamp}.{body}\"");
            } else {
                signature.put(SIGNED_TEMPLATE, template);
            }
        });
    }
}
