package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Names the lines of one bill so that a recalculation gives the same charge the same name.
 *
 * <p>A name is made from what is charged and for when. Left out is all that a recalculation may change while the charge stays
 * what it is: the line's id, amounts, quantities, the description, and the pricing, which is replaced when a price is edited.
 * Lines that are alike in all this are counted in the order given.
 */
final class LineKeys {

    private static final int HASH_LENGTH = 16;
    private static final List<String> CHARGED = List.of("productId", "planId", "planGroupId", "aggregationId",
            "compoundAggregationId", "meterId", "counterId", "chargeId", "commitmentId", "balanceId", "contractId",
            "creditTypeId", "reasonId", "referencedBillId", "childAccountId");
    private static final List<String> MAPS = List.of("segment", "group");

    private final Map<String, Integer> alike = new HashMap<>();

    /** The key of the next line: {@code 4f0c2be1d3a59687-1}; a second line like it ends in {@code -2}. */
    String next(String type, JsonNode line, Instant from, Instant to) {
        StringBuilder charged = new StringBuilder();
        add(charged, "type", type);
        for (String field : CHARGED) {
            add(charged, field, line.path(field).asText(""));
        }
        for (String map : MAPS) {
            addMap(charged, map, line.path(map));
        }
        add(charged, "from", from == null ? "" : from.toString());
        add(charged, "to", to == null ? "" : to.toString());
        String hash = Sha256.hex(charged.toString().getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
        return hash + "-" + alike.merge(hash, 1, Integer::sum);
    }

    private static void addMap(StringBuilder charged, String name, JsonNode map) {
        TreeSet<String> keys = new TreeSet<>();
        for (Iterator<String> names = map.fieldNames(); names.hasNext();) {
            keys.add(names.next());
        }
        for (String key : keys) {
            JsonNode value = map.get(key);
            add(charged, name, key);
            add(charged, "is", value.isValueNode() ? value.asText("") : value.toString());
        }
    }

    /** Lengths keep neighbours apart; an absent, null or empty value adds nothing, so the three are the same. */
    private static void add(StringBuilder charged, String name, String value) {
        if (!value.isEmpty()) {
            charged.append(name).append(' ').append(value.length()).append(' ').append(value).append('\n');
        }
    }
}
