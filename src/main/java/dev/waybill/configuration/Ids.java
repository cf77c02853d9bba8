package dev.waybill.configuration;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The ids given to things of one kind, in all files together; each may name one thing only. */
final class Ids {
    private final Map<UUID, Place> given = new HashMap<>();

    /** The id of the block, or null when it gives none. */
    UUID read(YamlMapping block) {
        UUID id = block.uuid("id").orElse(null);
        if (id != null) {
            Place first = given.putIfAbsent(id, block.place("id"));
            if (first != null) {
                block.findings().refuse(block.place("id"), "`id` of " + block.description() + " is " + id
                        + ", which is already used at " + first.fileAndLine() + "; every id names one thing");
            }
        }
        return id;
    }
}
