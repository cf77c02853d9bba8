package dev.waybill.configuration;

/**
 * What becomes of a stored thing that the folder does not name.
 *
 * @param stays whether its row, its name and what it refers to stay
 * @param why   what to add when a person is told that it stays as it is; null when the plan has a change for it
 */
record Fate(boolean stays, String why) {
    static final Fate REMOVED = new Fate(false, null);
    static final Fate DISABLED = new Fate(true, null);
    static final Fate KEPT = new Fate(true, "");

    static Fate kept(String why) {
        return new Fate(true, why);
    }
}
