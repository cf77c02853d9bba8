package dev.waybill.bench;

import java.util.OptionalLong;

/**
 * What had been done at one moment, and what it had cost. Processor times in milliseconds, empty where the kernel does not tell.
 *
 * @param at        {@link System#nanoTime()}
 * @param delivered invoices with lines at the stand-in
 * @param calls     that had arrived there
 * @param machine   of all processes of this machine
 * @param walBytes  that the database had written to its log
 */
record Snapshot(long at, long delivered, long calls, OptionalLong gateway, OptionalLong database, OptionalLong standIn,
                OptionalLong load, OptionalLong machine, long walBytes) {

    /** What happened from an earlier moment to this one. */
    Cost since(Snapshot earlier) {
        double seconds = (at - earlier.at) / 1e9;
        long bills = delivered - earlier.delivered;
        Double gatewayMillis = difference(gateway, earlier.gateway);
        Double databaseMillis = difference(database, earlier.database);
        Double standInMillis = difference(standIn, earlier.standIn);
        Double loadMillis = difference(load, earlier.load);
        Double machineMillis = difference(machine, earlier.machine);
        double capacity = seconds * 1_000 * Runtime.getRuntime().availableProcessors();
        Double others = machineMillis == null ? null : Math.max(0, machineMillis - or0(gatewayMillis) - or0(databaseMillis)
                - or0(standInMillis) - or0(loadMillis));
        return new Cost(bills, seconds, bills / seconds, each(calls - earlier.calls, bills), per(gatewayMillis, bills),
                per(databaseMillis, bills), per(standInMillis, bills), per(loadMillis, bills), each(walBytes - earlier.walBytes, bills),
                machineMillis == null ? null : round(machineMillis / capacity * 100), others == null ? null : round(others / capacity * 100));
    }

    private static Double difference(OptionalLong later, OptionalLong earlier) {
        return later.isPresent() && earlier.isPresent() ? (double) (later.getAsLong() - earlier.getAsLong()) : null;
    }

    private static double or0(Double value) {
        return value == null ? 0 : value;
    }

    private static Double per(Double all, long bills) {
        return all == null || bills == 0 ? null : round(all / bills);
    }

    private static double each(long all, long bills) {
        return bills == 0 ? 0 : round((double) all / bills);
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
