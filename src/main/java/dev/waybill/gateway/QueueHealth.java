package dev.waybill.gateway;

import dev.waybill.flow.Measures;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** UP while nothing has been due for too long. */
final class QueueHealth extends AbstractHealthCheck {

    private final Measures measures;
    private final Duration limit;

    QueueHealth(Measures measures, Duration limit) {
        super("waybill", "oldest-due");
        this.measures = measures;
        this.limit = limit;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        long oldest = Math.round(measures.oldestSeconds());
        builder.detail("oldestDueSeconds", oldest);
        if (oldest > limit.toSeconds()) {
            builder.down().message("The oldest delivery or event has been due for " + oldest + " s, longer than "
                    + limit.toSeconds() + " s (health.oldest-due-limit). The workers cannot keep up, or they stand still.");
        } else {
            builder.up();
        }
    }
}
