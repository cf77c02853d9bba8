package dev.waybill.delivery;

/** A replay that is not to be, with what to ask for instead. */
public final class ReplayRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReplayRefusedException(String message) {
        super(message);
    }
}
