package dev.waybill.standin.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Fault rules as JSON:
 * <pre>{@code {"kind": "status", "match": {"method": "POST", "path": "/v1/invoices"}, "times": 2, "after": 1,
 *  "probability": 0.5, "seed": 7, "status": 429, "code": "rate_limit", "headers": {"Retry-After": "30"}}}</pre>
 */
final class FaultJson {

    private static final Set<String> FIELDS = Set.of("kind", "match", "times", "after", "probability", "seed", "status", "type",
            "code", "param", "message", "headers", "stored", "holdMillis", "text", "fields", "perSecond");

    private FaultJson() {
    }

    /**
     * Reads one rule or an array of rules.
     *
     * @throws IllegalArgumentException with a sentence saying what to write instead
     */
    static List<FaultRule> read(JsonNode json) {
        List<FaultRule> rules = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(rule -> rules.add(readOne(rule)));
        } else {
            rules.add(readOne(json));
        }
        return rules;
    }

    static ArrayNode write(List<Faults.Struck> rules) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        rules.forEach(struck -> array.add(write(struck)));
        return array;
    }

    private static FaultRule readOne(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("a fault rule is a JSON object, not " + json.getNodeType());
        }
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a fault rule has no field " + unknown + "; it may have " + new TreeSet<>(FIELDS));
        }
        FaultKind kind = FaultKind.of(json.path("kind").asText());
        FaultRule rule = new FaultRule(kind, text(json.path("match"), "method"), pattern(text(json.path("match"), "path")),
                times(json.path("times")), whole(json, "after"), probability(json.path("probability")), whole(json, "seed"),
                effect(kind, json));
        requireComplete(rule);
        return rule;
    }

    private static FaultEffect effect(FaultKind kind, JsonNode json) {
        Map<String, String> headers = new HashMap<>();
        json.path("headers").fields().forEachRemaining(header -> headers.put(header.getKey(), header.getValue().asText()));
        String code = text(json, "code");
        int status = whole(json, "status");
        if (kind == FaultKind.RATE_LIMIT) {
            status = 429;
            code = code == null ? "rate_limit" : code;
        } else if (kind == FaultKind.ERROR_BEFORE_WORK || kind == FaultKind.ERROR_AFTER_WORK) {
            status = 500;
        } else if (kind == FaultKind.REFUSE_LINE) {
            status = 400;
        }
        ObjectNode fields = json.path("fields") instanceof ObjectNode given ? given
                : kind == FaultKind.EXTRA_FIELDS ? FaultRule.extraFields().effect().fields() : null;
        return new FaultEffect(status, text(json, "type"), code, text(json, "param"), text(json, "message"), headers,
                json.has("stored") ? json.get("stored").asBoolean() : null, Duration.ofMillis(whole(json, "holdMillis")),
                text(json, "text"), fields, whole(json, "perSecond"));
    }

    private static void requireComplete(FaultRule rule) {
        FaultEffect effect = rule.effect();
        switch (rule.kind()) {
            case STATUS -> require(effect.status() >= 400 && effect.status() <= 599, "status", "from 400 to 599");
            case RATE_LIMIT -> require(effect.perSecond() > 0, "perSecond", "above 0");
            case TIMEOUT_BEFORE_WORK, TIMEOUT_AFTER_WORK, SLOW -> require(effect.hold().toMillis() > 0, "holdMillis", "above 0");
            case REFUSE_LINE -> require(effect.text() != null && !effect.text().isEmpty(), "text", "that is not empty");
            default -> {
            }
        }
    }

    private static void require(boolean holds, String field, String what) {
        if (!holds) {
            throw new IllegalArgumentException("this kind of fault needs a \"" + field + "\" " + what);
        }
    }

    private static ObjectNode write(Faults.Struck struck) {
        FaultRule rule = struck.rule();
        ObjectNode json = Json.MAPPER.createObjectNode().put("kind", rule.kind().word());
        ObjectNode match = json.putObject("match").put("method", rule.method());
        match.put("path", rule.path() == null ? null : rule.path().pattern());
        if (rule.times() > 0) {
            json.put("times", rule.times());
        } else {
            json.put("times", "always");
        }
        json.put("after", rule.after()).put("probability", rule.probability()).put("seed", rule.seed());
        json.put("status", rule.effect().status()).put("code", rule.effect().code());
        return json.put("struck", struck.times());
    }

    private static int times(JsonNode json) {
        if (json.isMissingNode() || json.asText().equals("always")) {
            return 0;
        }
        if (!json.isInt() || json.asInt() < 1) {
            throw new IllegalArgumentException("times is \"always\" or a whole number above 0, not " + json);
        }
        return json.asInt();
    }

    private static int whole(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && (!value.isInt() || value.asInt() < 0)) {
            throw new IllegalArgumentException(field + " is a whole number from 0, not " + value);
        }
        return value.asInt(0);
    }

    private static BigDecimal probability(JsonNode json) {
        BigDecimal probability = json.isMissingNode() ? BigDecimal.ONE : json.isNumber() ? json.decimalValue() : null;
        if (probability == null || probability.signum() < 0 || probability.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("probability is a number from 0 to 1, not " + json);
        }
        return probability;
    }

    private static Pattern pattern(String expression) {
        try {
            return expression == null ? null : Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("match.path is not a regular expression: " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.get(field).asText() : null;
    }
}
