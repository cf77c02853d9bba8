package dev.waybill.flow;

/** There is nothing to preview: what was given is no bill, or one that cannot be used. The message says what to do. */
public final class PreviewRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PreviewRefusedException(String message) {
        super(message);
    }
}
