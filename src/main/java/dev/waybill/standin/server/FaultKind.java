package dev.waybill.standin.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can go wrong on purpose. The name in JSON is the constant in lower case with hyphens: {@code reset-after-work}. */
public enum FaultKind {
    /** An error status. By its {@link FaultRule#isStored()}, refused at the door or answered as the result of the work. */
    STATUS(Stage.ARRIVAL),
    /** 429 for whatever exceeds a number of requests per second. */
    RATE_LIMIT(Stage.ARRIVAL),
    /** 500, nothing done; the stand-in remembers the 500 under the idempotency key. */
    ERROR_BEFORE_WORK(Stage.WORK),
    /** 500 although the work is done; remembered likewise. */
    ERROR_AFTER_WORK(Stage.WORK),
    /** Nothing done, no answer; the connection is dropped after the hold time. */
    TIMEOUT_BEFORE_WORK(Stage.ARRIVAL),
    /** The work is done, no answer; the connection is dropped after the hold time. */
    TIMEOUT_AFTER_WORK(Stage.ARRIVAL),
    /** Nothing done, the connection is closed at once. */
    RESET_BEFORE_WORK(Stage.ARRIVAL),
    /** The work is done, the connection is closed without an answer. */
    RESET_AFTER_WORK(Stage.ARRIVAL),
    /** The hold time passes while the request counts as running, then all is as usual. */
    SLOW(Stage.WORK),
    /** 400 for a request that carries a line whose description or line mark contains a text. */
    REFUSE_LINE(Stage.LINES),
    /** The work is done, the answer is 200 with JSON cut in the middle. */
    GARBAGE(Stage.ARRIVAL),
    /** The work is done, the answer carries fields nobody knows, or other values in known ones. */
    EXTRA_FIELDS(Stage.ARRIVAL);

    /** Where on a request's way a fault strikes. */
    public enum Stage {
        /** Around everything, idempotent replays included. */
        ARRIVAL,
        /** Inside the execution that an idempotency key protects; never on a replay. */
        WORK,
        /** As {@link #WORK}, for stand-ins that know lines. */
        LINES
    }

    private final Stage stage;

    FaultKind(Stage stage) {
        this.stage = stage;
    }

    Stage stage() {
        return stage;
    }

    /** The name in JSON and in the request log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FaultKind of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind \"" + word + "\" is not known; write one of "
                        + Arrays.stream(values()).map(FaultKind::word).collect(Collectors.joining(", "))));
    }
}
