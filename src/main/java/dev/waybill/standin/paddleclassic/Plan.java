package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A subscription plan, billed every month.
 *
 * @param prices what a month costs, in major units, by currency
 */
record Plan(long id, String name, Map<String, BigDecimal> prices) {

    Plan {
        prices = Map.copyOf(prices);
    }
}
