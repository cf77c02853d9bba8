package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import java.util.List;
import java.util.function.Function;

/** One page of a list. */
final class Page {

    private Page() {
    }

    /**
     * @param kept   everything the filters let through, in order
     * @param skip   how many of them stand on earlier pages
     * @param size   of a page
     * @param counts whether to tell {@code count} and {@code total}
     */
    static <T> Reply of(List<T> kept, long skip, int size, boolean counts, Function<T, ObjectNode> row) {
        ArrayNode page = Json.MAPPER.createArrayNode();
        kept.stream().skip(skip).limit(size).map(row).forEach(page::add);
        return Envelope.list(page, counts ? kept.size() : null);
    }
}
