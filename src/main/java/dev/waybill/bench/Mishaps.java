package dev.waybill.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;

/** What goes wrong at the stand-in on purpose, as its fault rules. */
final class Mishaps {

    private static final int STALL_MILLIS = 10_000;

    private Mishaps() {
    }

    /** Of the calls: 2 % are answered 429, 1 % 500 with nothing done, 0.5 % take ten seconds, 0.5 % are cut off after the work. */
    static String usual(long seed) {
        ArrayNode rules = Json.MAPPER.createArrayNode();
        rule(rules, "status", "0.02", seed).put("status", 429).put("code", "rate_limit");
        rule(rules, "reset-after-work", "0.005", seed + 1);
        rule(rules, "error-before-work", "0.01", seed + 2);
        rule(rules, "slow", "0.005", seed + 3).put("holdMillis", STALL_MILLIS);
        return rules.toString();
    }

    /** 429 for every call above this many in a second. */
    static String limit(int perSecond) {
        ArrayNode rules = Json.MAPPER.createArrayNode();
        rules.addObject().put("kind", "rate-limit").put("perSecond", perSecond);
        return rules.toString();
    }

    private static ObjectNode rule(ArrayNode rules, String kind, String probability, long seed) {
        return rules.addObject().put("kind", kind).put("probability", new BigDecimal(probability))
                .put("seed", (int) (seed & Integer.MAX_VALUE));
    }
}
