package dev.waybill.cli;

import java.io.PrintWriter;

/** What is known of the terminal a command writes to; the launcher tells. */
final class Terminal {

    private static final int USUAL_WIDTH = 120;
    private static final int NARROWEST = 60;

    private final PrintWriter out;
    private final boolean live;
    private boolean lineOpen;

    Terminal(PrintWriter out) {
        this.out = out;
        this.live = Boolean.getBoolean("waybill.terminal");
    }

    /** In characters. */
    int width() {
        return Math.max(NARROWEST, Integer.getInteger("waybill.columns", USUAL_WIDTH));
    }

    void line(String text) {
        endProgress();
        out.println(text);
        out.flush();
    }

    /** Shows how far something has come: rewritten in place on a terminal, silent in a file. */
    void progress(String text) {
        if (live) {
            String fitting = text.length() < width() ? text : text.substring(0, width() - 1);
            out.print("\r" + fitting + " ".repeat(width() - 1 - fitting.length()));
            out.flush();
            lineOpen = true;
        }
    }

    private void endProgress() {
        if (lineOpen) {
            out.print("\r" + " ".repeat(width() - 1) + "\r");
            lineOpen = false;
        }
    }
}
