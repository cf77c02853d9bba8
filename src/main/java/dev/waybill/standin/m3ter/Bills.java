package dev.waybill.standin.m3ter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bills of the organization, as m3ter's JSON documents. Documents go in and out as copies. Thread-safe. */
final class Bills {

    private static final String USER = "USER_810e3a43-0000-4dab-8000-470977405b58";

    private final Map<String, Kept> kept = new HashMap<>();
    private final Clock clock;
    private long sequence;

    Bills(Clock clock) {
        this.clock = clock;
    }

    /**
     * One bill over time.
     *
     * @param sequence rises with each bill put in
     * @param current  as it is, or as it was when it was deleted
     * @param previous as it was before the latest change, or null
     */
    record Kept(long sequence, ObjectNode current, ObjectNode previous, boolean deleted) {
        String id() {
            return current.path("id").asText();
        }
    }

    /** Puts a new bill in, or a new version of one already there: then its version rises by one. */
    synchronized Kept put(ObjectNode document) {
        String id = document.path("id").asText();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a bill needs an \"id\"");
        }
        ObjectNode bill = document.deepCopy();
        Kept before = kept.get(id);
        boolean isNew = before == null || before.deleted();
        if (!isNew) {
            bill.put("version", before.current().path("version").asLong() + 1);
        } else if (!bill.has("version")) {
            bill.put("version", 1);
        }
        if (!bill.has("status")) {
            bill.put("status", "PENDING");
        }
        if (!bill.has("locked")) {
            bill.put("locked", false);
        }
        String created = isNew ? now() : before.current().path("dtCreated").asText();
        bill.put("dtCreated", created).put("dtLastModified", now());
        return store(new Kept(isNew ? ++sequence : before.sequence(), bill, isNew ? null : before.current(), false));
    }

    /** m3ter: a status call carries no version; a locked bill cannot change. */
    synchronized Kept setStatus(String id, String status) {
        Kept before = require(id);
        if (!status.equals("APPROVED") && !status.equals("PENDING")) {
            throw new M3terError(400, "status must be APPROVED or PENDING.");
        }
        if (before.current().path("locked").asBoolean()) {
            throw new M3terError(400, "The bill is locked and cannot change.");
        }
        if (before.current().path("status").asText().equals(status)) {
            return before;
        }
        ObjectNode bill = changed(before).put("status", status);
        if (status.equals("APPROVED")) {
            bill.put("dtApproved", now()).put("approvedBy", USER);
        } else {
            bill.remove(List.of("dtApproved", "approvedBy"));
        }
        return store(new Kept(before.sequence(), bill, before.current(), false));
    }

    /** m3ter: fails while the bill is pending. */
    synchronized Kept lock(String id) {
        Kept before = require(id);
        if (!before.current().path("status").asText().equals("APPROVED")) {
            throw new M3terError(400, "Only an approved bill can be locked.");
        }
        ObjectNode bill = changed(before).put("locked", true).put("dtLocked", now()).put("lockedBy", USER);
        return store(new Kept(before.sequence(), bill, before.current(), false));
    }

    /** The bill is gone; what it was last stays known for the event that tells of it. */
    synchronized Kept delete(String id) {
        Kept before = require(id);
        return store(new Kept(before.sequence(), before.current(), before.previous(), true));
    }

    /** The bill, or what is known of it after its deletion. */
    synchronized Optional<Kept> known(String id) {
        return Optional.ofNullable(kept.get(id));
    }

    /** @throws M3terError 404 when there is no such bill, or no more */
    synchronized Kept require(String id) {
        return known(id).filter(bill -> !bill.deleted()).orElseThrow(() -> new M3terError(404, "Bill not found: " + id));
    }

    synchronized List<Kept> newestFirst() {
        List<Kept> bills = new ArrayList<>(kept.values());
        bills.removeIf(Kept::deleted);
        bills.sort(Collections.reverseOrder((a, b) -> Long.compare(a.sequence(), b.sequence())));
        return bills;
    }

    private ObjectNode changed(Kept before) {
        return before.current().deepCopy().put("version", before.current().path("version").asLong() + 1)
                .put("dtLastModified", now()).put("lastModifiedBy", USER);
    }

    private Kept store(Kept bill) {
        kept.put(bill.id(), bill);
        return bill;
    }

    private String now() {
        return Json.MAPPER.convertValue(clock.instant(), String.class);
    }
}
