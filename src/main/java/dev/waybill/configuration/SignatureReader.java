package dev.waybill.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.source.SignatureSettings;
import dev.waybill.source.SignatureSettingsException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads the {@code signature} block of an inbound webhook, key by key so that a mistake is told with its line. Which values hold
 * together is the business of {@link SignatureSettings}.
 */
final class SignatureReader {
    private static final String VERIFY = "verify";
    private static final String ENCODING = "encoding";
    private static final String TOLERANCE_SECONDS = "toleranceSeconds";
    private static final List<String> TEXTS = List.of("signatureHeader", "timestampHeader", "apiKeyHeader", "algorithm",
            "signedTemplate");
    private static final List<String> KEYS = List.of(VERIFY, "signatureHeader", "timestampHeader", "apiKeyHeader", "algorithm",
            "signedTemplate", ENCODING, TOLERANCE_SECONDS);

    private SignatureReader() {
    }

    /** The block with the keys as written; empty when there is none. */
    static ObjectNode read(YamlMapping webhook) {
        ObjectNode signature = JsonNodeFactory.instance.objectNode();
        webhook.mapping("signature").ifPresent(block -> {
            int before = block.findings().refusedSoFar();
            block.allowOnly(KEYS);
            block.oneOf(VERIFY, words(SignatureSettings.Mode.values())).ifPresent(word -> signature.put(VERIFY, word));
            TEXTS.forEach(key -> readText(block, key, signature));
            block.oneOf(ENCODING, words(SignatureSettings.Encoding.values())).ifPresent(word -> signature.put(ENCODING, word));
            block.number(TOLERANCE_SECONDS, 1L, null).ifPresent(seconds -> signature.put(TOLERANCE_SECONDS, seconds));
            if (block.findings().refusedSoFar() == before) {
                check(block, signature);
            }
        });
        return signature;
    }

    /** True when the sender has to know a secret. */
    static boolean needsSecrets(ObjectNode signature) {
        return !signature.path(VERIFY).asText().equals("none");
    }

    /** An empty text says that there is no such header. */
    private static void readText(YamlMapping block, String key, ObjectNode signature) {
        if (block.unseenText(key).filter(String::isEmpty).isPresent()) {
            signature.put(key, "");
        } else {
            block.text(key).ifPresent(text -> signature.put(key, text));
        }
    }

    private static void check(YamlMapping block, ObjectNode signature) {
        try {
            SignatureSettings.fromJson(signature);
        } catch (SignatureSettingsException e) {
            block.findings().refuse(block.place(e.key()), block.description() + ": " + e.getMessage());
        }
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    }
}
