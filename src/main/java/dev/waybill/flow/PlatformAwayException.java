package dev.waybill.flow;

import java.time.Duration;

/** The billing platform could not be asked for a bill; the event is tried again later. */
public final class PlatformAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean credentialsRefused;
    private final Duration pause;

    /**
     * @param credentialsRefused true when a person must set other credentials
     * @param pause              how long the platform asked us to wait, or null
     */
    public PlatformAwayException(String message, boolean credentialsRefused, Duration pause) {
        super(message);
        this.credentialsRefused = credentialsRefused;
        this.pause = pause;
    }

    public boolean credentialsRefused() {
        return credentialsRefused;
    }

    /** Null when the platform asked for none. */
    public Duration pause() {
        return pause;
    }
}
