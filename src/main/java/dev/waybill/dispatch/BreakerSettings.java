package dev.waybill.dispatch;

import java.time.Duration;

/**
 * When calls to an account are stopped.
 *
 * @param failurePercent share of a minute's calls without a usable answer that stops further ones, 1 to 100
 * @param leastCalls     fewer calls within the minute say nothing
 * @param open           how long nothing is called before a few calls are let through to see
 */
public record BreakerSettings(int failurePercent, int leastCalls, Duration open) {
}
