package dev.waybill.bench;

import java.util.Map;

/**
 * What is to be measured, and with how much of everything.
 *
 * @param rate        bills per second where the rate is fixed
 * @param rateSeconds how long the fixed rate lasts; 0 leaves it out
 * @param warmUp      seconds before the closed loop is measured
 * @param seconds     how long the closed loop is measured; 0 leaves it out
 * @param connections of the load
 * @param onTheirWay  with the closed loop: how many bills may be sent and not yet delivered
 * @param accounts    the bills are spread over, each a customer at Stripe
 * @param faults      whether the stand-in goes wrong now and then
 * @param statements  seconds for the database's statements alone; 0 leaves them out
 * @param limit       calls per second that the stand-in takes while a backlog is drained
 * @param seed        makes chance repeatable: when to kill, which calls go wrong
 * @param settings    of the gateway, on top of application.properties and the environment
 */
public record BenchPlan(double rate, int rateSeconds, int warmUp, int seconds, int connections, int onTheirWay, int accounts,
                        boolean faults, int statements, int limit, long seed, Map<String, String> settings) {

    public BenchPlan {
        settings = Map.copyOf(settings);
    }
}
