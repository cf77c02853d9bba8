package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code alert/webhooks}: what Paddle has told the alert addresses. The stand-in posts nothing itself. */
final class AlertCalls {

    private static final int PAGE = 250;
    /** The row carries them under its own names. */
    private static final Set<String> OF_THE_ROW = Set.of("alert_id", "alert_name");

    private final Seller seller;
    private final Scalars scalars;

    AlertCalls(Seller seller) {
        this.seller = seller;
        this.scalars = new Scalars(seller.settings.looseScalars());
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("alert/webhooks", Set.of("page", "alerts_per_page", "query_head", "query_tail"), this::list));
    }

    private Supplier<Reply> list(Parameters given, String idInPath) {
        int page = given.whole("page", 1, Integer.MAX_VALUE, 1);
        int size = given.whole("alerts_per_page", 1, PAGE, PAGE);
        LocalDateTime newest = given.time("query_head");
        LocalDateTime oldest = given.time("query_tail");
        return () -> {
            List<Alert> kept = newestFirst(newest, oldest);
            ObjectNode answer = Json.MAPPER.createObjectNode();
            scalars.whole(answer, "current_page", page);
            scalars.whole(answer, "total_pages", (kept.size() + size - 1) / size);
            scalars.whole(answer, "alerts_per_page", size);
            scalars.whole(answer, "total_alerts", kept.size());
            answer.put("query_head", newest == null ? Alerts.time(seller.now()) : Parameters.TIME.format(newest));
            answer.put("query_tail", oldest == null ? null : Parameters.TIME.format(oldest));
            ArrayNode data = answer.putArray("data");
            kept.stream().skip((page - 1L) * size).limit(size).map(this::row).forEach(data::add);
            return Envelope.done(answer);
        };
    }

    private List<Alert> newestFirst(LocalDateTime newest, LocalDateTime oldest) {
        List<Alert> kept = new ArrayList<>(seller.alerts.sent());
        kept.removeIf(alert -> {
            LocalDateTime at = LocalDateTime.ofInstant(alert.at(), ZoneOffset.UTC).withNano(0);
            return newest != null && at.isAfter(newest) || oldest != null && at.isBefore(oldest);
        });
        Collections.reverse(kept);
        return kept;
    }

    private ObjectNode row(Alert alert) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        scalars.whole(row, "id", alert.id());
        row.put("alert_name", alert.name()).put("status", "success");
        row.put("created_at", Alerts.time(alert.at())).put("updated_at", Alerts.time(alert.at()));
        scalars.whole(row, "attempts", 1);
        ObjectNode fields = row.putObject("fields");
        alert.fields().forEach((name, value) -> {
            if (!OF_THE_ROW.contains(name)) {
                fields.put(name, value);
            }
        });
        return row;
    }
}
