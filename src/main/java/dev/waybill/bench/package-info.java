/**
 * The benchmark: gateway, database, stand-ins and load as processes of their own, what they cost from the kernel, and every bill
 * counted at the stand-in afterwards. {@link dev.waybill.bench.Rig} holds what runs.
 */
package dev.waybill.bench;
