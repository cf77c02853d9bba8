package dev.waybill.bench;

/** Where a benchmark says how far it is. */
public interface Progress {

    /** A line that stays. */
    void line(String text);

    /** What is so at this moment; the next one takes its place. */
    void now(String text);
}
