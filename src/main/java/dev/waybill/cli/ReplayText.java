package dev.waybill.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Replay;
import dev.waybill.delivery.ReplayCount;
import dev.waybill.delivery.ReplayFilter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Replays as people and scripts read them. */
final class ReplayText {

    private ReplayText() {
    }

    /** {@code 1,284 bills, 38,211.40 USD, about 52 s at 25/s}, then how they stand. */
    static String count(ReplayCount count, int rate) {
        StringBuilder text = new StringBuilder(many(count)).append(", ").append(money(count.money())).append(", about ")
                .append(duration(count.lasting(rate))).append(" at ").append(rate).append("/s.\n");
        text.append("They stand: ").append(count.byStatus().entrySet().stream().map(one -> number(one.getValue()) + " "
                + one.getKey()).collect(Collectors.joining(", "))).append('.');
        return text + elsewhere(count);
    }

    /** That nothing matches, and what might have been expected to. */
    static String nothing(ReplayCount count) {
        return "Nothing to replay: no delivery matches. `./waybill runs` lists what there is." + elsewhere(count);
    }

    private static String elsewhere(ReplayCount count) {
        return count.elsewhere() == 0 ? "" : "\n" + number(count.elsewhere()) + " more wait in a running replay already:"
                + " `./waybill replay list`.";
    }

    private static String many(ReplayCount count) {
        String bills = number(count.bills()) + (count.bills() == 1 ? " bill" : " bills");
        return count.bills() == count.deliveries() ? bills : number(count.deliveries()) + " deliveries of " + bills;
    }

    /** One line: how far it has come. */
    static String progress(Replay replay) {
        List<String> parts = new ArrayList<>();
        parts.add(number(replay.done()) + " done");
        parts.add(number(replay.failed()) + " failed");
        if (replay.putOff() > 0) {
            parts.add(number(replay.putOff()) + " wait for their next try");
        }
        if (replay.skipped() > 0) {
            parts.add(number(replay.skipped()) + " left alone");
        }
        parts.add(number(replay.underWay()) + " under way");
        if (replay.state() == Replay.State.RUNNING) {
            parts.add(number(replay.waiting()) + " to go" + (replay.waiting() == 0 ? "" : ", at least "
                    + duration(Duration.ofSeconds((replay.waiting() + replay.rate() - 1) / replay.rate()))));
        }
        return replay.state() + ": " + String.join(", ", parts) + ", of " + number(replay.total());
    }

    static String table(List<Replay> replays, Configured configured, int width) {
        Table table = new Table("Began", "Replay", "Deliveries", "How it stands").alignRight(2);
        for (Replay replay : replays) {
            table.row(replay.began().toString().substring(0, 19).replace('T', ' '), replay.id().toString(), number(replay.total()),
                    progress(replay) + "; " + filter(replay.filter(), configured));
        }
        return table.render(width);
    }

    static String detail(Replay replay, Configured configured, int width) {
        StringBuilder text = new StringBuilder();
        text.append("Replay       ").append(replay.id()).append('\n');
        text.append("Of           ").append(filter(replay.filter(), configured)).append('\n');
        text.append("Rate         ").append(replay.rate()).append("/s\n");
        text.append("Began        ").append(replay.began()).append('\n');
        if (replay.ended() != null) {
            text.append("Ended        ").append(replay.ended()).append('\n');
        }
        text.append("Stands       ").append(progress(replay)).append("\n\n");
        Table table = new Table("Deliveries", "Amount", "Status", "").alignRight(0).alignRight(1);
        for (Replay.Part part : replay.parts()) {
            table.row(number(part.deliveries()), money(part.money()), part.status() == null ? "" : part.status().name(), words(part));
        }
        table.row(number(replay.total()), money(replay.money()), "", "in all");
        return text.append(table.render(width)).toString();
    }

    private static String words(Replay.Part part) {
        return switch (part.standing()) {
            case WAITING -> "not begun yet";
            case STARTED -> "under way";
            case TRIED -> part.status().hasEnded() ? "tried" : "tried, and tried again by themselves";
            case SKIPPED -> "left alone: they stood so when their turn came";
            case CANCELLED -> "not begun, because the replay was cancelled";
        };
    }

    static String filter(ReplayFilter filter, Configured configured) {
        List<String> parts = new ArrayList<>();
        parts.add(filter.alsoSuccessful() ? "what matches, successful or not" : "what did not succeed");
        if (filter.integrationId() != null) {
            parts.add("integration " + configured.nameOf(filter.integrationId()));
        }
        if (!filter.statuses().isEmpty()) {
            parts.add("status " + filter.statuses().stream().map(Enum::name).collect(Collectors.joining(" or ")));
        }
        if (filter.reason() != null) {
            parts.add("reason " + filter.reason());
        }
        if (filter.accountId() != null) {
            parts.add("account " + filter.accountId());
        }
        if (filter.from() != null) {
            parts.add("from " + filter.from());
        }
        if (filter.to() != null) {
            parts.add("before " + filter.to());
        }
        return String.join(", ", parts);
    }

    static String json(ReplayCount count, int rate) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("countedAt", count.at().toString()).put("deliveries", count.deliveries())
                .put("bills", count.bills());
        node.set("money", Json.MAPPER.valueToTree(count.money()));
        node.set("byStatus", Json.MAPPER.valueToTree(count.byStatus()));
        return Json.write(node.put("waitingElsewhere", count.elsewhere()).put("rate", rate)
                .put("seconds", count.lasting(rate).toSeconds()));
    }

    static String json(Replay replay) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("id", replay.id().toString()).put("state", replay.state().name())
                .put("rate", replay.rate()).put("began", replay.began().toString());
        if (replay.ended() != null) {
            node.put("ended", replay.ended().toString());
        }
        node.set("filter", Json.MAPPER.valueToTree(replay.filter()));
        node.put("total", replay.total()).put("done", replay.done()).put("failed", replay.failed())
                .put("waitingForNextTry", replay.putOff()).put("leftAlone", replay.skipped()).put("underWay", replay.underWay())
                .put("toGo", replay.waiting());
        node.set("money", Json.MAPPER.valueToTree(replay.money()));
        ArrayNode parts = node.putArray("parts");
        replay.parts().forEach(part -> parts.add(Json.MAPPER.<ObjectNode>valueToTree(part)));
        return Json.write(node);
    }

    static String money(Map<String, BigDecimal> money) {
        return money.entrySet().stream().map(one -> RunTable.money(one.getValue(), one.getKey())).collect(Collectors.joining(" + "));
    }

    private static String number(long many) {
        return String.format(Locale.ROOT, "%,d", many);
    }

    private static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(3)) < 0) {
            return duration.toSeconds() + " s";
        }
        return duration.compareTo(Duration.ofHours(3)) < 0 ? duration.plusSeconds(59).toMinutes() + " min"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
