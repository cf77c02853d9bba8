package dev.waybill.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One bill of the demo, and how {@code demo/expected.json} says it must end.
 *
 * @param name     of its file
 * @param versions the bill as m3ter has it, one document a version
 * @param ends     a run status, or NOT SENT
 * @param because  the reason code or rule, or null
 * @param held     what the provider must hold: {@code status total}, or {@code none}
 * @param renews   the Paddle subscription that is paid before the bill's next version is sent, or null
 */
record DemoBill(String name, List<ObjectNode> versions, String ends, String because, String held, Long renews) {

    DemoBill {
        versions = List.copyOf(versions);
    }

    /** m3ter's id of the bill. */
    String id() {
        return versions.get(0).path("id").asText();
    }

    String accountId() {
        return versions.get(0).path("accountId").asText();
    }

    /** The file's name without its number, for people. */
    String title() {
        return name.replaceFirst("^\\d+-", "").replace('-', ' ');
    }

    static List<DemoBill> in(Path folder) {
        List<DemoBill> bills = new ArrayList<>();
        try {
            for (JsonNode entry : Json.MAPPER.readTree(Files.readString(folder.resolve("expected.json"))).path("bills")) {
                List<ObjectNode> versions = new ArrayList<>();
                List<String> names = new ArrayList<>();
                entry.path("bill").forEach(file -> names.add(file.asText()));
                for (String file : names) {
                    versions.add(read(folder.resolve("bills").resolve(file + ".json")));
                }
                JsonNode held = entry.path("held");
                bills.add(new DemoBill(names.get(0), versions, entry.path("ends").asText(), entry.path("because").asText(null),
                        held.isObject() ? held.path("status").asText() + " " + held.path("total").asText() : "none",
                        entry.has("renews") ? entry.path("renews").asLong() : null));
            }
        } catch (IOException e) {
            throw new CommandFailedException("The demo's files in " + folder + " cannot be read: " + e.getMessage());
        }
        return bills;
    }

    private static ObjectNode read(Path file) throws IOException {
        try {
            return (ObjectNode) Json.MAPPER.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new CommandFailedException(file + ": " + e.getOriginalMessage());
        }
    }
}
