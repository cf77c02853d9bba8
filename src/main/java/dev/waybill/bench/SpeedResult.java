package dev.waybill.bench;

import dev.waybill.postgres.StatementLoop;

/**
 * What a gateway does under load.
 *
 * @param readyMillis from the start of the process, on a database that was there, until webhooks were taken
 * @param fixed       at the fixed rate from the first second after that; null when left out
 * @param warm        the same without the first seconds; null when it did not last longer
 * @param fixedCost   of the fixed rate
 * @param closed      as fast as it goes; null when left out
 * @param closedLatency in the closed loop, where every bill waits for those before it
 * @param rowsScanned rows that the database read by scanning whole tables of the pipeline, the benchmark's own counting left out
 * @param statements  the four statements alone; null when left out
 * @param share       closed loop's bills per second as a share of the statements'
 * @param peakMemory  of the gateway, in bytes; null where the kernel does not tell
 * @param settled     false when bills were still under way after the patience
 */
public record SpeedResult(Machine machine, BenchPlan plan, long readyMillis, Latency fixed, Latency warm, Cost fixedCost, Cost closed,
                          Latency closedLatency, long rowsScanned, StatementLoop.Speed statements, Double share, Long peakMemory,
                          boolean settled, Counts counts) {
}
