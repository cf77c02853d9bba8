package dev.waybill.flow;

import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import dev.waybill.postgres.DatabaseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The log room: one line per run each time it stands still, beginning with the run's id. */
public final class RunLog {

    private final Logger log;

    public RunLog() {
        this(LoggerFactory.getLogger(RunLog.class));
    }

    /** One that writes elsewhere. */
    public RunLog(Logger log) {
        this.log = log;
    }

    /** Says how the run stands. The work goes on as it came. */
    public Work say(Work work) {
        if (work == null || work.lost()) {
            return work;
        }
        try (var run = MDC.putCloseable("run", work.run().id().toString());
                var bill = MDC.putCloseable("bill", work.delivery().bill().id());
                var integration = MDC.putCloseable("integration", work.delivery().integrationId().toString())) {
            String what = work.run().id() + " " + work.status() + ": bill " + work.delivery().bill().id() + " revision "
                    + work.delivery().revision() + " to " + work.run().destination().displayName() + " after " + work.calls() + " call(s)";
            if (work.step() instanceof Step.Done done) {
                log.info("{}{}", what, done.externalId() == null ? "" : ", held as " + done.externalId());
            } else if (work.status() == RunStatus.WAITING) {
                log.debug("{}; put off before its next call", what);
            } else if (work.step() instanceof Step.Later later) {
                log.warn("{}; next try in {} s: {}", what, work.pause() == null ? 0 : work.pause().toSeconds(), later.reason());
            } else if (work.step() instanceof Step.Parked parked) {
                log.warn("{}, {}: {} {}", what, parked.code(), parked.reason(), parked.remedy());
            }
        }
        return work;
    }

    /** Says that a worker had to leave a delivery behind; whoever claims it looks up what the provider holds. */
    public void leftBehind(Object work, Exception failure) {
        String which = work instanceof Work known ? known.run().id().toString() : "a delivery";
        Optional<String> database = DatabaseException.reasonIn(failure);
        log.error("{} was left behind and is taken up again when its lease ends: {}", which, database.orElseGet(failure::getMessage),
                database.isPresent() ? null : failure);
    }
}
