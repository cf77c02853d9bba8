package dev.waybill.dispatch;

import java.time.Duration;

/** Whether the next call of a turn may go out. */
public sealed interface Leave {

    /** Yes, after this wait in the worker's hands; it is counted already. */
    record Go(Duration pause) implements Leave {
    }

    /**
     * Not now, and not soon: the delivery is to be put off.
     *
     * @param code   a short stable word: {@code own-rate}, {@code throttled}, {@code provider-unavailable}
     * @param reason one sentence
     */
    record Later(String code, String reason, Duration pause) implements Leave {
    }
}
