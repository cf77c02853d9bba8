package dev.waybill.standin.paddleclassic;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as Paddle would post it, not signed.
 *
 * @param name   {@code subscription_created} ...
 * @param fields all as text, in no particular order, {@code alert_id} and {@code alert_name} among them
 */
public record Alert(long id, String name, Instant at, Map<String, String> fields) {

    public Alert {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
