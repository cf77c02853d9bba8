package dev.waybill.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for a terminal: columns as wide as their longest cell, the last one wrapped to the width of the terminal. Wide (CJK)
 * characters count as two columns.
 */
final class Table {

    private static final int NARROWEST = 24;
    private static final int GAP = 2;

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
        this.head.forEach(column -> right.add(false));
    }

    /** The column's cells end at its right edge, as amounts should. */
    Table alignRight(int column) {
        right.set(column, true);
        return this;
    }

    void row(String... cells) {
        rows.add(Arrays.stream(cells).map(cell -> cell == null ? "" : cell).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table as lines. @param width of the terminal in characters */
    String render(int width) {
        int last = head.size() - 1;
        int[] widths = new int[head.size()];
        for (int column = 0; column < last; column++) {
            widths[column] = width(head.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        int before = Arrays.stream(widths, 0, last).map(column -> column + GAP).sum();
        int room = Math.max(NARROWEST, width - before);
        StringBuilder out = new StringBuilder();
        line(out, head, widths, room, before);
        out.append("─".repeat(Math.max(1, Math.min(width, before + room)))).append('\n');
        rows.forEach(row -> line(out, row, widths, room, before));
        return out.toString();
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, int room, int before) {
        for (int column = 0; column < cells.size() - 1; column++) {
            String blanks = " ".repeat(widths[column] - width(cells.get(column)));
            out.append(right.get(column) ? blanks + cells.get(column) : cells.get(column) + blanks).append(" ".repeat(GAP));
        }
        List<String> wrapped = wrap(cells.get(cells.size() - 1), room);
        for (int part = 0; part < wrapped.size(); part++) {
            out.append(part == 0 ? "" : " ".repeat(before)).append(wrapped.get(part)).append('\n');
        }
    }

    private static List<String> wrap(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int width(String text) {
        return text.codePoints().map(c -> Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30FF ? 2 : 1).sum();
    }
}
