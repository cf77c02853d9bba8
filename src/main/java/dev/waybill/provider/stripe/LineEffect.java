package dev.waybill.provider.stripe;

import dev.waybill.delivery.Call;
import dev.waybill.provider.FormBody;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a call that changes lines does to the lines of an invoice, read from the very body that was sent. */
final class LineEffect {

    private final String name;
    private final Map<String, String> form;

    LineEffect(Call call) {
        name = call.name();
        form = FormBody.parse(call.body());
    }

    /** {@code gw_rev} as the call writes it, or null when it is not the last of its plan. */
    String revision() {
        return form.get("invoice_metadata[" + StripeCalls.REVISION + "]");
    }

    /** The lines once Stripe has done it. */
    List<HeldLine> on(List<HeldLine> lines) {
        List<HeldLine> after = new ArrayList<>(lines);
        if (name.equals(StripeCalls.ADD_LINES)) {
            for (int i = 0; has(i, "[amount]"); i++) {
                after.add(new HeldLine(null, value(i, mark(StripeCalls.LINE)), value(i, mark(StripeCalls.HASH)), amount(i)));
            }
        } else if (name.equals(StripeCalls.REMOVE_LINES)) {
            Set<String> removed = ids();
            after.removeIf(line -> removed.contains(line.id()));
        } else {
            for (int i = 0; has(i, "[id]"); i++) {
                rewrite(after, i);
            }
        }
        return after;
    }

    /** Whether Stripe has done it, given every line that stands on the invoice. */
    boolean isOn(List<HeldLine> lines) {
        if (name.equals(StripeCalls.REMOVE_LINES)) {
            Set<String> removed = ids();
            return lines.stream().noneMatch(line -> removed.contains(line.id()));
        }
        for (int i = 0; has(i, "[amount]"); i++) {
            int index = i;
            if (lines.stream().noneMatch(line -> isWritten(index, line))) {
                return false;
            }
        }
        return true;
    }

    private boolean isWritten(int index, HeldLine line) {
        boolean same = name.equals(StripeCalls.ADD_LINES) ? value(index, mark(StripeCalls.LINE)).equals(line.key())
                : value(index, "[id]").equals(line.id());
        return same && value(index, mark(StripeCalls.HASH)).equals(line.hash()) && amount(index) == line.amount();
    }

    private void rewrite(List<HeldLine> lines, int index) {
        for (int i = 0; i < lines.size(); i++) {
            HeldLine line = lines.get(i);
            if (value(index, "[id]").equals(line.id())) {
                lines.set(i, new HeldLine(line.id(), line.key(), value(index, mark(StripeCalls.HASH)), amount(index)));
            }
        }
    }

    private Set<String> ids() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; has(i, "[id]"); i++) {
            ids.add(value(i, "[id]"));
        }
        return ids;
    }

    private static String mark(String name) {
        return "[metadata][" + name + "]";
    }

    private long amount(int index) {
        return Long.parseLong(value(index, "[amount]"));
    }

    private boolean has(int index, String field) {
        return form.containsKey("lines[" + index + "]" + field);
    }

    private String value(int index, String field) {
        return form.get("lines[" + index + "]" + field);
    }
}
