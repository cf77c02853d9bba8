package dev.waybill.gateway.routefiles;

/** One or more route files cannot be used. The message names each file and what is wrong in it. */
public final class RouteFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message which file or folder, what is wrong, what to do */
    public RouteFileException(String message) {
        super(message);
    }

    /** @param message what could not be done; the innermost reason is put behind it */
    public RouteFileException(String message, Throwable cause) {
        super(message + RouteFailure.deepest(cause), cause);
    }
}
