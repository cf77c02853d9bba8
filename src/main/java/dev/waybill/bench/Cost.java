package dev.waybill.bench;

/**
 * What a span of time brought and cost, most of it per bill delivered in it. Null where the kernel does not tell.
 *
 * @param gatewayMillis  processor time per bill, like the three after it
 * @param busyPercent    of all processors, whoever for
 * @param othersPercent  of all processors, for processes that are none of ours, this one included: more than a few make the figures
 *                       those of a machine that was shared
 */
public record Cost(long bills, double seconds, double billsPerSecond, double callsPerBill, Double gatewayMillis, Double databaseMillis,
                   Double standInMillis, Double loadMillis, double walBytesPerBill, Double busyPercent, Double othersPercent) {
}
