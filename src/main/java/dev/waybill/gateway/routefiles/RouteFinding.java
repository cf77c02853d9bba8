package dev.waybill.gateway.routefiles;

/**
 * One thing that is wrong in a route file.
 *
 * @param file     as {@link RouteText#name()} gives it
 * @param line     counted from 1; 0 = the whole file
 * @param sentence what is wrong, what was found there, what to write instead
 */
record RouteFinding(String file, int line, String sentence) {

    /** Where it is: {@code routes/bills/decide-bill.camel.yaml:12}. */
    String place() {
        return line == 0 ? file : file + ":" + line;
    }

    @Override
    public String toString() {
        return place() + ": " + sentence;
    }
}
