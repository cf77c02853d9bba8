package dev.waybill.gateway;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** UP while webhooks are taken: not before every route has started, and no longer once the gateway stops. */
final class DoorHealth extends AbstractHealthCheck {

    private final HttpDoor door;

    DoorHealth(HttpDoor door) {
        super("waybill", "door");
        this.door = door;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (door.isOpen()) {
            builder.up();
        } else {
            builder.down().message("Webhooks are turned away with 503: Waybill is starting or stopping.");
        }
    }
}
